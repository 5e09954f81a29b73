import { expect, test } from 'vitest';
import {
  contendersOf,
  defaultContendersOf,
  LIBRARIES,
  type Library,
  libraryCall,
  libraryOf,
  type Problem,
  refusalOf,
} from './index.ts';

const product: Problem = { op: 'gemm', dtype: 'f32', m: 8, n: 9, k: 10 };
const convolution: Problem = {
  ...{ op: 'convolution', dtype: 'f32', batch: 2, height: 9, width: 8, channels: 4, filters: 6, window: 3 },
};
const move = { op: 'elementwise', dtype: 'f32', m: 4, n: 5 } as const;
const attention: Problem = { op: 'attention', dtype: 'f32', r: 8, c: 9, d: 4 };

function call(id: string, problem: Problem) {
  return libraryCall(libraryOf(id) as Library, problem);
}

test('a product becomes the call of its routine, with its transposes', () => {
  expect(call('cblas', { ...product, transposeB: true })).toEqual({
    call: {
      routine: 'cblas-sgemm',
      m: 8,
      n: 9,
      k: 10,
      dtype: 'f32',
      transposeA: false,
      transposeB: true,
      batch: 1,
      sharedA: false,
      sharedB: false,
      buffers: { a: 'A', b: 'B', c: 'C' },
    },
  });
  expect(call('mps', { ...product, dtype: 'f16' })).toMatchObject({ call: { dtype: 'f16' } });
});

test('MPSGraph takes batches, shared operands and a bias, at either optimisation level', () => {
  const batched: Problem = { ...product, batch: 3, strideB: 0, bias: true };
  const expected = { batch: 3, sharedA: false, sharedB: true, buffers: { bias: 'bias' } };
  expect(call('mpsgraph', batched)).toMatchObject({ call: { ...expected, optimizationLevel: 0 } });
  expect(call('mpsgraph-default', batched)).toMatchObject({ call: { ...expected, optimizationLevel: 1 } });
  expect(refusalOf('mpsgraph', { ...batched, strideA: 100 })).toMatch(/strideA = 100/);
  expect(refusalOf('mps', batched)).toMatch(/plain .*\(requested: bias = true, batch = 3, strideB = 0\)/);
});

test('libraries get the members of a batch as heads', () => {
  expect(
    call('mpsgraph-sdpa', { ...attention, batch: 2, heads: 3, mask: 'causal', scale: 0.5 }),
  ).toMatchObject({
    call: { routine: 'mpsgraph-attention', heads: 6, rows: 8, columns: 9, d: 4, scale: 0.5, causal: true },
  });
  expect(call('cblas-attention', attention)).toMatchObject({ call: { heads: 1, scale: 0.5, causal: false } });
});

test('a convolution becomes the call of its routine, with the positions of its window', () => {
  const axis = { extent: 1, window: 1, positions: 1, stride: 1, dilation: 1, before: 0, after: 0 };
  expect(call('cblas-convolution', { ...convolution, stride: 2, strideDepth: 1, bias: true })).toEqual({
    call: {
      routine: 'cblas-convolution',
      ...{ batch: 2, channels: 4, filters: 6, groups: 1, layout: 'NHWC', dtype: 'f32' },
      ...{ weightLayout: 'OHWI', direction: 'forward', activation: 'none' },
      axes: [
        axis,
        { ...axis, extent: 9, window: 3, positions: 5, stride: 2, before: 1, after: 1 },
        { ...axis, extent: 8, window: 3, positions: 4, stride: 2, before: 1, after: 1 },
      ],
      buffers: { x: 'X', w: 'W', y: 'Y', bias: 'bias' },
    },
  });
});

test('MPSGraph gets a gradient with what it is a gradient of, in any layout', () => {
  expect(call('mpsgraph-convolution', { ...convolution, direction: 'data', layout: 'NCHW' })).toMatchObject({
    call: {
      routine: 'mpsgraph-convolution',
      ...{ layout: 'NCHW', weightLayout: 'OHWI', direction: 'data', optimizationLevel: 0 },
      buffers: { x: 'dX', w: 'W', y: 'dY' },
    },
  });
  expect(call('mpsgraph-convolution-default', { ...convolution, activation: 'gelu' })).toMatchObject({
    call: { activation: 'gelu', optimizationLevel: 1, buffers: { x: 'X', w: 'W', y: 'Y' } },
  });
});

test('MPSGraph casts and permutes', () => {
  const cast: Problem = { op: 'elementwise', dtype: 'bf16', operation: 'cast', m: 4, n: 5 };
  expect(call('mpsgraph-elementwise', cast)).toMatchObject({
    call: { extents: [1, 4, 5], permutation: [0, 1, 2], dtype: 'bf16', dtypeY: 'f32' },
  });
  const permuted: Problem = { ...cast, operation: 'transpose', batch: 3, permutation: 'nbm' };
  expect(call('mpsgraph-elementwise', permuted)).toMatchObject({
    call: { extents: [3, 4, 5], permutation: [2, 0, 1], dtype: 'bf16', dtypeY: 'bf16' },
  });
});

test.each([
  ['cblas', { ...product, dtype: 'f16' }, 'Supports plain f32 products only (requested: dtype = f16)'],
  ['mps', { ...product, dtype: 'bf16', beta: 1 }, /f32 and f16 .*\(requested: dtype = bf16, beta = 1\)/],
  ['mpsgraph', { ...product, lda: 12 }, /lda = 12/],
  ['mps-attention', { ...attention, heads: 4, kvHeads: 2 }, /kvHeads = 2/],
  ['mps-attention', { ...attention, mask: 'window', window: 3 }, /window = 3/],
  ['mpsgraph-sdpa', { ...attention, mask: 'additive' }, /mask = additive/],
  ['mpsgraph-sdpa', { ...attention, r: 10, mask: 'causal' }, /more queries than keys/],
  ['cblas-attention', { ...attention, transposeO: true }, /transposeO = true/],
  ['cblas-attention', { ...attention, gradient: true }, /gradient = true/],
  ['cblas-convolution', { ...convolution, layout: 'NCHW' }, /layout = NCHW, weightLayout = OHWI/],
  ['cblas-convolution', { ...convolution, activation: 'relu' }, /activation = relu/],
  ['cblas-convolution', { ...convolution, direction: 'data' }, /direction = data/],
  ['mpsgraph-convolution', { ...convolution, dtype: 'bf16' }, /f32 and f16 convolution only .*dtype = bf16/],
  ['mpsgraph-elementwise', { ...move, operation: 'copy' }, /operation = copy/],
  ['mpsgraph-elementwise', { ...move, operation: 'cast', dtypeY: 'i8' }, /no rounding to i8 .*dtypeY = i8/],
  ['mpsgraph-elementwise', { ...move, operation: 'transpose', ldx: 9 }, /ldx = 9/],
] as [string, Problem, string | RegExp][])('%s refuses %o', (id, problem, reason) => {
  expect(refusalOf(id, problem)).toMatch(reason);
});

test('opt-in contenders are not measured by default', () => {
  const libraries = LIBRARIES.filter(({ op }) => op === 'gemm').map(({ id }) => id);
  expect(contendersOf('gemm').map(({ id }) => id)).toEqual(expect.arrayContaining(libraries));
  expect(defaultContendersOf('gemm')).toContain('cblas');
  expect(defaultContendersOf('gemm')).not.toContain('cblas-f64');
});
