import { compose } from '../../compose.ts';
import { checkConfiguration } from '../../gemm/check.ts';
import { gemmKernel } from '../../gemm/kernel.ts';
import { gemmName } from '../../gemm/name.ts';
import { FIXED, type GemmConfiguration } from '../../gemm/parameters.ts';
import { type CompleteGemm, completeGemm, LARGEST_ELEMENTS } from '../../gemm/problem.ts';
import { gemmProgram } from '../../gemm/program.ts';
import type { Issue } from '../../issue.ts';
import { DTYPE } from '../../msl/dtype.ts';
import { mslKernel } from '../../msl/kernel.ts';
import { checkBounds } from '../../parameter.ts';
import type { Pass, Program, ProgramBuffer } from '../../program.ts';
import { convolutionBuffers } from '../buffers.ts';
import type { CompleteConvolution } from '../problem.ts';
import { AXES, shapeOf } from '../shape.ts';
import { pitchesOf, type Sliding, volumeOf } from '../sliding.ts';
import { weightStrides } from '../weights.ts';
import type { Points } from './points.ts';
import { scratchElements, type TileParameters, type Tiling, tilingOf } from './tile.ts';
import {
  inputSource,
  outputSource,
  TRANSFORM_THREADS,
  type TransformText,
  weightSource,
} from './transforms.ts';

export type WinogradConfiguration = GemmConfiguration & {
  /** Inputs of a tile in each dimension: 6 is F(4×4, 3×3) for a window of 3. */
  readonly tile: number;
  readonly points: Points;
  /** Tiles that go through scratch memory together. */
  readonly slice: number;
  /** The data type of the products between the passes. */
  readonly products: 'memory' | 'f32';
};

/** What is wrong with a problem or a configuration. */
export function checkWinograd(problem: CompleteConvolution, config: WinogradConfiguration): Issue[] {
  const issues = checkTiles(problem, config);
  if (issues.length > 0) return issues;
  const tiling = tilingOf(problem, config);
  const { U, V, M } = scratchElements(tiling);
  const bounds = checkBounds([
    {
      parameter: 'slice',
      value: Math.max(V, M),
      max: LARGEST_ELEMENTS,
      why: 'elements of scratch memory in one buffer',
    },
    {
      parameter: 'tile',
      value: U,
      max: LARGEST_ELEMENTS,
      why: 'elements of transformed weights in one buffer',
    },
  ]);
  const product = productOf(problem, config, tiling, tiling.slice);
  return [...bounds, ...checkConfiguration(product, kernelOf(product, config))];
}

/** What is wrong with a problem, or with the size of its tiles. */
export function checkTiles(
  problem: CompleteConvolution,
  { tile }: Pick<WinogradConfiguration, 'tile'>,
): Issue[] {
  const { dtype, direction, groups, depth } = problem;
  const shape = shapeOf(problem);
  const expect = (parameter: string, value: unknown, expected: string): Issue[] => [
    { parameter, value, expected },
  ];
  if (direction === 'weights') return expect('direction', direction, 'forward or data');
  if (groups > 1) return expect('groups', groups, '1');
  const { z } = shape;
  if (z.extent > 1 || z.window > 1) return expect('depth', depth, '1, with a window of depth 1');
  if (z.before + z.after > 0) return expect('padding', z.before + z.after, '0 in depth');
  for (const axis of AXES) {
    const { stride, dilation, window, extent } = shape[axis];
    if (stride > 1 && (extent > 1 || window > 1)) return expect('stride', stride, '1');
    if (dilation > 1 && window > 1) return expect('dilation', dilation, '1');
  }
  const windows = [shape.y.window, shape.x.window];
  const widest = Math.max(...windows);
  if (widest === 1) return expect('window', widest, 'more than 1 element');
  if (tile > 6 && dtype === 'bf16')
    return expect('tile', tile, 'at most 6 for bf16 (errors would be as large as results)');
  if (widest >= tile) return expect('tile', tile, `more than the ${widest} elements of the window`);
  return [];
}

/** Transforms of weights and inputs, a product for each point, and the transform of the products, slice by slice. */
export function winogradProgram(
  problem: CompleteConvolution,
  config: WinogradConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const tiling = tilingOf(problem, config);
  const text = textOf(problem, config, tiling);
  const elements = scratchElements(tiling);
  const scratch: ProgramBuffer[] = [
    { name: 'U', dtype: problem.dtype, shape: [elements.U], role: 'scratch' },
    { name: 'V', dtype: problem.dtype, shape: [elements.V], role: 'scratch' },
    { name: 'M', dtype: productType(problem, config), shape: [elements.M], role: 'scratch' },
  ];
  const passes = [weightPass(problem, tiling, text)];
  for (let first = 0; first < tiling.tiles; first += tiling.slice) {
    const slice = { first, tiles: Math.min(tiling.slice, tiling.tiles - first) };
    passes.push(inputPass(tiling, text, slice));
    const product = productOf(problem, config, tiling, slice.tiles);
    const [a, b] = tiling.sliding.layout === 'NHWC' ? ['V', 'U'] : ['U', 'V'];
    const { passes: multiply } = compose(
      [],
      [{ part: gemmProgram(product, kernelOf(product, config)), names: { A: a, B: b, C: 'M' } }],
    );
    passes.push(...multiply, outputPass(problem, tiling, text, slice));
  }
  return compose(convolutionBuffers(problem), [{ part: { buffers: scratch, passes }, names: {} }]);
}

const kernelOf = (product: CompleteGemm, config: WinogradConfiguration) =>
  gemmKernel(product, { ...FIXED, ...config }, gemmName(product));

const productType = (
  { dtype }: CompleteConvolution,
  { products }: Pick<WinogradConfiguration, 'products'>,
) => (products === 'f32' ? 'f32' : dtype);

/** The product of a slice: a member of the batch for each point. */
function productOf(
  problem: CompleteConvolution,
  config: Pick<WinogradConfiguration, 'products'>,
  { sliding, tile, slice, channels, filters }: Tiling,
  tiles: number,
): CompleteGemm {
  const { dtype } = problem;
  const common = {
    op: 'gemm',
    dtype,
    dtypeC: productType(problem, config),
    k: channels,
    batch: tile.points,
  } as const;
  const [v, m] = [slice * channels, slice * filters];
  return sliding.layout === 'NHWC'
    ? completeGemm({ ...common, m: tiles, n: filters, strideA: v, strideC: m })
    : completeGemm({ ...common, m: filters, n: tiles, ldb: slice, strideB: v, ldc: slice, strideC: m });
}

/** The product of the largest slice, which blocks are chosen for. */
export function largestProduct(
  problem: CompleteConvolution,
  config: TileParameters & Pick<WinogradConfiguration, 'products'>,
): CompleteGemm {
  const tiling = tilingOf(problem, config);
  return productOf(problem, config, tiling, tiling.slice);
}

function textOf(problem: CompleteConvolution, config: WinogradConfiguration, tiling: Tiling): TransformText {
  const { dtype, bias, activation } = problem;
  return {
    tile: tiling.tile,
    points: config.points,
    vector: tiling.vector,
    type: DTYPE[dtype].msl,
    productType: DTYPE[productType(problem, config)].msl,
    epilogue: { alpha: 1, beta: 0, bias, activation },
  };
}

interface Slice {
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
  },
  { first, tiles }: Slice,
): number[] {
  const { extents, pitches, before, channels, padded } = image;
  const [tilePitch, lanePitch] = sliding.layout === 'NHWC' ? [padded, vector] : [1, slice];
  const counts = [first, tiles, padded / vector, tilePitch, lanePitch, slice * padded];
  const words = [...extents, ...pitches, channels, tilesY, tilesX, ...before, ...counts];
  return words.map((word) => word >>> 0);
}

/** The beginning of the first tile, before the image: a flipped window begins at its last element. */
function beforeOf({ axes }: Sliding): number[] {
  return [axes.y, axes.x].map(({ before, dilation, window }) => before + (dilation < 0 ? window - 1 : 0));
}

function inputPass(tiling: Tiling, text: TransformText, slice: Slice): Pass {
  const { sliding, channels: padded } = tiling;
  const { axes, channels, image } = sliding;
  const { n, y, x, c } = pitchesOf(sliding);
  const words = transformWords(
    tiling,
    {
      extents: [axes.y.extent, axes.x.extent],
      pitches: [n, y, x, c],
      before: beforeOf(sliding),
      channels,
      padded,
    },
    slice,
  );
  return transformPass('transform_input', inputSource(text), tiling, padded, slice, {
    flag: channels % tiling.vector === 0,
    bindings: [
      { index: 0, buffer: image },
      { index: 1, buffer: 'V' },
      { index: 2, words },
    ],
  });
}

function outputPass(problem: CompleteConvolution, tiling: Tiling, text: TransformText, slice: Slice): Pass {
  const { sliding, filters: padded } = tiling;
  const { axes, filters, output, layout } = sliding;
  const pixels = volumeOf(sliding, 'positions');
  const [pixel, channel] = layout === 'NHWC' ? [filters, 1] : [1, pixels];
  const words = transformWords(
    tiling,
    {
      extents: [axes.y.positions, axes.x.positions],
      pitches: [pixels * filters, axes.x.positions * pixel, pixel, channel],
      before: [0, 0],
      channels: filters,
      padded,
    },
    slice,
  );
  return transformPass('transform_output', outputSource(text), tiling, padded, slice, {
    flag: filters % tiling.vector === 0,
    bindings: [
      { index: 0, buffer: 'M' },
      { index: 1, buffer: output },
      { index: 2, words },
      ...(problem.bias ? [{ index: 3, buffer: 'bias' }] : []),
    ],
  });
}

function transformPass(
  name: string,
  source: string,
  { tile, vector }: Tiling,
  padded: number,
  { tiles }: Slice,
  { flag, bindings }: { flag: boolean; bindings: Pass['bindings'] },
): Pass {
  const lanes = padded / vector;
  const [across, down] = vector === 4 ? [lanes, tiles] : [tiles, lanes];
  return {
    kernel: mslKernel(name, source, [flag]),
    bindings,
    threadgroups: [Math.ceil(across / TRANSFORM_THREADS), down, 1],
    threadsPerThreadgroup: [TRANSFORM_THREADS, 1, 1],
    threadgroupBytes: 0,
    // Two copies of a tile, in single precision.
    registers: 4 * tile.points * vector,
  };
}

function weightPass(problem: CompleteConvolution, tiling: Tiling, text: TransformText): Pass {
  const { sliding, channels, filters } = tiling;
  const { y, x } = shapeOf(problem);
  const strides = weightStrides(problem, y.window * x.window);
  const isFlipped = problem.direction === 'data';
  const [o, c] = isFlipped ? [strides.channel, strides.filter] : [strides.filter, strides.channel];
  const [down, across] = [x.window * strides.tap, strides.tap];
  const last = (y.window - 1) * down + (x.window - 1) * across;
  const taps = isFlipped ? [last, o, c, -down, -across] : [0, o, c, down, across];
  const [rows, columns] = sliding.layout === 'NHWC' ? [channels, filters] : [filters, channels];
  const words = [sliding.filters, sliding.channels, rows, columns, ...taps].map((word) => word >>> 0);
  return {
    kernel: mslKernel('transform_weights', weightSource(text)),
    bindings: [
      { index: 0, buffer: 'W' },
      { index: 1, buffer: 'U' },
      { index: 2, words },
    ],
    threadgroups: [Math.ceil(columns / TRANSFORM_THREADS), rows, 1],
    threadsPerThreadgroup: [TRANSFORM_THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 4 * tiling.tile.points,
  };
}
