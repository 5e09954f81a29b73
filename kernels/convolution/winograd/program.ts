import { compose, rename } from '../../compose.ts';
import { checkConfiguration } from '../../gemm/check.ts';
import { gemmKernel } from '../../gemm/kernel.ts';
import { gemmName } from '../../gemm/name.ts';
import { FIXED, type GemmConfiguration } from '../../gemm/parameters.ts';
import { type CompleteGemm, completeGemm } from '../../gemm/problem.ts';
import { gemmProgram } from '../../gemm/program.ts';
import type { Issue } from '../../issue.ts';
import { LARGEST_ELEMENTS } from '../../layout.ts';
import { DTYPE } from '../../msl/dtype.ts';
import { checkBounds } from '../../parameter.ts';
import type { Pass, Program, ProgramBuffer } from '../../program.ts';
import { convolutionBuffers } from '../buffers.ts';
import type { CompleteConvolution } from '../problem.ts';
import { AXES, shapeOf } from '../shape.ts';
import { inputPasses, outputPasses, type Slice, weightPass } from './passes.ts';
import type { Points } from './points.ts';
import { matrixStrides, scratchElements, type TileParameters, type Tiling, tilingOf } from './tile.ts';
import type { TransformText } from './transforms.ts';

export type WinogradConfiguration = GemmConfiguration & {
  /** Inputs of a tile in each dimension: 6 is F(4×4, 3×3) for a window of 3. */
  readonly tile: number;
  readonly points: Points;
  /** Tiles that go through scratch memory together. */
  readonly slice: number;
  /** The data type of the products between the passes. */
  readonly products: 'memory' | 'f32';
};

/** A program of more passes takes long to generate. */
const MOST_SLICES = 1024;

/** What is wrong with a problem or a configuration. */
export function checkWinograd(problem: CompleteConvolution, config: WinogradConfiguration): Issue[] {
  const issues = checkTiles(problem, config);
  if (issues.length > 0) return issues;
  const tiling = tilingOf(problem, config);
  const { U, V, M } = scratchElements(tiling);
  const bounds = checkBounds([
    { parameter: 'slices', value: slicesOf(tiling).length, max: MOST_SLICES, why: 'slices of a program' },
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
  const { dtype, direction } = problem;
  const shape = shapeOf(problem);
  const expect = (parameter: string, value: unknown, expected: string): Issue[] => [
    { parameter, value, expected },
  ];
  if (direction === 'weights') return expect('direction', direction, 'forward or data');
  const { z } = shape;
  if (z.window > 1) return expect('windowDepth', z.window, '1 (slices are convolved on their own)');
  if (z.before + z.after > 0) return expect('padding', z.before + z.after, '0 in depth');
  for (const axis of AXES) {
    const { stride, dilation, window, extent } = shape[axis];
    if (stride > 1 && (extent > 1 || window > 1))
      return expect('stride', stride, '1 (a tile has neighbouring positions)');
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
  const transformInput = inputPasses(tiling, text);
  const transformOutput = outputPasses(problem, tiling, text);
  const slices = slicesOf(tiling);
  // All slices but the last have the same size, and so the same product.
  const products = new Map(
    [...new Set(slices.map(({ tiles }) => tiles))].map((tiles) => [
      tiles,
      productPasses(problem, config, tiling, tiles),
    ]),
  );
  const passes = [
    weightPass(problem, tiling, text),
    ...slices.flatMap((slice) => [
      transformInput(slice),
      ...(products.get(slice.tiles) ?? []),
      transformOutput(slice),
    ]),
  ];
  return compose(convolutionBuffers(problem), [{ part: { buffers: scratch, passes }, names: {} }]);
}

function slicesOf({ tiles, slice }: Tiling): Slice[] {
  return Array.from({ length: Math.ceil(tiles / slice) }, (_, index) => {
    const first = index * slice;
    return { first, tiles: Math.min(slice, tiles - first) };
  });
}

function productPasses(
  problem: CompleteConvolution,
  config: WinogradConfiguration,
  tiling: Tiling,
  tiles: number,
): readonly Pass[] {
  const product = productOf(problem, config, tiling, tiles);
  const [a, b] = tiling.sliding.layout === 'NHWC' ? ['V', 'U'] : ['U', 'V'];
  const names = { A: a, B: b, C: 'M' };
  return rename({ part: gemmProgram(product, kernelOf(product, config)), names }).passes;
}

const kernelOf = (product: CompleteGemm, config: WinogradConfiguration) =>
  gemmKernel(product, { ...FIXED, ...config }, gemmName(product));

const productType = (
  { dtype }: CompleteConvolution,
  { products }: Pick<WinogradConfiguration, 'products'>,
) => (products === 'f32' ? 'f32' : dtype);

/** The product of a slice: a member of the batch for each point and group. */
function productOf(
  problem: CompleteConvolution,
  config: Pick<WinogradConfiguration, 'products'>,
  tiling: Tiling,
  tiles: number,
): CompleteGemm {
  const { dtype } = problem;
  const { sliding, tile, slice, channels, filters } = tiling;
  const { V, U, M } = matrixStrides(tiling);
  const common = {
    op: 'gemm',
    dtype,
    dtypeC: productType(problem, config),
    k: channels,
    batch: tile.points * sliding.groups,
    strideC: M,
  } as const;
  return sliding.layout === 'NHWC'
    ? completeGemm({ ...common, m: tiles, n: filters, strideA: V, strideB: U })
    : completeGemm({ ...common, m: filters, n: tiles, ldb: slice, strideA: U, strideB: V, ldc: slice });
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
