// Library routines as contenders.
import type { Library } from './library-types.ts';
import { parseVariant } from './names.ts';

const ELSEWHERE = 'work may run on the Neural Engine and the CPU, so only wall time is its own';

/** In the order that legends and tables show them. */
export const LIBRARIES: readonly Library[] = [
  {
    id: 'mps',
    label: 'MPS',
    description: 'MPSMatrixMultiplication of Metal Performance Shaders',
    op: 'gemm',
    routine: 'mps-matmul',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
  },
  {
    id: 'mpsgraph',
    label: 'MPSGraph level 0',
    description:
      'Matrix multiplication of MPSGraph at optimisation level 0: on the GPU alone, as PyTorch runs it',
    op: 'gemm',
    routine: 'mpsgraph-matmul',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 0,
    isBatched: true,
  },
  {
    id: 'mpsgraph-default',
    label: 'MPSGraph default',
    description: `Matrix multiplication of MPSGraph at its default optimisation level, 1: ${ELSEWHERE}`,
    op: 'gemm',
    routine: 'mpsgraph-matmul',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 1,
    isBatched: true,
  },
  {
    id: 'cblas',
    label: 'BLAS',
    description: 'cblas_sgemm: from Accelerate on macOS, from OpenBLAS elsewhere',
    op: 'gemm',
    routine: 'cblas-sgemm',
    dtypes: ['f32'],
    runsOn: 'cpu',
  },
  {
    id: 'cblas-f64',
    label: 'BLAS f64',
    description: 'cblas_dgemm; converting to double and back is not timed',
    op: 'gemm',
    routine: 'cblas-dgemm',
    dtypes: ['f32'],
    runsOn: 'cpu',
    isOptIn: true,
  },
  {
    id: 'mpsgraph-sdpa',
    label: 'MPSGraph SDPA level 0',
    description:
      'scaledDotProductAttention of MPSGraph (macOS 15 or later) at optimisation level 0; causal attention through a mask',
    op: 'attention',
    routine: 'mpsgraph-attention',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 0,
  },
  {
    id: 'mpsgraph-sdpa-default',
    label: 'MPSGraph SDPA default',
    description: `scaledDotProductAttention of MPSGraph (macOS 15 or later) at its default optimisation level, 1: ${ELSEWHERE}`,
    op: 'attention',
    routine: 'mpsgraph-attention',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 1,
  },
  {
    id: 'mps-attention',
    label: 'MPS operations',
    description:
      'Matrix product, softmax and matrix product as MPSGraph operations at optimisation level 0, which the system may fuse',
    op: 'attention',
    routine: 'mps-attention',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 0,
  },
  {
    id: 'cblas-attention',
    label: 'BLAS attention',
    description: 'For each head, two calls of cblas_sgemm with a softmax in between',
    op: 'attention',
    routine: 'cblas-attention',
    dtypes: ['f32'],
    runsOn: 'cpu',
  },
  {
    id: 'mpsgraph-convolution',
    label: 'MPSGraph convolution level 0',
    description:
      'Convolution, depthwise convolution and their gradients as MPSGraph operations at optimisation level 0, with weights of OHWI permuted in the graph',
    op: 'convolution',
    routine: 'mpsgraph-convolution',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 0,
  },
  {
    id: 'mpsgraph-convolution-default',
    label: 'MPSGraph convolution default',
    description: `The same operations of MPSGraph at its default optimisation level, 1: ${ELSEWHERE}`,
    op: 'convolution',
    routine: 'mpsgraph-convolution',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 1,
  },
  {
    id: 'cblas-convolution',
    label: 'im2col and BLAS',
    description:
      'Patches of the image in a block of memory, and a call of cblas_sgemm, block by block on each thread',
    op: 'convolution',
    routine: 'cblas-convolution',
    dtypes: ['f32'],
    runsOn: 'cpu',
  },
  {
    id: 'mpsgraph-norm',
    label: 'MPSGraph operations level 0',
    description:
      'Mean, variance and normalization, or softmax, as MPSGraph operations at optimisation level 0, which the system may fuse',
    op: 'normalization',
    routine: 'mpsgraph-normalization',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 0,
  },
  {
    id: 'mpsgraph-norm-default',
    label: 'MPSGraph operations default',
    description: `The same operations of MPSGraph at its default optimisation level, 1: ${ELSEWHERE}`,
    op: 'normalization',
    routine: 'mpsgraph-normalization',
    dtypes: ['f32', 'f16'],
    runsOn: 'gpu',
    optimizationLevel: 1,
  },
  {
    id: 'mpsgraph-elementwise',
    label: 'MPSGraph elementwise level 0',
    description: 'Casts and transposes as MPSGraph operations at optimisation level 0; bf16 from macOS 14',
    op: 'elementwise',
    routine: 'mpsgraph-elementwise',
    dtypes: ['f32', 'f16', 'bf16', 'i8'],
    runsOn: 'gpu',
    optimizationLevel: 0,
  },
  {
    id: 'mpsgraph-elementwise-default',
    label: 'MPSGraph elementwise default',
    description: `The same operations of MPSGraph at its default optimisation level, 1: ${ELSEWHERE}`,
    op: 'elementwise',
    routine: 'mpsgraph-elementwise',
    dtypes: ['f32', 'f16', 'bf16', 'i8'],
    runsOn: 'gpu',
    optimizationLevel: 1,
  },
  {
    id: 'cblas-copy',
    label: 'BLAS copy',
    description:
      'cblas_scopy, or for transposes cblas_somatcopy from OpenBLAS and vDSP_mtrans from Accelerate',
    op: 'elementwise',
    routine: 'cblas-copy',
    dtypes: ['f32'],
    runsOn: 'cpu',
  },
];

/** The library of a contender, by its name; undefined for a generated one. */
export function libraryOf(contender: string): Library | undefined {
  const library = parseVariant(contender).id;
  return LIBRARIES.find(({ id }) => id === library);
}
