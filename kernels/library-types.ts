// How libraries are called, and what a library is as a contender.
import type { Activation } from './msl/epilogue.ts';

/** MPSGraph's levels: at 1, its default, it may place work on the Neural Engine and the CPU. */
type OptimizationLevel = 0 | 1;

/** A data type that some library takes. */
export type LibraryDType = 'f32' | 'f16' | 'bf16' | 'i8';

/** A matrix product, by the names of the problem's buffers: C = op(A)·op(B) + bias, dense and row-major. */
export interface ProductCall {
  readonly routine: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly dtype: LibraryDType;
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
  readonly dtype: LibraryDType;
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

/** A convolution Y = activation(X ∗ W + bias), or one of its gradients, whose buffers take the places of X, W and Y. */
export interface ConvolutionCall {
  readonly routine: 'cblas-convolution' | 'mpsgraph-convolution';
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  readonly layout: 'NHWC' | 'NCHW';
  readonly weightLayout: 'OHWI' | 'OIHW';
  /** Depth, height and width. */
  readonly axes: readonly [CalledAxis, CalledAxis, CalledAxis];
  readonly direction: 'forward' | 'data' | 'weights';
  readonly activation: Activation;
  readonly dtype: LibraryDType;
  readonly optimizationLevel?: OptimizationLevel;
  readonly buffers: {
    readonly x: 'X' | 'dX';
    readonly w: 'W' | 'dW';
    readonly y: 'Y' | 'dY';
    readonly bias?: 'bias';
  };
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
  readonly dtype: LibraryDType;
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
  readonly dtype: LibraryDType;
  readonly buffers: { readonly x: 'X'; readonly y: 'Y' };
}

/** Y = X in another data type, with its dimensions in another order; X is dense. */
export interface ElementwiseCall {
  readonly routine: 'mpsgraph-elementwise';
  readonly extents: readonly number[];
  /** The dimensions of Y, as indices into those of X. */
  readonly permutation: readonly number[];
  readonly dtype: LibraryDType;
  readonly dtypeY: LibraryDType;
  readonly optimizationLevel?: OptimizationLevel;
  readonly buffers: { readonly x: 'X'; readonly y: 'Y' };
}

export type LibraryCall =
  | ProductCall
  | AttentionCall
  | ConvolutionCall
  | NormalizationCall
  | CopyCall
  | ElementwiseCall;

interface LibraryBase {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly dtypes: readonly LibraryDType[];
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

export interface ElementwiseLibrary extends LibraryBase {
  readonly op: 'elementwise';
  /** Its name in native/. */
  readonly routine: ElementwiseCall['routine'];
}

/** A library routine as a contender. */
export type Library =
  | ProductLibrary
  | AttentionLibrary
  | ConvolutionLibrary
  | NormalizationLibrary
  | CopyLibrary
  | ElementwiseLibrary;
