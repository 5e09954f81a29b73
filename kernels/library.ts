// Library routines as contenders, and how they are called.

/** MPSGraph's levels: at 1, its default, it may place work on the Neural Engine and the CPU. */
type OptimizationLevel = 0 | 1;

/** A matrix product, by the names of the problem's buffers: C = op(A)·op(B) + bias, dense and row-major. */
export interface ProductCall {
  readonly routine: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtype: 'f32' | 'f16';
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly optimizationLevel?: OptimizationLevel;
  readonly batch: number;
  /** All products of the batch have the operand in common. */
  readonly sharedA: boolean;
  readonly sharedB: boolean;
  readonly buffers: { readonly a: 'A'; readonly b: 'B'; readonly c: 'C'; readonly bias?: 'bias' };
}

/** Attention: O = softmax(scale·Q·Kᵀ)·V for each of `heads`, which are the heads of all members of the batch. */
export interface AttentionCall {
  readonly routine: 'mps-attention' | 'mpsgraph-attention' | 'cblas-attention';
  readonly heads: number;
  readonly rows: number;
  readonly columns: number;
  readonly d: number;
  readonly scale: number;
  readonly causal: boolean;
  readonly dtype: 'f32' | 'f16';
  readonly optimizationLevel?: OptimizationLevel;
  readonly buffers: { readonly q: 'Q'; readonly k: 'K'; readonly v: 'V'; readonly o: 'O' };
}

/** One dimension of a convolution, in elements; `before` and `after` are zeros around the image. */
export interface CalledAxis {
  readonly extent: number;
  readonly window: number;
  readonly positions: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** A convolution Y = X ∗ W + bias, with W as OHWI for NHWC and as OIHW for NCHW. */
export interface ConvolutionCall {
  readonly routine: 'cblas-convolution';
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  readonly layout: 'NHWC' | 'NCHW';
  /** Depth, height and width. */
  readonly axes: readonly [CalledAxis, CalledAxis, CalledAxis];
  readonly dtype: 'f32' | 'f16';
  readonly optimizationLevel?: OptimizationLevel;
  readonly buffers: { readonly x: 'X'; readonly w: 'W'; readonly y: 'Y'; readonly bias?: 'bias' };
}

/**
 * Y = (X − mean) / √(variance + epsilon) · weight + bias, or the softmax of rows. X is [rows, groups, channels,
 * positions], with a mean and a variance of each group of a row, or those that are given for each channel.
 */
export interface NormalizationCall {
  readonly routine: 'mpsgraph-normalization';
  readonly softmax: boolean;
  readonly rows: number;
  readonly groups: number;
  readonly channels: number;
  readonly positions: number;
  readonly epsilon: number;
  readonly dtype: 'f32' | 'f16';
  readonly optimizationLevel?: OptimizationLevel;
  readonly buffers: {
    readonly x: 'X';
    readonly y: 'Y';
    readonly weight?: 'weight';
    readonly bias?: 'bias';
    readonly mean?: 'mean';
    readonly variance?: 'variance';
  };
}

/** Y = X, or the transpose of each member; X is [members, rows, columns], dense. */
export interface CopyCall {
  readonly routine: 'cblas-copy';
  readonly members: number;
  readonly rows: number;
  readonly columns: number;
  readonly transpose: boolean;
  readonly dtype: 'f32' | 'f16';
  readonly buffers: { readonly x: 'X'; readonly y: 'Y' };
}

export type LibraryCall = ProductCall | AttentionCall | ConvolutionCall | NormalizationCall | CopyCall;

interface LibraryBase {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly dtypes: readonly LibraryCall['dtype'][];
  /** Routines that run on the CPU have no GPU time. */
  readonly runsOn: 'gpu' | 'cpu';
  /** Of MPSGraph. */
  readonly optimizationLevel?: OptimizationLevel;
  /** Measured only when named. */
  readonly isOptIn?: boolean;
}

export interface ProductLibrary extends LibraryBase {
  readonly op: 'gemm';
  /** Its name in native/. */
  readonly routine: ProductCall['routine'];
  /** Whether it takes batches and a bias. */
  readonly isBatched?: boolean;
}

export interface AttentionLibrary extends LibraryBase {
  readonly op: 'attention';
  /** Its name in native/. */
  readonly routine: AttentionCall['routine'];
}

export interface ConvolutionLibrary extends LibraryBase {
  readonly op: 'convolution';
  /** Its name in native/. */
  readonly routine: ConvolutionCall['routine'];
}

export interface NormalizationLibrary extends LibraryBase {
  readonly op: 'normalization';
  /** Its name in native/. */
  readonly routine: NormalizationCall['routine'];
}

export interface CopyLibrary extends LibraryBase {
  readonly op: 'elementwise';
  /** Its name in native/. */
  readonly routine: CopyCall['routine'];
}

/** A library routine as a contender. */
export type Library =
  | ProductLibrary
  | AttentionLibrary
  | ConvolutionLibrary
  | NormalizationLibrary
  | CopyLibrary;

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

/** The library of a contender; undefined for a generated one. */
export function libraryOf(contender: string): Library | undefined {
  return LIBRARIES.find(({ id }) => id === contender);
}
