import { contender, type Draw, type Family, type GeneratedContender } from '../family.ts';
import { checkConfiguration } from '../gemm/check.ts';
import { kernelOf } from '../gemm/kernel.ts';
import {
  FIXED,
  type GemmConfiguration,
  PLAIN_PARAMETERS,
  QUANTISED_SPLIT_K_PARAMETERS,
} from '../gemm/parameters.ts';
import { gemmTolerance } from '../gemm/reference.ts';
import { tunedFor } from '../gemm/tuned.ts';
import type { Way } from '../gemm/way.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import {
  type CompleteQgemm,
  checkQgemm,
  completeQgemm,
  groupsOf,
  QGEMM_FIELDS,
  type QgemmProblem,
  rowBytes,
} from './problem.ts';
import { buffersOf, dequantisedGemm, programOf } from './program.ts';
import { dequantised, qgemmReference } from './reference.ts';
import { VECTOR } from './vector.ts';
import { withQuantisedWeights } from './weights.ts';

const WAYS: readonly Way[] = [
  {
    id: 'qgemm-simdgroup',
    label: 'Quantised, staged',
    description: 'Weights dequantised in registers on their way to threadgroup memory, SIMD-group matrices',
    parameters: PLAIN_PARAMETERS,
    fixed: {},
  },
  {
    id: 'qgemm-split-k',
    label: 'Quantised, split-K',
    description: 'The same with K cut into parts, for few rows of A; sums are added in a second pass',
    parameters: QUANTISED_SPLIT_K_PARAMETERS,
    fixed: { schedule: 'split-k' },
  },
];

function contenderOf({ id, label, description, parameters, fixed }: Way): GeneratedContender<QgemmProblem> {
  const kernel = (problem: CompleteQgemm, configuration: GemmConfiguration) => {
    const gemm = kernelOf(dequantisedGemm(problem), { ...FIXED, ...fixed, ...configuration }, 'qgemm');
    return withQuantisedWeights(gemm, problem);
  };
  return contender<QgemmProblem, GemmConfiguration & Record<string, string | number>>({
    ...{ id, label, description, parameters },
    tuned: (problem, target, overrides) => tunedFor(parameters, target, { batch: 1, ...problem }, overrides),
    check: (problem, configuration) => {
      const complete = completeQgemm(problem);
      return checkConfiguration(dequantisedGemm(complete), kernel(complete, configuration));
    },
    program: (problem, configuration) => {
      const complete = completeQgemm(problem);
      return programOf(complete, kernel(complete, configuration));
    },
  });
}

/** FLOPs of the product; weights and scales read once. */
function estimateOf(problem: QgemmProblem): Estimate {
  const complete = completeQgemm(problem);
  const { dtype, m, n, k, zeroPoints, bias } = complete;
  const flops = 2 * m * n * k;
  const groups = n * groupsOf(complete);
  const floats = m * k + m * n + groups + (bias ? n : 0);
  const bytes = floats * DTYPE[dtype].sizeBytes + n * rowBytes(complete) + (zeroPoints ? groups : 0);
  return { flops, bytes, intensity: flops / bytes };
}

/** Weights of all values, and scales that make numbers of about the size of normal ones. */
function dataOf(problem: QgemmProblem, buffer: string, draw: Draw): Float32Array | null {
  const complete = completeQgemm(problem);
  const { n, weights } = complete;
  const groups = n * groupsOf(complete);
  const from = (count: number, value: () => number) => Float32Array.from({ length: count }, value);
  const byte = weights === 'i8' ? () => draw.below(256) - 128 : () => draw.below(256);
  const zero = weights === 'i8' ? () => draw.below(64) - 32 : () => draw.below(16);
  switch (buffer) {
    case 'W':
      return from(n * rowBytes(complete), byte);
    case 'scales':
      return from(groups, () => (weights === 'i8' ? 0.01 : 0.15) * (0.5 + draw.unit()));
    case 'zeros':
      return from(groups, zero);
    default:
      return null;
  }
}

/** Matrix multiplication with quantised weights. */
export const QGEMM: Family<QgemmProblem> = {
  op: 'qgemm',
  label: 'Quantised matrix multiplication',
  fields: QGEMM_FIELDS,
  check: checkQgemm,
  square: (size) => ({ m: size, n: size, k: size }),
  size: ({ m, n, k }) => (m === n && n === k ? m : Math.cbrt(m * n * k)),
  title: (problem) => `QGEMM ${problem.dtype} · ${completeQgemm(problem).weights}`,
  buffers: (problem) => buffersOf(completeQgemm(problem)),
  data: dataOf,
  reference: (problem, inputs) => qgemmReference(completeQgemm(problem), inputs),
  tolerance: (problem) => gemmTolerance(dequantised(completeQgemm(problem))),
  convention: '2·M·N·K FLOPs: a multiply-add counts as two; dequantising counts as none',
  estimate: estimateOf,
  contenders: [...WAYS.map(contenderOf), VECTOR],
};
