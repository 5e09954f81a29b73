import { describe, expect, test } from 'vitest';
import { CONTENDERS } from './catalog.ts';
import type { TargetDevice } from './device.ts';
import { lackOf, lackOfUse } from './lack.ts';
import { refusalOf } from './refusal.ts';
import { representatives } from './representatives.ts';
import type { SimdgroupUse } from './simdgroup-use.ts';

const gpu = (name: string, family: string | null, metal: string | null, simdWidth = 32): TargetDevice => {
  return { kind: 'gpu', name, simdWidth, gpu: { family, metal } };
};
const VIRTUAL = gpu('Apple Paravirtual device', 'Apple5', null);
const INTEL = gpu('Intel(R) UHD Graphics 630', null, 'Metal 3');
const AMD = gpu('AMD Radeon Pro Vega 56', null, 'Metal 3', 64);
const NEW = gpu('Apple M9', 'Apple14', 'Metal 4');
const GEMM = { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 } as const;

const generated = CONTENDERS.filter(({ kind }) => kind === 'generated');
const runningOn = (device: TargetDevice) =>
  generated.filter(({ id }) => lackOf(id, null, device) === null).map(({ id }) => id);

describe('what a GPU lacks', () => {
  test('decides which contenders it runs', () => {
    const anywhere = ['convolution-direct'];
    const elementwise = ['elementwise-direct', 'elementwise-staged'];
    expect(runningOn(VIRTUAL)).toEqual(['gemm-tiled', ...anywhere, ...elementwise]);
    expect(runningOn(INTEL)).toEqual([
      'gemm-tiled',
      'qgemm-vector',
      ...anywhere,
      'norm-registers',
      'norm-looped',
      'norm-split',
      ...elementwise,
    ]);
    expect(runningOn(AMD)).toEqual(['gemm-tiled', ...anywhere, ...elementwise]);
    expect(runningOn(NEW)).toHaveLength(generated.length);
    expect(runningOn({ kind: 'cpu', name: 'cpu' })).toHaveLength(generated.length);
    expect(runningOn({ kind: 'gpu', name: 'of a run that did not record it' })).toHaveLength(
      generated.length,
    );
  });

  test('is named, with what has it', () => {
    expect(lackOf('gemm-simdgroup', null, VIRTUAL)).toBe(
      'needs SIMD-group matrices: Apple7 or later (this GPU: Apple5)',
    );
    expect(lackOf('attention-flash2@blockR=32', null, INTEL)).toMatch(/\(this GPU: no Apple family\)$/);
    expect(lackOf('qgemm-vector', null, AMD)).toBe('needs SIMD-groups of 32 lanes (this GPU: 64)');
    expect(lackOf('gemm-tiled', { ...GEMM, dtypeB: 'bf16' }, VIRTUAL)).toMatch(
      /^needs bfloat: Apple6 or later/,
    );
    expect(lackOf('gemm-tiled', GEMM, VIRTUAL)).toBeNull();
  });

  test('of tensor operations is the oldest of what is missing: the GPU, then the system', () => {
    const mac = (family: string | null, tensorsNeed?: string | null) =>
      lackOfUse('tensors', null, {
        kind: 'gpu',
        name: 'Apple M',
        gpu: { family, metal: 'Metal 3', tensorsNeed },
      });
    const old = 'macOS 26 or later';
    const bare = "headers that this system lacks ('metal_tensor' file not found)";
    expect(mac('Apple8', old)).toBe(`needs tensor operations: ${old}`);
    expect(mac('Apple8', bare)).toBe(`needs tensor operations: ${bare}`);
    const before = 'needs tensor operations: Apple7 or later';
    expect([mac('Apple6', old), mac(null, old)]).toEqual([
      `${before} (this GPU: Apple6)`,
      `${before} (this GPU: no Apple family)`,
    ]);
    expect(['Apple7', 'Apple9', 'Apple10'].map((family) => mac(family, null))).toEqual([null, null, null]);
    // A run that did not record it.
    expect(mac('Apple8')).toBeNull();
    const tensorsNeed = 'a GPU that is not virtual (the GPU cannot multiply matrices)';
    expect(lackOfUse('tensors', null, { ...VIRTUAL, gpu: { family: 'Apple5', tensorsNeed } })).toBe(
      `needs tensor operations: ${tensorsNeed}`,
    );
    expect(lackOfUse('tensors', null, VIRTUAL)).toBe(`${before} (this GPU: Apple5)`);
    expect(lackOfUse('matrices', null, { ...NEW, gpu: { family: 'Apple8', tensorsNeed: old } })).toBeNull();
    expect(lackOfUse('tensors', null, { kind: 'cpu', name: 'cpu' })).toBeNull();
  });

  test('of products of bf16 is a newer system, where an operand is bf16', () => {
    const gpu = { family: 'Apple10', tensorsNeed: null, bfloatTensorsNeed: 'macOS 26.1 or later' };
    const mac = { kind: 'gpu', name: 'Apple M5', gpu } as const;
    const reason = 'needs tensor operations over bf16: macOS 26.1 or later';
    expect(lackOf('gemm-tensor', { ...GEMM, dtype: 'bf16' }, mac)).toBe(reason);
    expect(lackOf('gemm-tensor', { ...GEMM, dtypeB: 'bf16' }, mac)).toBe(reason);
    const sums = { ...GEMM, dtype: 'f16', dtypeC: 'bf16', bias: true, beta: 1 } as const;
    expect(lackOf('gemm-tensor', sums, mac)).toBeNull();
    expect(lackOf('gemm-tensor', GEMM, mac)).toBeNull();
    expect(lackOf('gemm-simdgroup', { ...GEMM, dtype: 'bf16' }, mac)).toBeNull();
    const newer = { ...mac, gpu: { ...gpu, bfloatTensorsNeed: null } };
    expect(lackOf('gemm-tensor', { ...GEMM, dtype: 'bf16' }, newer)).toBeNull();
    const older = { ...mac, gpu: { ...gpu, tensorsNeed: 'macOS 26 or later' } };
    expect(lackOf('gemm-tensor', { ...GEMM, dtype: 'bf16' }, older)).toBe(
      'needs tensor operations: macOS 26 or later',
    );
  });

  test('is a reason to refuse a problem', () => {
    expect(refusalOf('gemm-simdgroup', GEMM, VIRTUAL)).toMatch(/^needs SIMD-group matrices/);
    expect(refusalOf('gemm-simdgroup', GEMM)).toBeNull();
  });
});

/** What a text does, by the functions that it calls. */
function seenUse(source: string): SimdgroupUse {
  if (/\bmatmul2d</.test(source)) return 'tensors';
  if (/\bsimdgroup_(multiply|load|store)/.test(source)) return 'matrices';
  return /\bsimd_\w+\(/.test(source) ? 'reductions' : 'none';
}

test('contenders say what their texts do', () => {
  const found = new Map<string, Set<SimdgroupUse>>();
  for (const { contender, program } of representatives('Apple7')) {
    const [id = ''] = contender.split('@');
    const uses = found.get(id) ?? new Set();
    for (const { kernel } of program.passes) uses.add(seenUse(kernel.source));
    found.set(id, uses);
  }
  for (const { id, simdgroups } of generated) {
    const uses = found.get(id) ?? new Set();
    const most = (['tensors', 'matrices', 'reductions', 'none'] as const).find((use) => uses.has(use));
    expect([id, simdgroups]).toEqual([id, most]);
  }
});
