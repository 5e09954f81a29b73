import { compose, type Renamed } from '../../compose.ts';
import { permutePass } from '../../elementwise/permute.ts';
import { checkConfiguration } from '../../gemm/check.ts';
import type { GemmKernel } from '../../gemm/kernel.ts';
import { FIXED, type GemmConfiguration } from '../../gemm/parameters.ts';
import type { CompleteGemm } from '../../gemm/problem.ts';
import { gemmProgram } from '../../gemm/program.ts';
import type { Issue } from '../../issue.ts';
import { checkBounds } from '../../parameter.ts';
import type { Pass, Program } from '../../program.ts';
import { convolutionBuffers } from '../buffers.ts';
import type { CompleteConvolution } from '../problem.ts';
import { isStretched, type Sliding, slidingOf, volumeOf } from '../sliding.ts';
import { stretched } from '../stretch.ts';
import { orderedWeights, restoredWeights } from '../weights.ts';
import { windowWords } from '../window.ts';
import { gradientGemm, gradientKernel, implicitKernel, PATCH_BUFFER, slidingGemm } from './kernel.ts';
import { patchConstants } from './patches.ts';
import { PLACE_BYTES, TAPS, tapBuffer, tapCount, tapsPass } from './places.ts';

/** The product of a problem, and its kernel. */
interface Product {
  readonly sliding: Sliding;
  readonly gemm: CompleteGemm;
  readonly kernel: GemmKernel;
}

function productOf(problem: CompleteConvolution, config: GemmConfiguration): Product {
  const sliding = slidingOf(problem);
  const schedule = config.splits > 1 ? 'split-k' : 'tiles';
  const complete: GemmConfiguration = { ...config, load: 'staged', schedule };
  return problem.direction === 'weights'
    ? { sliding, gemm: gradientGemm(sliding, problem), kernel: gradientKernel(sliding, problem, complete) }
    : { sliding, gemm: slidingGemm(sliding, problem), kernel: implicitKernel(sliding, problem, complete) };
}

/** The product that blocks are chosen for. */
export function implicitGemm(problem: CompleteConvolution): CompleteGemm {
  return productOf(problem, FIXED).gemm;
}

/** The most taps whose list fits into a buffer that every device supports. */
const MOST_TAPS = 2 ** 24;

export function checkImplicit(problem: CompleteConvolution, config: GemmConfiguration): Issue[] {
  const { sliding, gemm, kernel } = productOf(problem, config);
  const bound = {
    parameter: 'taps',
    value: tapCount(sliding),
    max: MOST_TAPS,
    why: `a list of ${PLACE_BYTES} bytes each`,
  };
  return [...checkSplits(problem, config), ...checkBounds([bound]), ...checkConfiguration(gemm, kernel)];
}

/** The pass that adds the sums of split products knows of no groups, and of no bias of rows. */
function checkSplits(
  { groups, bias, layout, direction }: CompleteConvolution,
  { splits }: GemmConfiguration,
): Issue[] {
  if (splits === 1 || direction === 'weights') return [];
  const issue = (why: string): Issue[] => [{ parameter: 'splits', value: splits, expected: `1 ${why}` }];
  if (groups > 1) return issue('with groups');
  return bias && layout === 'NCHW' ? issue('with a bias and NCHW') : [];
}

/** A list of taps, operands in the order of the product if they are in another, and the product. */
export function implicitProgram(
  problem: CompleteConvolution,
  config: GemmConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const product = productOf(problem, config);
  const { sliding } = product;
  const taps: Renamed = { part: { buffers: [tapBuffer(sliding)], passes: [tapsPass(sliding)] }, names: {} };
  const parts =
    problem.direction === 'weights' ? gradientParts(problem, product) : slidingParts(problem, product);
  return compose(convolutionBuffers(problem), [taps, ...parts]);
}

function slidingParts(problem: CompleteConvolution, product: Product): Renamed[] {
  const { sliding } = product;
  const weights = orderedWeights(problem, sliding.layout === 'NHWC' ? 'taps' : 'channels');
  const [a, b] = sliding.layout === 'NHWC' ? [sliding.image, weights.name] : [weights.name, sliding.image];
  return [
    ...(isStretched(problem) ? [stretched(problem, sliding)] : []),
    ...weights.parts,
    multiplied(product, { A: a, B: b, C: sliding.output }),
  ];
}

function gradientParts(problem: CompleteConvolution, product: Product): Renamed[] {
  const { sliding } = product;
  const weights = restoredWeights(problem, sliding.layout === 'NHWC' ? 'taps' : 'channels');
  const dy = channelsLast(problem, sliding);
  return [...dy.parts, multiplied(product, { A: dy.name, B: 'X', C: weights.name }), ...weights.parts];
}

/** dY with its channels last. */
function channelsLast(problem: CompleteConvolution, sliding: Sliding): { name: string; parts: Renamed[] } {
  const { dtype, filters, batch, layout } = problem;
  if (layout === 'NHWC') return { name: 'dY', parts: [] };
  const positions = volumeOf(sliding, 'positions');
  const copy = {
    name: 'dY channels last',
    dtype,
    shape: [batch, positions, filters],
    role: 'scratch',
  } as const;
  const pass = permutePass('dY', copy.name, dtype, [
    { extent: filters, from: positions, to: 1 },
    { extent: positions, from: 1, to: filters },
    { extent: batch, from: positions * filters, to: positions * filters },
  ]);
  return { name: copy.name, parts: [{ part: { buffers: [copy], passes: [pass] }, names: {} }] };
}

/** The passes of the product, of which the first loads patches. */
function multiplied({ sliding, gemm, kernel }: Product, names: Renamed['names']): Renamed {
  const { buffers, passes } = gemmProgram(gemm, kernel);
  const [first, ...rest] = passes as [Pass, ...Pass[]];
  const scratch = buffers.filter(({ role }) => role === 'scratch');
  return {
    part: { buffers: scratch, passes: [withPatches(first, { sliding, gemm, kernel }), ...rest] },
    names,
  };
}

/** The pass with the list of taps, the window, and the function constants of patches. */
function withPatches(pass: Pass, { sliding, kernel }: Product): Pass {
  const { b, config } = kernel;
  const taps = tapCount(sliding);
  // Blocks of taps reach beyond the last, or blocks of positions do.
  const isBeyond = b.loadQuad ? true : taps % config.blockK !== 0;
  return {
    ...pass,
    kernel: {
      ...pass.kernel,
      constants: { ...pass.kernel.constants, ...patchConstants(sliding, isBeyond) },
    },
    bindings: [
      ...pass.bindings,
      { index: PATCH_BUFFER.taps, buffer: TAPS },
      { index: PATCH_BUFFER.window, words: windowWords(sliding) },
    ],
  };
}
