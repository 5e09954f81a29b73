import { compose } from '../../compose.ts';
import { contender } from '../../family.ts';
import { type GemmConfiguration, PART_PARAMETERS } from '../../gemm/parameters.ts';
import { type CompleteGemm, completeGemm } from '../../gemm/problem.ts';
import type { Issue } from '../../issue.ts';
import { LARGEST_ELEMENTS } from '../../layout.ts';
import { DTYPE } from '../../msl/dtype.ts';
import { checkBounds, type ParameterTable } from '../../parameter.ts';
import type { Estimate, Program } from '../../program.ts';
import { convolutionBuffers } from '../buffers.ts';
import { refuseWeights } from '../direct/contender.ts';
import { estimateConvolution } from '../estimate.ts';
import { tapBuffer, tapCount, tapsPass } from '../implicit/places.ts';
import type { CompleteConvolution } from '../problem.ts';
import { checkPartial, type Members, type Offsets, partialPass } from '../product.ts';
import { isStretched, type Sliding, slidingOf, volumeOf } from '../sliding.ts';
import { stretched } from '../stretch.ts';
import { tunedPart } from '../tuned.ts';
import { orderedWeights } from '../weights.ts';
import { PATCHES, patchesPass, type Slice } from './patches-pass.ts';

type Im2colConfiguration = GemmConfiguration & {
  /** Positions whose patches are in scratch memory together. */
  readonly slice: number;
};

const PARAMETERS = {
  slice: { label: 'Positions in a slice', choices: [256, 1024, 4096, 16_384], default: 1024 },
  ...PART_PARAMETERS,
} as const satisfies ParameterTable;

/** What most frameworks began with: patches in memory, and a product. */
export const IM2COL = contender<CompleteConvolution, Im2colConfiguration>({
  id: 'convolution-im2col',
  label: 'im2col',
  description:
    'Patches of the image are written to scratch memory, slice by slice, and multiplied by the weights',
  simdgroups: 'matrices',
  parameters: PARAMETERS,
  tuned: (problem, target, overrides) => {
    const sliding = slidingOf(problem);
    const product = productOf(problem, sliding, largestSlice(sliding, PARAMETERS.slice.default), 1);
    return tunedPart(product, target, overrides);
  },
  check: checkIm2col,
  program: im2colProgram,
  estimate: estimateIm2col,
});

/** A program of more passes takes long to generate. */
const MOST_SLICES = 1024;

function checkIm2col(problem: CompleteConvolution, config: Im2colConfiguration): Issue[] {
  const refused = refuseWeights(problem);
  if (refused.length > 0) return refused;
  const sliding = slidingOf(problem);
  const largest = largestSlice(sliding, config.slice);
  return [
    ...checkBounds([
      {
        parameter: 'slice',
        value: patchElements(sliding, largest),
        max: LARGEST_ELEMENTS,
        why: 'elements of patches in one buffer',
      },
      {
        parameter: 'slices',
        value: slicesOf(sliding, largest).length,
        max: MOST_SLICES,
        why: 'slices of a program',
      },
    ]),
    ...checkPartial(productOf(problem, sliding, largest, largest), tiles(config), membersOf(sliding)),
  ];
}

/** Slices of positions, each of them a pass that writes patches and a product; within an image with channels first. */
function im2colProgram(
  problem: CompleteConvolution,
  config: Im2colConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const sliding = slidingOf(problem);
  const largest = largestSlice(sliding, config.slice);
  const isLast = sliding.layout === 'NHWC';
  const weights = orderedWeights(problem, isLast ? 'taps' : 'channels');
  const [a, b] = isLast ? [PATCHES, weights.name] : [weights.name, PATCHES];
  const { dtype } = problem;
  const gather = patchesPass(sliding, dtype, largest);
  const slices = slicesOf(sliding, largest);
  // All slices but the last of an image have the same size, and so the same text and grid.
  const products = new Map(
    [...new Set(slices.map(({ count }) => count))].map((count) => {
      const product = productOf(problem, sliding, largest, count);
      return [count, partialPass(product, tiles(config), membersOf(sliding))] as const;
    }),
  );
  const passes = slices.flatMap((slice) => {
    const multiply = products.get(slice.count)?.(offsetsOf(sliding, slice));
    return multiply ? [gather(slice), multiply] : [];
  });
  const patches = {
    name: PATCHES,
    dtype,
    shape: [patchElements(sliding, largest)],
    role: 'scratch',
  } as const;
  return compose(convolutionBuffers(problem), [
    ...(isStretched(problem) ? [stretched(problem, sliding)] : []),
    ...weights.parts,
    { part: { buffers: [patches, tapBuffer(sliding)], passes: [tapsPass(sliding)] }, names: {} },
    { part: { buffers: [], passes }, names: { A: a, B: b, C: sliding.output } },
  ]);
}

const tiles = (config: Im2colConfiguration): GemmConfiguration => ({ ...config, schedule: 'tiles' });

const membersOf = ({ layout, groups }: Sliding): Members => ({
  weights: layout === 'NHWC' ? 'B' : 'A',
  groups,
});

/** Positions that a slice is taken from: of all images with channels last, of one image with channels first. */
function positionsOf(sliding: Sliding): number {
  const positions = volumeOf(sliding, 'positions');
  return sliding.layout === 'NHWC' ? sliding.batch * positions : positions;
}

function largestSlice(sliding: Sliding, slice: number): number {
  return Math.min(slice, positionsOf(sliding));
}

function patchElements(sliding: Sliding, largest: number): number {
  return sliding.groups * tapCount(sliding) * largest;
}

function slicesOf(sliding: Sliding, largest: number): Slice[] {
  const positions = positionsOf(sliding);
  const images = sliding.layout === 'NHWC' ? 1 : sliding.batch;
  const ofImage = Math.ceil(positions / largest);
  return Array.from({ length: images * ofImage }, (_, index) => {
    const first = (index % ofImage) * largest;
    return { image: Math.floor(index / ofImage), first, count: Math.min(largest, positions - first) };
  });
}

/** The product of a slice. */
function productOf(
  problem: CompleteConvolution,
  sliding: Sliding,
  largest: number,
  count: number,
): CompleteGemm {
  const { dtype, bias, activation } = problem;
  const { layout, groups, filters } = sliding;
  const k = tapCount(sliding);
  const positions = volumeOf(sliding, 'positions');
  const common = { op: 'gemm', dtype, k, bias, activation, batch: groups } as const;
  return layout === 'NHWC'
    ? completeGemm({
        ...common,
        m: count,
        n: filters,
        transposeB: true,
        lda: groups * k,
        strideA: k,
        ldc: groups * filters,
        strideC: filters,
      })
    : completeGemm({
        ...common,
        m: filters,
        n: count,
        ldb: largest,
        strideB: k * largest,
        ldc: positions,
        strideC: filters * positions,
      });
}

function offsetsOf({ layout, groups, filters, ...sliding }: Sliding, { image, first }: Slice): Offsets {
  const positions = volumeOf({ layout, groups, filters, ...sliding }, 'positions');
  const c = layout === 'NHWC' ? first * groups * filters : image * groups * filters * positions + first;
  return { a: 0, b: 0, c };
}

/** All patches are written once and read once. */
function estimateIm2col(problem: CompleteConvolution): Estimate {
  const { flops, bytes } = estimateConvolution(problem);
  const sliding = slidingOf(problem);
  const patches = sliding.groups * tapCount(sliding) * sliding.batch * volumeOf(sliding, 'positions');
  const traffic = bytes + 2 * patches * DTYPE[problem.dtype].sizeBytes;
  return { flops, bytes: traffic, intensity: flops / traffic };
}
