// Products whose blocks are staged one step ahead: with no step, one, two and several, whole and not.
import { test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';

const STEP = 16;
const CONTENDERS: readonly [string, Configuration][] = [
  ['gemm-simdgroup', { registerM: 8, registerN: 8 }],
  ['gemm-stream-k', { registerM: 8, registerN: 8, workers: 3 }],
  ['gemm-split-k', { registerM: 8, registerN: 8, splits: 4 }],
  ['gemm-tiled', { registerM: 2, registerN: 4 }],
];
const DEPTHS = [1, STEP, STEP + 1, 2 * STEP - 1, 3 * STEP];

const few = extent('contenders with two buffers', 1, CONTENDERS.length);

test.each(CONTENDERS.slice(0, few))('%s %j', async (contender, overrides) => {
  for (const k of DEPTHS) {
    const problem: Problem = { op: 'gemm', dtype: 'f32', m: 33, n: 20, k, activation: 'relu' };
    const blocks = { blockM: 16, blockN: 16, blockK: STEP, buffers: 2 };
    await expectRight(
      { problem, contender, overrides: { ...blocks, ...overrides }, target: 'cpu' },
      `k = ${k}`,
    );
  }
});
