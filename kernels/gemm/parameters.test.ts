import { describe, expect, test } from 'vitest';
import { DEVICE_LIMITS } from '../device.ts';
import { generate, type Problem } from '../index.ts';
import {
  checkConfiguration,
  configure,
  GEMM_ALGORITHMS,
  GEMM_PARAMETERS,
  type GemmAlgorithm,
  type GemmConfiguration,
  threadgroupBytesOf,
  threadsOf,
} from './parameters.ts';

const problem: Problem = { op: 'gemm', dtype: 'f32', m: 65, n: 65, k: 65 };

/** Every combination of the table's choices. */
function combinations(algorithm: GemmAlgorithm): GemmConfiguration[] {
  const table: Record<string, { choices: readonly number[] }> = GEMM_PARAMETERS[algorithm];
  let all: Record<string, number>[] = [{}];
  for (const [name, { choices }] of Object.entries(table)) {
    all = all.flatMap((one) => choices.map((value) => ({ ...one, [name]: value })));
  }
  return all as unknown as GemmConfiguration[];
}

/** Bytes of what the source declares in threadgroup memory; its constants are resolved by their declarations. */
function declaredBytes(source: string): number {
  const constants: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/constexpr uint (\w+) = (\d+);/g)) {
    constants[name] = value;
  }
  const elementBytes: Record<string, number> = { float: 4, float4: 16 };
  return [...source.matchAll(/^ *threadgroup (\w+) \w+\[([^\]]+)\];/gm)]
    .map(([, type = '', extent = '']) => {
      const factors = extent.split(' ').map((word) => constants[word] ?? word);
      let elements = Number(factors[0]);
      for (let i = 1; i < factors.length; i += 2) {
        const next = Number(factors[i + 1]);
        elements = factors[i] === '*' ? elements * next : elements / next;
      }
      return elements * (elementBytes[type] ?? Number.NaN);
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

describe.each(GEMM_ALGORITHMS)('%s', (algorithm) => {
  const valid = combinations(algorithm).filter((c) => checkConfiguration(algorithm, c).length === 0);

  test('the defaults are choices, and fit together', () => {
    for (const { choices, default: value } of Object.values(GEMM_PARAMETERS[algorithm])) {
      expect(choices).toContain(value);
    }
    expect(configure(algorithm)).toHaveProperty('configuration');
  });

  test('every choice can be had in some configuration', () => {
    const table: Record<string, { choices: readonly number[] }> = GEMM_PARAMETERS[algorithm];
    for (const [name, { choices }] of Object.entries(table)) {
      const had = new Set(valid.map((c) => c[name as keyof GemmConfiguration]));
      expect(choices.filter((choice) => !had.has(choice))).toEqual([]);
    }
  });

  test('what is accepted keeps to the limits, and declares the memory that it says', () => {
    expect(valid.length).toBeGreaterThan(20);
    for (const c of valid) {
      const generated = generate(algorithm, problem, { ...c });
      if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
      const [pass] = generated.program.passes;
      const bytes = pass ? declaredBytes(pass.kernel.source) : 0;
      expect(pass?.threadgroupBytes).toBe(bytes);
      expect(bytes).toBeLessThanOrEqual(DEVICE_LIMITS.threadgroupBytes.value);
      expect(pass?.threadsPerThreadgroup).toEqual([threadsOf(algorithm, c), 1, 1]);
      expect(threadsOf(algorithm, c)).toBeLessThanOrEqual(DEVICE_LIMITS.threadsPerThreadgroup.value);
      expect(Number.isInteger(threadsOf(algorithm, c) / DEVICE_LIMITS.simdWidth.value)).toBe(true);
    }
  });

  test('what is refused says which parameter, its value and what is accepted', () => {
    const refused = combinations(algorithm).filter((c) => !valid.includes(c));
    expect(refused.length).toBeGreaterThan(0);
    for (const c of refused) {
      for (const { accepted, value } of checkConfiguration(algorithm, c)) {
        expect(accepted).toMatch(/\d/);
        expect(value).toBeGreaterThan(0);
      }
    }
  });
});

test('overrides are checked: by name, by choice, and together', () => {
  expect(configure('gemm-tiled', { blockQ: 32 })).toEqual({
    issues: [{ parameter: 'blockQ', value: 32, accepted: expect.stringContaining('blockM') }],
  });
  expect(configure('gemm-tiled', { toString: 1 } as never)).toHaveProperty('issues');
  expect(configure('gemm-simdgroup', { blockK: 24 })).toEqual({
    issues: [{ parameter: 'blockK', value: 24, accepted: 'one of 8, 16, 32, 64' }],
  });
  expect(configure('gemm-simdgroup', { blockM: 16, registerM: 32, registerN: 32 })).toEqual({
    issues: [{ parameter: 'registerM', value: 32, accepted: 'at most 16: block M' }],
  });
  expect(configure('gemm-simdgroup', { blockK: 64 })).toEqual({
    issues: [{ parameter: 'threadgroupBytes', value: 33280, accepted: expect.stringContaining('32768') }],
  });
});

test('a configuration without the edges of SIMD-groups takes less memory', () => {
  const configured = configure('gemm-tiled', { blockM: 32, blockN: 32, blockK: 32 });
  if ('issues' in configured) throw new Error(JSON.stringify(configured.issues));
  expect(threadgroupBytesOf('gemm-tiled', configured.configuration)).toBe(2 * 32 * 32 * 4);
});
