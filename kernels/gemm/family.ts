import { contender, type Draw, type Family, type GeneratedContender } from '../family.ts';
import { checkConfiguration } from './check.ts';
import { estimateGemm, GEMM_CONVENTION } from './estimate.ts';
import { kernelOf } from './kernel.ts';
import {
  DIRECT_PARAMETERS,
  FIXED,
  type GemmConfiguration,
  PLAIN_PARAMETERS,
  SPLIT_K_PARAMETERS,
  STAGED_PARAMETERS,
  STREAM_K_PARAMETERS,
  TILED_PARAMETERS,
} from './parameters.ts';
import { checkGemm, completeGemm, GEMM_FIELDS, type GemmProblem, gemmName, layoutsOf } from './problem.ts';
import { gemmBuffers, gemmProgram } from './program.ts';
import { estimateRecipe, isMixed, recipeProgram } from './recipe.ts';
import { gemmReference, gemmTolerance } from './reference.ts';
import { tunedFor } from './tuned.ts';
import type { Way } from './way.ts';

const WAYS: readonly Way[] = [
  {
    id: 'gemm-simdgroup',
    label: 'SIMD-group matrix',
    description: '8×8 matrices of a SIMD-group, A and B staged in threadgroup memory',
    parameters: STAGED_PARAMETERS,
    fixed: { load: 'staged' },
  },
  {
    id: 'gemm-direct',
    label: 'SIMD-group direct',
    description: '8×8 matrices of a SIMD-group, A and B read straight from device memory',
    parameters: DIRECT_PARAMETERS,
    fixed: { load: 'direct' },
  },
  {
    id: 'gemm-tiled',
    label: 'Tiled',
    description: 'A few elements of C in each thread, A and B staged in threadgroup memory',
    parameters: TILED_PARAMETERS,
    fixed: { load: 'tiled' },
  },
  {
    id: 'gemm-split-k',
    label: 'Split-K',
    description: 'SIMD-group matrices; K is cut into parts whose sums are added in a second pass',
    parameters: SPLIT_K_PARAMETERS,
    fixed: { schedule: 'split-k' },
  },
  {
    id: 'gemm-stream-k',
    label: 'Stream-K',
    description:
      'SIMD-group matrices; all steps are dealt evenly to workers, and cut blocks added in a second pass',
    parameters: STREAM_K_PARAMETERS,
    fixed: { schedule: 'stream-k' },
  },
];

function contenderOf({ id, label, description, parameters, fixed }: Way): GeneratedContender<GemmProblem> {
  const kernel = (problem: GemmProblem, configuration: GemmConfiguration) =>
    kernelOf(completeGemm(problem), { ...FIXED, ...fixed, ...configuration }, gemmName(problem));
  return contender<GemmProblem, GemmConfiguration & Record<string, string | number>>({
    ...{ id, label, description, parameters },
    tuned: (problem, target, overrides) => tunedFor(parameters, target, { batch: 1, ...problem }, overrides),
    check: (problem, configuration) =>
      checkConfiguration(completeGemm(problem), kernel(problem, configuration)),
    program: (problem, configuration) => gemmProgram(completeGemm(problem), kernel(problem, configuration)),
  });
}

const single = (configuration: GemmConfiguration): GemmConfiguration => {
  return { ...FIXED, ...configuration, load: 'staged', operands: 'memory' };
};

/** Single-precision arithmetic for operands of half: what a framework does that has no mixed product. */
const RECIPE = contender<GemmProblem, GemmConfiguration & Record<string, string | number>>({
  id: 'gemm-cast',
  label: 'Cast, SGEMM, cast',
  description:
    'A and B cast to single precision, multiplied by sgemm, and the product cast back, in one encoder',
  parameters: PLAIN_PARAMETERS,
  tuned: (problem, target, overrides) =>
    tunedFor(PLAIN_PARAMETERS, target, { batch: 1, ...problem, dtype: 'f32' }, overrides),
  check: (problem, configuration) => {
    const complete = completeGemm(problem);
    if (isMixed(complete)) {
      const cast = { ...complete, dtype: 'f32', dtypeB: 'f32', dtypeC: 'f32' } as const;
      return checkConfiguration(cast, kernelOf(cast, single(configuration), 'sgemm'));
    }
    return [{ parameter: 'dtype', value: problem.dtype, expected: 'f16 or bf16: there is nothing to cast' }];
  },
  program: (problem, configuration) => recipeProgram(completeGemm(problem), single(configuration)),
  estimate: estimateRecipe,
});

/** Matrix multiplication. */
export const GEMM: Family<GemmProblem> = {
  op: 'gemm',
  label: 'Matrix multiplication',
  fields: GEMM_FIELDS,
  check: checkGemm,
  square: (size) => ({ m: size, n: size, k: size }),
  size: ({ m, n, k }) => (m === n && n === k ? m : Math.cbrt(m * n * k)),
  title: (problem) => gemmName(problem).toUpperCase(),
  buffers: (problem) => gemmBuffers(completeGemm(problem)),
  data: padded,
  reference: gemmReference,
  tolerance: gemmTolerance,
  convention: GEMM_CONVENTION,
  estimate: estimateGemm,
  contenders: [...WAYS.map(contenderOf), RECIPE],
};

/** Normal numbers, and NaN in what lies between rows: whoever uses that shows it. */
function padded(problem: GemmProblem, buffer: string, draw: Draw): Float32Array | null {
  const layout = { A: layoutsOf(problem).a, B: layoutsOf(problem).b, C: layoutsOf(problem).c }[buffer];
  if (!layout || layout.elements === (problem.batch ?? 1) * layout.rows * layout.columns) return null;
  const { rows, columns, leading, stride, elements } = layout;
  const values = draw.normal(elements);
  for (let index = 0; index < elements; index++) {
    const inMember = stride === 0 ? index : index % stride;
    if (inMember % leading >= columns || inMember >= rows * leading) values[index] = Number.NaN;
  }
  return values;
}
