import { describe, expect, test } from 'vitest';
import { estimate, type GemmProblem, generate, type Program } from '../index.ts';
import { GEMM_ALGORITHMS, GEMM_PARAMETERS, type GemmAlgorithm } from './parameters.ts';

const gemm = (m: number, n: number, k: number): GemmProblem => ({ op: 'gemm', dtype: 'f32', m, n, k });

function programOf(
  algorithm: GemmAlgorithm,
  problem: GemmProblem,
  overrides?: Record<string, number>,
): Program {
  const generated = generate(algorithm, problem, overrides);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

/** Parts that blocks of every size can be made of. */
const SMALL_PARTS = {
  'gemm-tiled': { registerM: 2, registerN: 4 },
  'gemm-direct': { registerM: 16, registerN: 16 },
  'gemm-simdgroup': { registerM: 16, registerN: 16 },
} as const satisfies Record<GemmAlgorithm, Record<string, number>>;

/** One below, at and above every multiple of a block up to four of them. */
const edges = (block: number) => [1, 2, 3, 4].flatMap((count) => [-1, 0, 1].map((by) => count * block + by));

describe.each(GEMM_ALGORITHMS)('%s', (algorithm) => {
  test.each([16, 32, 64])('the grid covers C and no more, with blocks of %i', (block) => {
    for (const size of edges(block)) {
      const overrides = { blockM: block, blockN: block, ...SMALL_PARTS[algorithm] };
      const [pass] = programOf(algorithm, gemm(size, 2 * size + 1, 5), overrides).passes;
      const [x = 0, y = 0, z = 0] = pass?.threadgroups ?? [];
      expect([y * block >= size, (y - 1) * block < size]).toEqual([true, true]);
      expect([x * block >= 2 * size + 1, (x - 1) * block < 2 * size + 1]).toEqual([true, true]);
      expect(z).toBe(1);
    }
  });

  test('guards are dropped exactly when every size is a multiple of its block', () => {
    const { blockM, blockN, blockK } = GEMM_PARAMETERS[algorithm];
    const aligned = (m: number, n: number, k: number) =>
      programOf(algorithm, gemm(m, n, k)).passes[0]?.kernel.constants[0];
    const [m, n, k] = [2 * blockM.default, 3 * blockN.default, 4 * blockK.default];
    expect(aligned(m, n, k)).toEqual({ type: 'bool', value: true });
    for (const by of [-1, 1]) {
      expect(aligned(m + by, n, k)).toEqual({ type: 'bool', value: false });
      expect(aligned(m, n + by, k)).toEqual({ type: 'bool', value: false });
      expect(aligned(m, n, k + by)).toEqual({ type: 'bool', value: false });
    }
  });

  test('buffers have the shapes of the matrices, and each is bound', () => {
    const { buffers, passes } = programOf(algorithm, gemm(3, 5, 7));
    expect(buffers.map(({ name, shape, role }) => [name, shape, role])).toEqual([
      ['A', [3, 7], 'input'],
      ['B', [7, 5], 'input'],
      ['C', [3, 5], 'output'],
    ]);
    expect(passes[0]?.bindings).toEqual([
      { index: 0, buffer: 'A' },
      { index: 1, buffer: 'B' },
      { index: 2, buffer: 'C' },
      { index: 3, words: [3, 5, 7] },
    ]);
  });

  test('the function and its threads are those of the text', () => {
    const [pass] = programOf(algorithm, gemm(64, 64, 64)).passes;
    const [threads] = pass?.threadsPerThreadgroup ?? [];
    expect(pass?.kernel.source).toContain(`kernel void ${pass?.kernel.functionName}(`);
    expect(pass?.kernel.source).toContain(`[[max_total_threads_per_threadgroup(${threads})]]`);
  });
});

test('an estimate counts a multiply-add as two and each matrix once', () => {
  expect(estimate(gemm(2, 3, 4))).toEqual({ flops: 48, bytes: 4 * (8 + 12 + 6), intensity: 48 / 104 });
  expect(estimate(gemm(16384, 16384, 16384)).flops).toBe(2 ** 43);
});
