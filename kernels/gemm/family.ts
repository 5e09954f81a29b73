import { contender, type Draw, family, type GeneratedContender } from '../family.ts';
import { paddedData } from '../layout.ts';
import { isWholeType } from '../msl/dtype.ts';
import type { GemmAlgorithm } from './algorithm.ts';
import { castGemmProgram, estimateCastGemm, type FloatGemm, isMixed } from './cast-gemm.ts';
import { checkConfiguration, checkFloats } from './check.ts';
import { estimateGemm, GEMM_CONVENTION } from './estimate.ts';
import { gemmKernel } from './kernel.ts';
import { gemmName } from './name.ts';
import {
  DIRECT_PARAMETERS,
  FIXED,
  type GemmConfiguration,
  PLAIN_PARAMETERS,
  SPLIT_K_PARAMETERS,
  STAGED_PARAMETERS,
  STREAM_K_PARAMETERS,
  TENSOR_FIXED,
  TENSOR_PARAMETERS,
  TILED_PARAMETERS,
} from './parameters.ts';
import {
  type CompleteGemm,
  checkGemm,
  completeGemm,
  GEMM_FIELDS,
  type GemmProblem,
  layoutsOf,
} from './problem.ts';
import { gemmBuffers, gemmProgram } from './program.ts';
import { gemmRunsInRange } from './range.ts';
import { gemmReference, gemmTolerance } from './reference.ts';
import { GEMM_STARTER } from './starter.ts';
import { tensorTolerance } from './tensor/tolerance.ts';
import { tunedLoad, tunedTensor } from './tensor/tuned.ts';
import { tunedFor } from './tuned.ts';

const ALGORITHMS: readonly GemmAlgorithm[] = [
  {
    id: 'gemm-simdgroup',
    label: 'SIMD-group matrix',
    description: '8×8 matrices of a SIMD-group, A and B staged in threadgroup memory',
    simdgroups: 'matrices',
    parameters: STAGED_PARAMETERS,
    fixed: { load: 'staged' },
  },
  {
    id: 'gemm-direct',
    label: 'SIMD-group direct',
    description: '8×8 matrices of a SIMD-group, A and B read directly from device memory',
    simdgroups: 'matrices',
    parameters: DIRECT_PARAMETERS,
    fixed: { load: 'direct' },
  },
  {
    id: 'gemm-tiled',
    label: 'Tiled',
    description: 'A few elements of C in each thread, A and B staged in threadgroup memory',
    simdgroups: 'none',
    parameters: TILED_PARAMETERS,
    fixed: { multiplier: 'thread' },
  },
  {
    id: 'gemm-split-k',
    label: 'Split-K',
    description: 'SIMD-group matrices; K is split into parts, whose sums are added in a second pass',
    simdgroups: 'matrices',
    parameters: SPLIT_K_PARAMETERS,
    fixed: { schedule: 'split-k' },
  },
  {
    id: 'gemm-stream-k',
    label: 'Stream-K',
    description:
      'SIMD-group matrices; all steps are divided evenly among workers, and divided blocks are added in a second pass',
    simdgroups: 'matrices',
    parameters: STREAM_K_PARAMETERS,
    fixed: { schedule: 'stream-k' },
  },
];

const TENSOR: GemmAlgorithm = {
  id: 'gemm-tensor',
  label: 'Tensor operations',
  description: "Metal 4's tensor operations: the only way to the matrix units of M5 and later",
  simdgroups: 'tensors',
  parameters: TENSOR_PARAMETERS,
  fixed: TENSOR_FIXED,
};

function gemmContender(algorithm: GemmAlgorithm): GeneratedContender<CompleteGemm> {
  const { id, label, description, simdgroups, parameters, fixed } = algorithm;
  const kernel = (problem: CompleteGemm, config: GemmConfiguration) =>
    gemmKernel(problem, { ...FIXED, ...fixed, ...config }, gemmName(problem));
  return contender<CompleteGemm, GemmConfiguration>({
    id,
    label,
    description,
    simdgroups,
    parameters,
    tuned: (problem, target, overrides) =>
      simdgroups === 'tensors'
        ? { ...tunedTensor(problem), ...tunedLoad(overrides) }
        : tunedFor(parameters, target, problem, overrides),
    check: (problem, config) => checkConfiguration(problem, kernel(problem, config)),
    program: (problem, config) => gemmProgram(problem, kernel(problem, config)),
    ...(simdgroups === 'tensors' && {
      tolerance: (problem, config) => tensorTolerance(gemmTolerance(problem), config),
    }),
  });
}

const single = (config: GemmConfiguration): GemmConfiguration => {
  return { ...FIXED, ...config, load: 'staged', operands: 'memory' };
};

/** Half-precision operands multiplied in single precision: what a framework without a mixed product does. */
const CAST = contender<CompleteGemm, GemmConfiguration>({
  id: 'gemm-cast',
  label: 'Cast, SGEMM, cast',
  description:
    'A and B cast to single precision, multiplied by sgemm, and the product cast back, in one encoder',
  simdgroups: 'matrices',
  parameters: PLAIN_PARAMETERS,
  tuned: (problem, target, overrides) =>
    tunedFor(PLAIN_PARAMETERS, target, { ...problem, dtype: 'f32' }, overrides),
  check: (problem, config) => {
    const whole = checkFloats(problem);
    if (whole.length > 0) return whole;
    if (isMixed(problem)) {
      const cast = { ...problem, dtype: 'f32', dtypeB: 'f32', dtypeC: 'f32' } as const;
      return checkConfiguration(cast, gemmKernel(cast, single(config), 'sgemm'));
    }
    return [{ parameter: 'dtype', value: problem.dtype, expected: 'f16 or bf16 (f32 needs no cast)' }];
  },
  program: (problem, config) => castGemmProgram(problem as FloatGemm, single(config)),
  estimate: (problem) => estimateCastGemm(problem as FloatGemm),
});

/** Matrix multiplication. */
export const GEMM = family<GemmProblem, CompleteGemm>({
  op: 'gemm',
  label: 'Matrix multiplication',
  fields: GEMM_FIELDS,
  complete: completeGemm,
  check: checkGemm,
  square: (size) => ({ m: size, n: size, k: size }),
  size: ({ m, n, k }) => (m === n && n === k ? m : Math.cbrt(m * n * k)),
  title: (problem) => gemmName(problem).toUpperCase(),
  buffers: gemmBuffers,
  layouts: (problem) => {
    const { a, b, c } = layoutsOf(problem);
    return { A: a, B: b, C: c };
  },
  data: dataOf,
  // Two in a row may give NaN. With alpha = 0 some libraries do not read A, and activations of infinities differ.
  infinities: ({ alpha, activation, dtype }) =>
    alpha === 0 || activation !== 'none' || isWholeType(dtype)
      ? null
      : { buffer: 'A', values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
  reference: gemmReference,
  tolerance: gemmTolerance,
  runsInRange: gemmRunsInRange,
  terms: ({ dtype, dtypeB, dtypeC, k }) => (dtypeB === dtype && dtypeC === dtype ? k : null),
  // A matrix by a vector, unless all members of a batch share the matrix.
  limit: ({ m, n, batch, strideA, strideB }) =>
    (m === 1 && (batch === 1 || strideB > 0)) || (n === 1 && (batch === 1 || strideA > 0))
      ? 'bandwidth'
      : 'arithmetic',
  convention: GEMM_CONVENTION,
  estimate: estimateGemm,
  contenders: [...ALGORITHMS.map(gemmContender), CAST, gemmContender(TENSOR)],
  starter: GEMM_STARTER,
});

function dataOf(problem: CompleteGemm, buffer: string, draw: Draw): Float32Array | null {
  const { a, b, c } = layoutsOf(problem);
  const { dtype, dtypeB, dtypeC } = problem;
  const operand = { A: [a, dtype], B: [b, dtypeB], C: [c, dtypeC] } as const;
  const [layout, type] = operand[buffer as keyof typeof operand] ?? [];
  if (!layout) return null;
  if (type !== 'i8' && type !== 'u8') return paddedData(layout, draw);
  const whole = { ...draw, normal: (count: number) => wholeNumbers(count, type, draw) };
  return paddedData(layout, whole) ?? whole.normal(layout.elements);
}

/** Every value of a type is as likely as any other. */
function wholeNumbers(count: number, type: 'i8' | 'u8', draw: Draw): Float32Array {
  const least = type === 'i8' ? -128 : 0;
  return Float32Array.from({ length: count }, () => least + draw.below(256));
}
