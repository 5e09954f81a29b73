// Products whose threadgroups take C in another order, at ragged counts of blocks, with checks and against float64.
import { test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';

const SMALL = { blockM: 16, blockN: 16, registerM: 8, registerN: 8 };
const HALF = { op: 'gemm', dtype: 'f16' } as const;
const FORMS: readonly [string, object, Configuration][] = [
  ['gemm-direct', { op: 'gemm', dtype: 'f32', beta: 1 }, { ...SMALL, swizzle: 2 }],
  ['gemm-simdgroup', { ...HALF, bias: true }, { ...SMALL, swizzle: 4 }],
  ['gemm-tiled', HALF, { blockM: 16, blockN: 16, swizzle: 8, registerM: 2, registerN: 4 }],
  ['gemm-cast', HALF, { ...SMALL, swizzle: 2 }],
  ['qgemm-simdgroup', { op: 'qgemm', dtype: 'f16', weights: 'i4' }, { ...SMALL, swizzle: 4 }],
];
/** Rows of blocks that are fewer than are taken together, as many, and more. */
const SIZES = [9, 31, 33, 64, 79].flatMap((m) => [16, 37].map((n) => ({ m, n, k: 24 })));

const FEW = extent('contenders with a swizzle', 1, FORMS.length);

test.each(FORMS.slice(0, FEW))('%s %j %j', async (contender, form, overrides) => {
  const batch = contender.startsWith('gemm') ? { batch: 2 } : {};
  for (const size of SIZES) {
    const problem = { ...form, ...size, ...batch } as Problem;
    await expectRight({ problem, contender, overrides, target: 'cpu' }, JSON.stringify(size));
  }
});
