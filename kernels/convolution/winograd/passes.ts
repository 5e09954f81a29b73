import { mslKernel } from '../../msl/kernel.ts';
import type { Kernel, Pass } from '../../program.ts';
import type { CompleteConvolution } from '../problem.ts';
import { shapeOf } from '../shape.ts';
import { pitchesOf, type Sliding, volumeOf } from '../sliding.ts';
import { weightStrides } from '../weights.ts';
import { matrixStrides, type Tiling } from './tile.ts';
import { inputSource, outputSource } from './tile-sources.ts';
import { TRANSFORM_THREADS, type TransformText } from './transforms.ts';
import { weightSource } from './weight-source.ts';

/** Tiles that go through scratch memory together. */
export interface Slice {
  readonly first: number;
  readonly tiles: number;
}

/** The numbers of struct TransformSizes for images with `channels`, of which scratch memory has `padded`. */
function transformWords(
  { tilesY, tilesX, slice, vector, sliding }: Tiling,
  image: {
    extents: readonly number[];
    pitches: readonly number[];
    before: readonly number[];
    channels: number;
    padded: number;
    /** From one matrix of scratch memory to the next. */
    stride: number;
  },
  { first, tiles }: Slice,
): number[] {
  const { extents, pitches, before, channels, padded, stride } = image;
  const [tilePitch, lanePitch] = sliding.layout === 'NHWC' ? [padded, vector] : [1, slice];
  const counts = [first, tiles, padded / vector, tilePitch, lanePitch, stride, sliding.groups * stride];
  const depth = sliding.axes.z.extent;
  const words = [depth, ...extents, ...pitches, channels, tilesY, tilesX, ...before, ...counts];
  return words.map((word) => word >>> 0);
}

/** The beginning of the first tile, before the image: a flipped window begins at its last element. */
function beforeOf({ axes }: Sliding): number[] {
  return [axes.y, axes.x].map(({ before, dilation, window }) => before + (dilation < 0 ? window - 1 : 0));
}

/** Makes the passes that transform the inputs of a slice. */
export function inputPasses(tiling: Tiling, text: TransformText): (slice: Slice) => Pass {
  const { sliding, channels: padded, vector } = tiling;
  const { axes, channels, image } = sliding;
  const { n, z, y, x, c } = pitchesOf(sliding);
  const kernel = mslKernel('transform_input', inputSource(text), [channels % vector === 0]);
  const extents = [axes.y.extent, axes.x.extent];
  const stride = matrixStrides(tiling).V;
  const images = { extents, pitches: [n, z, y, x, c], before: beforeOf(sliding), channels, padded, stride };
  return (slice) =>
    transformPass(kernel, tiling, padded, slice, [
      { index: 0, buffer: image },
      { index: 1, buffer: 'V' },
      { index: 2, words: transformWords(tiling, images, slice) },
    ]);
}

/** Makes the passes that transform the products of a slice. */
export function outputPasses(
  problem: CompleteConvolution,
  tiling: Tiling,
  text: TransformText,
): (slice: Slice) => Pass {
  const { sliding, filters: padded, vector } = tiling;
  const { axes, filters: channels, groups, output, layout } = sliding;
  const pixels = volumeOf(sliding, 'positions');
  const [pixel, channel] = layout === 'NHWC' ? [groups * channels, 1] : [1, pixels];
  const kernel = mslKernel('transform_output', outputSource(text), [channels % vector === 0]);
  const extents = [axes.y.positions, axes.x.positions];
  const row = axes.x.positions * pixel;
  const pitches = [pixels * groups * channels, axes.y.positions * row, row, pixel, channel];
  const stride = matrixStrides(tiling).M;
  const images = { extents, pitches, before: [0, 0], channels, padded, stride };
  return (slice) =>
    transformPass(kernel, tiling, padded, slice, [
      { index: 0, buffer: 'M' },
      { index: 1, buffer: output },
      { index: 2, words: transformWords(tiling, images, slice) },
      ...(problem.bias ? [{ index: 3, buffer: 'bias' }] : []),
    ]);
}

function transformPass(
  kernel: Kernel,
  { tile, vector, sliding }: Tiling,
  padded: number,
  { tiles }: Slice,
  bindings: Pass['bindings'],
): Pass {
  const lanes = padded / vector;
  const [across, down] = vector === 4 ? [lanes, tiles] : [tiles, lanes];
  return {
    kernel,
    bindings,
    threadgroups: [Math.ceil(across / TRANSFORM_THREADS), down, sliding.groups],
    threadsPerThreadgroup: [TRANSFORM_THREADS, 1, 1],
    threadgroupBytes: 0,
    // Two copies of a tile, in single precision.
    registers: 4 * tile.points * vector,
  };
}

/** The pass that transforms the weights. */
export function weightPass(problem: CompleteConvolution, tiling: Tiling, text: TransformText): Pass {
  const { sliding, channels, filters } = tiling;
  const { y, x } = shapeOf(problem);
  const strides = weightStrides(problem, y.window * x.window);
  const isFlipped = problem.direction === 'data';
  const [o, c] = isFlipped ? [strides.channel, strides.filter] : [strides.filter, strides.channel];
  const [down, across] = [x.window * strides.tap, strides.tap];
  const last = (y.window - 1) * down + (x.window - 1) * across;
  const taps = isFlipped
    ? [last, strides.group, o, c, -down, -across]
    : [0, strides.group, o, c, down, across];
  const [rows, columns] = sliding.layout === 'NHWC' ? [channels, filters] : [filters, channels];
  const { groups } = sliding;
  const own = [groups, sliding.filters, sliding.channels, columns, matrixStrides(tiling).U];
  const words = [...own, ...taps].map((word) => word >>> 0);
  return {
    kernel: mslKernel('transform_weights', weightSource(text)),
    bindings: [
      { index: 0, buffer: 'W' },
      { index: 1, buffer: 'U' },
      { index: 2, words },
    ],
    threadgroups: [Math.ceil(columns / TRANSFORM_THREADS), rows, groups],
    threadsPerThreadgroup: [TRANSFORM_THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 4 * tiling.tile.points,
  };
}
