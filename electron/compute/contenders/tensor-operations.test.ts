// Contenders with tensor operations, each way of loading, at sizes around the edges of blocks: with checks, which permute
// the layouts of cooperative tensors, and as measured.
import { test } from 'vitest';
import type { Configuration, Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';

const BLOCKS = { blockM: 32, blockN: 16 } as const;
const MATRICES = [
  { m: 31, n: 17, k: 33 },
  { m: 32, n: 16, k: 32 },
  { m: 65, n: 15, k: 1 },
];
const IMAGES = [{ batch: 2, height: 7, width: 6, channels: 5, filters: 18, window: 3 }];

const FORMS: readonly [string, object, Configuration, readonly object[]][] = [
  ['gemm-tensor', { dtype: 'f16', transposeA: true, beta: 0.5 }, { ...BLOCKS, simdgroups: 2 }, MATRICES],
  ['qgemm-tensor', { dtype: 'f16', weights: 'i4' }, { ...BLOCKS, simdgroups: 1, buffers: 2 }, MATRICES],
  ['convolution-tensor', { dtype: 'f32', bias: true }, { ...BLOCKS, splits: 2 }, IMAGES],
  ['gemm-tensor', { dtype: 'f32' }, { ...BLOCKS, load: 'direct', relaxed: true }, MATRICES],
  ['gemm-tensor', { dtype: 'i8', transposeB: true }, BLOCKS, MATRICES],
  ['gemm-tensor', { dtype: 'u8' }, { ...BLOCKS, load: 'staged' }, MATRICES],
  ['gemm-tensor', { dtype: 'f16', dtypeB: 'i8', beta: 1 }, BLOCKS, MATRICES],
  ['gemm-tensor', { dtype: 'bf16', dtypeB: 'f16', dtypeC: 'f32', activation: 'gelu' }, BLOCKS, MATRICES],
  [
    'gemm-tensor',
    { dtype: 'f32', dtypeC: 'bf16', transposeB: true, bias: true, batch: 2 },
    { ...BLOCKS, load: 'staged', padding: 4, swizzle: 2 },
    MATRICES,
  ],
  ['qgemm-tensor', { dtype: 'f32', weights: 'i8', zeroPoints: true, bias: true }, BLOCKS, MATRICES],
  ['convolution-tensor', { dtype: 'f16', layout: 'NCHW', bias: true, groups: 1 }, BLOCKS, IMAGES],
  ['convolution-tensor', { dtype: 'f32', direction: 'weights' }, { ...BLOCKS, splits: 4 }, IMAGES],
];

const FEW = extent('forms of tensor operations', 2, FORMS.length);

test.concurrent.each(FORMS.slice(0, FEW))('%s %j %j', async (contender, form, overrides, sizes) => {
  const op = contender.slice(0, contender.indexOf('-'));
  for (const size of sizes) {
    const problem = { op, ...form, ...size } as Problem;
    await expectRight({ problem, contender, overrides, target: 'cpu' }, JSON.stringify(size));
  }
});
