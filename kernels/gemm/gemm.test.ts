import { describe, expect, test } from 'vitest';
import { describeIssue, estimate, type GemmProblem, generate, type Program } from '../index.ts';
import { BANK_CYCLE_BYTES } from '../msl/kernel.ts';
import { GEMM } from './family.ts';
import { gemmName } from './name.ts';

const gemm = (m: number, n: number, k: number, more: Partial<GemmProblem> = {}): GemmProblem => {
  return { op: 'gemm', dtype: 'f32', m, n, k, ...more };
};
const CONTENDERS = GEMM.contenders.map(({ id }) => id);

function programOf(id: string, problem: GemmProblem, overrides?: Record<string, number | string>): Program {
  const generated = generate(id, problem, overrides);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

function refusal(
  id: string,
  problem: GemmProblem,
  overrides: Record<string, number | string> = {},
): string[] {
  const generated = generate(id, problem, overrides);
  return 'issues' in generated ? generated.issues.map(describeIssue) : [];
}

/** One below, at and above every multiple of a block up to four of them. */
const edges = (block: number) => [1, 2, 3, 4].flatMap((count) => [-1, 0, 1].map((by) => count * block + by));

describe.each(['gemm-simdgroup', 'gemm-direct', 'gemm-tiled'])('%s', (id) => {
  test.each([32, 64])('the grid covers C and no more, with blocks of %i', (block) => {
    for (const size of edges(block)) {
      const overrides = { blockM: block, blockN: block };
      const [pass] = programOf(id, gemm(size, 2 * size + 1, 5, { batch: 3 }), overrides).passes;
      const [x = 0, y = 0, z = 0] = pass?.threadgroups ?? [];
      expect([y * block >= size, (y - 1) * block < size]).toEqual([true, true]);
      expect([x * block >= 2 * size + 1, (x - 1) * block < 2 * size + 1]).toEqual([true, true]);
      expect(z).toBe(3);
    }
  });

  test('one text serves all sizes, so that it is compiled only once', () => {
    const text = (problem: GemmProblem) => programOf(id, problem).passes.map(({ kernel }) => kernel.source);
    expect(text(gemm(300, 511, 77, { lda: 80 }))).toEqual(text(gemm(512, 512, 512)));
  });
});

test.each([2, 4, 8])('with a swizzle of %i, threadgroups take every block once', (swizzle) => {
  for (const rows of [1, 2, 3, 7, 8, 9]) {
    const overrides = { swizzle, blockM: 64, blockN: 64 };
    const [pass] = programOf(
      'gemm-simdgroup',
      gemm(rows * 64 - 1, 5 * 64, 8, { batch: 2 }),
      overrides,
    ).passes;
    const [x = 0, y = 0, z = 0] = pass?.threadgroups ?? [];
    // As the kernel does.
    const taken = Array.from({ length: x * y }, (_, at) => {
      const [group, line] = [at % x, Math.floor(at / x)];
      return [line * swizzle + (group % swizzle), Math.floor(group / swizzle)] as const;
    }).filter(([row]) => row < rows);
    expect(new Set(taken.map(String)).size).toBe(rows * 5);
    expect([taken.length, z]).toEqual([rows * 5, 2]);
  }
});

test.each(['Apple7', 'Apple8', 'Apple9'] as const)(
  'rows in threadgroup memory start in different banks: %s',
  (target) => {
    for (const id of ['gemm-simdgroup', 'gemm-tiled', 'gemm-split-k', 'gemm-stream-k']) {
      for (const dtype of ['f32', 'f16', 'bf16'] as const) {
        for (const transposed of [false, true]) {
          const problem = gemm(512, 512, 512, { dtype, transposeA: transposed, transposeB: transposed });
          const generated = generate(id, problem, {}, target);
          const text = 'program' in generated ? (generated.program.passes[0]?.kernel.source ?? '') : '';
          for (const name of ['A', 'B']) {
            const leading = Number(new RegExp(`${name}_LEADING = (\\d+)`).exec(text)?.[1]);
            const type = new RegExp(`threadgroup (\\w+) \\*${name.toLowerCase()}_block =`).exec(text)?.[1];
            const bytes = leading * (type === 'float' ? 4 : 2);
            expect(bytes % BANK_CYCLE_BYTES, `${id} ${dtype} ${transposed} ${name}`).toBeGreaterThan(0);
          }
        }
      }
    }
  },
);

test('direct loads go from one pointer per operand, which the loop over K advances', () => {
  for (const transposed of [false, true]) {
    const problem = gemm(65, 66, 67, { transposeA: transposed, transposeB: transposed });
    for (const id of ['gemm-direct', 'gemm-split-k', 'gemm-stream-k']) {
      const overrides: Record<string, string> = id === 'gemm-direct' ? {} : { load: 'direct' };
      const text = programOf(id, problem, overrides).passes[0]?.kernel.source ?? '';
      const loads = text.match(/(?<!void )\bload_tile<[^;]*;/g) ?? [];
      expect(loads.map((load) => /edge, ([^,]*, [^,]*),/.exec(load)?.[1])).toEqual(['i * 8, 0', '0, j * 8']);
      const loop = /for \(uint k = k_begin; k < k_whole; k \+= 8\) \{(.*?)\}/s.exec(text)?.[1] ?? '';
      expect(loop.match(/next_[ab] \+=/g)).toHaveLength(2);
    }
  }
});

test('guards are dropped if sizes are multiples of blocks, or the last block moves inward', () => {
  const whole = (m: number, n: number, k: number, edges: string) =>
    Object.values(
      programOf('gemm-simdgroup', gemm(m, n, k), { blockM: 64, blockN: 64, edges }).passes[0]?.kernel
        .constants ?? {},
    ).map(({ value }) => value);
  expect(whole(128, 192, 64, 'guard')).toEqual([true, true, true]);
  expect(whole(127, 193, 65, 'guard')).toEqual([false, false, false]);
  expect(whole(127, 193, 65, 'shift')).toEqual([true, true, false]);
  expect(whole(63, 65, 64, 'shift')).toEqual([false, true, true]);
});

test('buffers are as large as leading dimensions and strides require, and hold a shared operand once', () => {
  const problem = gemm(3, 5, 7, { batch: 4, lda: 9, strideB: 0, ldc: 6, strideC: 20, bias: true, beta: 1 });
  expect(GEMM.buffers(problem)).toEqual([
    { name: 'A', dtype: 'f32', shape: [3 * 27 + 2 * 9 + 7], role: 'input' },
    { name: 'B', dtype: 'f32', shape: [35], role: 'input' },
    { name: 'C', dtype: 'f32', shape: [3 * 20 + 2 * 6 + 5], role: 'inout' },
    { name: 'bias', dtype: 'f32', shape: [5], role: 'input' },
  ]);
});

test('every pass binds only buffers that the program has', () => {
  for (const id of CONTENDERS) {
    const { buffers, passes } = programOf(
      id,
      gemm(65, 66, 67, { dtype: 'f16', bias: true, activation: 'gelu' }),
    );
    const names = buffers.map(({ name }) => name);
    for (const binding of passes.flatMap(({ bindings }) => bindings)) {
      if ('buffer' in binding) expect(names).toContain(binding.buffer);
    }
  }
});

test('the name is that of BLAS, or the letters of C, A and B', () => {
  const nameOf = (problem: GemmProblem) => gemmName(GEMM.complete(problem));
  expect(nameOf(gemm(1, 1, 1))).toBe('sgemm');
  expect(nameOf(gemm(1, 1, 1, { dtype: 'f16' }))).toBe('hgemm');
  expect(nameOf(gemm(1, 1, 1, { dtype: 'bf16' }))).toBe('bgemm');
  expect(nameOf(gemm(1, 1, 1, { dtype: 'bf16', dtypeC: 'f32' }))).toBe('sbgemm');
  expect(nameOf(gemm(1, 1, 1, { dtype: 'f16', dtypeB: 'bf16', dtypeC: 'f32' }))).toBe('shbgemm');
});

describe('refused by name', () => {
  test.each<[GemmProblem, string]>([
    [gemm(8, 8, 8, { lda: 7 }), 'lda = 7: expected at least the 8 elements of a row of A'],
    [gemm(8, 9, 8, { transposeB: true, ldb: 7 }), 'ldb = 7: expected at least the 8 elements of a row of B'],
    [gemm(8, 8, 8, { batch: 2, strideC: 0 }), 'strideC = 0: expected at least the 64 elements of one C'],
    [
      gemm(8, 8, 8, { batch: 2, strideA: 5 }),
      'strideA = 5: expected at least the 64 elements of one A, or 0',
    ],
    [gemm(16384, 16384, 8, { batch: 2 }), 'C = 536870912: expected at most 268435456 elements in one buffer'],
    [gemm(8, 8, 8, { alpha: Number.NaN }), 'alpha = NaN: expected a number from -10000 to 10000'],
    [
      gemm(8, 8, 8, { activation: 'swish' as never }),
      'activation = swish: expected none, relu, gelu, gelu-tanh, silu',
    ],
  ])('%j', (problem, message) => {
    expect(refusal('gemm-simdgroup', problem)).toContain(message);
  });

  test.each<[string, Partial<GemmProblem>, Record<string, number | string>, string]>([
    ['gemm-simdgroup', {}, { registerM: 48 }, 'registerM = 48: expected a divisor of block M (64)'],
    ['gemm-simdgroup', {}, { blockM: 7 }, 'blockM = 7: expected one of 8, 16, 24'],
    ['gemm-simdgroup', {}, { splits: 2 }, 'splits = 2: expected one of the parameters blockM'],
    ['gemm-split-k', {}, { swizzle: 2 }, 'swizzle = 2: expected one of the parameters splits'],
    ['gemm-stream-k', {}, { swizzle: 2 }, 'swizzle = 2: expected one of the parameters workers'],
    ['gemm-simdgroup', {}, { accumulator: 'f16' }, 'accumulator = f16: expected f32'],
    ['gemm-simdgroup', {}, { registerM: 8, registerN: 8 }, 'simdgroups = 64: expected at most 16'],
    [
      'gemm-simdgroup',
      {},
      { blockM: 128, blockN: 128, blockK: 64 },
      'threadgroupBytes = 65536: expected at most 32768 (the threadgroup memory of a device, with blockM = 128, blockN = 128, blockK = 64',
    ],
    ['gemm-direct', { dtypeB: 'f16' }, {}, 'load = direct: expected staged'],
    ['gemm-split-k', { m: 16384, n: 16384 }, { splits: 16 }, 'partialElements'],
  ])('%s %j %j', (id, more, overrides, message) => {
    expect(refusal(id, gemm(512, 512, 512, more), overrides).join('; ')).toContain(message);
  });
});

test('an estimate counts a multiply-add as two and each matrix once', () => {
  expect(estimate(gemm(2, 3, 4))).toEqual({ flops: 48, bytes: 4 * (8 + 12 + 6), intensity: 48 / 104 });
  expect(estimate(gemm(16384, 16384, 16384)).flops).toBe(2 ** 43);
  const shared = gemm(2, 3, 4, { dtype: 'f16', batch: 5, strideB: 0, beta: 1, bias: true });
  expect(estimate(shared)).toMatchObject({ flops: 240, bytes: 2 * (5 * 8 + 12 + 2 * 5 * 6 + 3) });
});

test('C survives as many runs as leave it in range', () => {
  const runs = (more: Partial<GemmProblem>) => GEMM.runsInRange(gemm(8, 8, 1, { dtype: 'f16', ...more }));
  expect(runs({})).toBe(Number.POSITIVE_INFINITY);
  expect(runs({ beta: 0.5 })).toBe(Number.POSITIVE_INFINITY);
  // 6, 18, 42, …: 6 · (2^13 − 1) is the last below 65520.
  expect(runs({ beta: 2 })).toBe(12);
  expect(runs({ beta: -2 })).toBe(12);
  expect(runs({ beta: 1e4 })).toBe(1);
  expect(runs({ beta: 2, dtypeC: 'f32' })).toBeGreaterThan(100);
});
