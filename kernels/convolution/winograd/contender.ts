import { contender } from '../../family.ts';
import { PART_PARAMETERS } from '../../gemm/parameters.ts';
import { DTYPE } from '../../msl/dtype.ts';
import type { ParameterTable } from '../../parameter.ts';
import type { Estimate } from '../../program.ts';
import { estimateConvolution } from '../estimate.ts';
import type { CompleteConvolution } from '../problem.ts';
import { convolutionTolerance } from '../tolerance.ts';
import { tunedPart } from '../tuned.ts';
import { POINTS, type Points } from './points.ts';
import {
  checkTiles,
  checkWinograd,
  largestProduct,
  type WinogradConfiguration,
  winogradProgram,
} from './program.ts';
import { scratchElements, tilingOf } from './tile.ts';

const PARAMETERS = {
  tile: { label: 'Tile', choices: [4, 5, 6, 8], default: 6 },
  points: { label: 'Points', choices: POINTS, default: 'balanced' },
  slice: { label: 'Tiles in a slice', choices: [256, 1024, 4096, 16_384], default: 1024 },
  products: { label: 'Products in memory', choices: ['memory', 'f32'], default: 'f32' },
  ...PART_PARAMETERS,
} as const satisfies ParameterTable;

/** The values of tiles and slices that blocks are chosen for. */
function tilesOf(overrides: Partial<WinogradConfiguration>) {
  const tile = PARAMETERS.tile.choices.find((choice) => choice === overrides.tile) ?? PARAMETERS.tile.default;
  const { points, slice, products } = PARAMETERS;
  return { tile, points: points.default, slice: slice.default, products: products.default };
}

/** What is written to scratch memory is also read. FLOPs are those of the direct convolution. */
function estimateWinograd(problem: CompleteConvolution, config: WinogradConfiguration): Estimate {
  const { flops, bytes } = estimateConvolution(problem);
  const tiling = tilingOf(problem, config);
  const { U, V, M } = scratchElements({ ...tiling, slice: tiling.tiles });
  const size = DTYPE[problem.dtype].sizeBytes;
  const products = config.products === 'f32' ? DTYPE.f32.sizeBytes : size;
  const traffic = bytes + 2 * (size * (U + V) + products * M);
  return { flops, bytes: traffic, intensity: flops / traffic };
}

// Three times the largest errors that `npm run bench` shows for normal data of 1 to 1024 channels in all data types,
// relative to the tolerance of a product: with tiles of 4 to 8 they are 0.6, 3.8, 4.8 (10.4 with integers) and 22 times
// as large. All-positive data have smaller ones, next to those of a product.
const ERROR: Readonly<Record<number, Readonly<Record<Points, number>>>> = {
  4: { balanced: 2, integers: 2 },
  5: { balanced: 12, integers: 12 },
  6: { balanced: 15, integers: 32 },
  8: { balanced: 70, integers: 70 },
};

/** Transforms enlarge rounding errors, and more so with larger tiles. */
function winogradTolerance(problem: CompleteConvolution, { tile, points }: WinogradConfiguration): number {
  return convolutionTolerance(problem) * (ERROR[tile]?.[points] ?? 1);
}

/** Fewer multiplications: 2.25 times fewer with a tile of 4 and a window of 3, 4 times fewer with a tile of 6. */
export const WINOGRAD = contender<CompleteConvolution, WinogradConfiguration>({
  id: 'convolution-winograd',
  label: 'Winograd',
  description:
    'Tiles of the image and windows of weights are transformed, multiplied point by point in a batched product, and transformed back',
  simdgroups: 'matrices',
  parameters: PARAMETERS,
  tuned: (problem, target, overrides) => {
    const tiles = tilesOf(overrides);
    if (checkTiles(problem, tiles).length > 0) return {};
    return tunedPart(largestProduct(problem, tiles), target, overrides);
  },
  check: checkWinograd,
  program: winogradProgram,
  estimate: estimateWinograd,
  tolerance: winogradTolerance,
});
