import { DEVICE_LIMITS } from '../device.ts';
import { contender, type Draw, family, type GeneratedContender } from '../family.ts';
import type { GemmAlgorithm } from '../gemm/algorithm.ts';
import { checkConfiguration } from '../gemm/check.ts';
import { gemmKernel } from '../gemm/kernel.ts';
import {
  FIXED,
  type GemmConfiguration,
  PLAIN_PARAMETERS,
  QUANTISED_SPLIT_K_PARAMETERS,
  STAGED_TENSOR_PARAMETERS,
  TENSOR_FIXED,
} from '../gemm/parameters.ts';
import { gemmTolerance } from '../gemm/reference.ts';
import { tensorTolerance } from '../gemm/tensor/tolerance.ts';
import { tunedStagedTensor } from '../gemm/tensor/tuned.ts';
import { tunedFor } from '../gemm/tuned.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { Estimate } from '../program.ts';
import {
  type CompleteQgemm,
  checkQgemm,
  groupsOf,
  QGEMM_FIELDS,
  type QgemmProblem,
  rowBytes,
} from './problem.ts';
import { buffersOf, programOf } from './program.ts';
import { dequantisedGemm, qgemmReference } from './reference.ts';
import { QGEMM_STARTER } from './starter.ts';
import { VECTOR } from './vector.ts';
import { withQuantisedWeights } from './weights.ts';

const ALGORITHMS: readonly GemmAlgorithm[] = [
  {
    id: 'qgemm-simdgroup',
    label: 'Quantised, staged',
    description: 'SIMD-group matrices; weights are dequantised on their way to threadgroup memory',
    simdgroups: 'matrices',
    parameters: PLAIN_PARAMETERS,
    fixed: {},
  },
  {
    id: 'qgemm-split-k',
    label: 'Quantised, split-K',
    description: 'The same with K split into parts, for few rows of A; their sums are added in a second pass',
    simdgroups: 'matrices',
    parameters: QUANTISED_SPLIT_K_PARAMETERS,
    fixed: { schedule: 'split-k' },
  },
];

const TENSOR: GemmAlgorithm = {
  id: 'qgemm-tensor',
  label: 'Quantised, tensor operations',
  description: "Metal 4's tensor operations; weights are dequantised on their way to threadgroup memory",
  simdgroups: 'tensors',
  parameters: STAGED_TENSOR_PARAMETERS,
  fixed: { ...TENSOR_FIXED, load: 'staged' },
};

function qgemmContender(algorithm: GemmAlgorithm): GeneratedContender<CompleteQgemm> {
  const { id, label, description, simdgroups, parameters, fixed } = algorithm;
  const kernel = (problem: CompleteQgemm, config: GemmConfiguration) => {
    const gemm = gemmKernel(dequantisedGemm(problem), { ...FIXED, ...fixed, ...config }, 'qgemm');
    return withQuantisedWeights(gemm, problem);
  };
  return contender<CompleteQgemm, GemmConfiguration>({
    id,
    label,
    description,
    simdgroups,
    parameters,
    tuned: (problem, target, overrides) =>
      simdgroups === 'tensors'
        ? tunedStagedTensor(problem, target, overrides, DEVICE_LIMITS.threadgroupBytes.value)
        : tunedFor(parameters, target, { ...problem, batch: 1 }, overrides),
    check: (problem, config) => checkConfiguration(dequantisedGemm(problem), kernel(problem, config)),
    program: (problem, config) => programOf(problem, kernel(problem, config)),
    ...(simdgroups === 'tensors' && {
      tolerance: (problem, config) => tensorTolerance(gemmTolerance(dequantisedGemm(problem)), config),
    }),
  });
}

/** FLOPs of the product. Weights and scales are read once. */
function estimateOf(problem: CompleteQgemm): Estimate {
  const { dtype, m, n, k, zeroPoints, bias } = problem;
  const flops = 2 * m * n * k;
  const groups = n * groupsOf(problem);
  const floats = m * k + m * n + groups + (bias ? n : 0);
  const bytes = floats * DTYPE[dtype].sizeBytes + n * rowBytes(problem) + (zeroPoints ? groups : 0);
  return { flops, bytes, intensity: flops / bytes };
}

/** Weights of all values, with scales that give numbers of about the size of normal ones. */
function dataOf(problem: CompleteQgemm, buffer: string, draw: Draw): Float32Array | null {
  const { n, weights } = problem;
  const groups = n * groupsOf(problem);
  const from = (count: number, value: () => number) => Float32Array.from({ length: count }, value);
  const byte = weights === 'i8' ? () => draw.below(256) - 128 : () => draw.below(256);
  const zero = weights === 'i8' ? () => draw.below(64) - 32 : () => draw.below(16);
  switch (buffer) {
    case 'W':
      return from(n * rowBytes(problem), byte);
    case 'scales':
      return from(groups, () => (weights === 'i8' ? 0.01 : 0.15) * (0.5 + draw.unit()));
    case 'zeros':
      return from(groups, zero);
    default:
      return null;
  }
}

/** Matrix multiplication with quantised weights. */
export const QGEMM = family<QgemmProblem>({
  op: 'qgemm',
  label: 'Quantised matrix multiplication',
  fields: QGEMM_FIELDS,
  check: checkQgemm,
  square: (size) => ({ m: size, n: size, k: size }),
  size: ({ m, n, k }) => (m === n && n === k ? m : Math.cbrt(m * n * k)),
  title: ({ dtype, weights }) => `QGEMM ${dtype} · ${weights}`,
  buffers: buffersOf,
  data: dataOf,
  reference: qgemmReference,
  tolerance: (problem) => gemmTolerance(dequantisedGemm(problem)),
  terms: ({ k }) => k,
  limit: ({ m }) => (m === 1 ? 'bandwidth' : 'arithmetic'),
  convention: '2·M·N·K FLOPs: a multiply-add counts as two, dequantising is not counted',
  estimate: estimateOf,
  contenders: [...ALGORITHMS.map(qgemmContender), VECTOR, qgemmContender(TENSOR)],
  starter: QGEMM_STARTER,
});
