import { describe, expect, test } from 'vitest';
import { type ConvolutionProblem, checkProblem, describeIssue, generate, type Problem } from '../index.ts';
import { CONVOLUTION } from './family.ts';

const LAYER: ConvolutionProblem = {
  op: 'convolution',
  dtype: 'f32',
  batch: 1,
  height: 56,
  width: 56,
  channels: 64,
  filters: 64,
  window: 3,
};

const shapes = (problem: ConvolutionProblem) =>
  Object.fromEntries(CONVOLUTION.buffers(problem).map(({ name, shape }) => [name, shape]));

test('by default, a padding keeps the size of the image', () => {
  expect(shapes(LAYER)).toEqual({ X: [1, 1, 56, 56, 64], W: [64, 1, 3, 3, 64], Y: [1, 1, 56, 56, 64] });
  expect(shapes({ ...LAYER, height: 224, width: 224, channels: 3, window: 7, stride: 2 }).Y).toEqual([
    1, 1, 112, 112, 64,
  ]);
  expect(shapes({ ...LAYER, dilation: 3 }).Y).toEqual([1, 1, 56, 56, 64]);
  expect(shapes({ ...LAYER, padding: 0 }).Y).toEqual([1, 1, 54, 54, 64]);
});

test('a dimension of one element has a window of one, unless it is given', () => {
  const whisper = { ...LAYER, height: 1, width: 3000, channels: 80, filters: 384, stride: 2 };
  expect(shapes(whisper)).toMatchObject({ W: [384, 1, 1, 3, 80], Y: [1, 1, 1, 1500, 384] });
  expect(shapes({ ...whisper, windowHeight: 3 }).W).toEqual([384, 1, 3, 3, 80]);
  expect(shapes({ ...LAYER, depth: 8 }).W).toEqual([64, 3, 3, 3, 64]);
});

test('layouts are those of NCHW and OIHW, with the channels of a group', () => {
  const problem: ConvolutionProblem = {
    ...LAYER,
    filters: 32,
    layout: 'NCHW',
    weightLayout: 'OIHW',
    groups: 16,
  };
  expect(shapes(problem)).toEqual({ X: [1, 64, 1, 56, 56], W: [32, 4, 1, 3, 3], Y: [1, 32, 1, 56, 56] });
});

test.each([
  [{ window: 60, padding: 0 }, /window = 60: expected a window within the 56 elements/],
  [{ windowHeight: 20, dilationHeight: 5, padding: 0 }, /windowHeight = 20.*spans 96 with a dilation of 5/],
  [{ groups: 3 }, /groups = 3: expected a divisor of 64 channels and 64 filters/],
  [{ direction: 'data', bias: true }, /bias = true: expected false for a gradient/],
  [{ direction: 'weights', activation: 'relu' }, /activation = relu: expected none for a gradient/],
  [{ height: 16_384, width: 16_384 }, /X = 17179869184: expected at most/],
] as [Partial<ConvolutionProblem>, RegExp][])('%o is refused', (change, reason) => {
  expect(
    checkProblem({ ...LAYER, ...change })
      .map(describeIssue)
      .join(),
  ).toMatch(reason);
});

const POINTWISE: Partial<ConvolutionProblem> = { window: 1 };

describe('a contender refuses what it does not solve, by name', () => {
  test.each([
    ['convolution-winograd', { stride: 2 }, /stride = 2: expected 1/],
    ['convolution-winograd', { dilation: 2 }, /dilation = 2: expected 1/],
    ['convolution-winograd', { depth: 4 }, /windowDepth = 3: expected 1/],
    ['convolution-winograd', POINTWISE, /window = 1: expected more than 1 element/],
    ['convolution-winograd', { window: 6 }, /tile = 6: expected more than the 6 elements/],
    ['convolution-winograd', { direction: 'weights' }, /direction = weights: expected forward or data/],
    ['convolution-direct', { direction: 'weights' }, /direction = weights/],
    ['convolution-im2col', { direction: 'weights' }, /direction = weights/],
    ['convolution-pointwise', {}, /window = 3: expected 1/],
    ['convolution-pointwise', { ...POINTWISE, padding: 1 }, /padding = 1: expected 0/],
    ['convolution-pointwise', { ...POINTWISE, stride: 2 }, /stride = 2: expected 1/],
    // The window has one position, and the image more pixels than that.
    ['convolution-pointwise', { ...POINTWISE, height: 2, strideHeight: 2 }, /stride = 2: expected 1/],
    ['convolution-implicit@splits=2', { groups: 2 }, /splits = 2: expected 1 with groups/],
  ] as [string, Partial<ConvolutionProblem>, RegExp][])('%s refuses %o', (id, change, reason) => {
    const made = generate(id, { ...LAYER, ...change } as Problem);
    expect('issues' in made ? made.issues.map(describeIssue).join() : '').toMatch(reason);
  });
});

test('FLOPs are those of the direct convolution, whatever the algorithm', () => {
  const flops = 2 * 56 * 56 * 64 * 64 * 9;
  expect(CONVOLUTION.estimate(LAYER).flops).toBe(flops);
  const made = generate('convolution-winograd', LAYER);
  expect('program' in made && made.program.estimate.flops).toBe(flops);
});
