/** Routines of the system's libraries: MPS, MPSGraph and the BLAS. */
import type { DeviceBuffer } from './program.ts';

/** MPSGraph's levels: at 1, its default, it may place work on the Neural Engine and the CPU, and has no GPU time. */
type OptimizationLevel = 0 | 1;

/** A library's C[m,n] = op(A)·op(B), row-major and dense. */
export interface ProductSpec {
  name: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  m: number;
  n: number;
  k: number;
  /** Of A, B and C. f64 is for cblas-dgemm only; from f32 it widens A and B, and narrows C, outside the timed region. */
  dtype: 'f32' | 'f16' | 'f64';
  transposeA: boolean;
  transposeB: boolean;
  a: DeviceBuffer;
  b: DeviceBuffer;
  c: DeviceBuffer;
  // Of mpsgraph-matmul alone:
  /** 0 by default. */
  optimizationLevel?: OptimizationLevel;
  /** Products, one after the other in each buffer; 1 by default. */
  batch?: number;
  /** All products of the batch have this operand in common, of which there is one. */
  sharedA?: boolean;
  sharedB?: boolean;
  /** Every row of A is its first, through a row stride of 0. */
  sameRowsA?: boolean;
  /** [n], added to every row of C. */
  bias?: DeviceBuffer;
}

/** A library's O = softmax(scale·Q·Kᵀ)·V for each of `heads`; Q and O are [heads, rows, d], K and V [heads, columns, d]. */
export interface AttentionSpec {
  name: 'mps-attention' | 'mpsgraph-attention' | 'cblas-attention';
  heads: number;
  rows: number;
  columns: number;
  d: number;
  scale: number;
  /** Row i sees columns up to and including i + columns - rows. */
  causal: boolean;
  dtype: 'f32' | 'f16';
  q: DeviceBuffer;
  k: DeviceBuffer;
  v: DeviceBuffer;
  o: DeviceBuffer;
  /** Of MPSGraph; 0 by default. */
  optimizationLevel?: OptimizationLevel;
}

/** One dimension of a convolution, in elements; `before` and `after` are zeros around the image. */
export interface ConvolutionAxis {
  extent: number;
  window: number;
  positions: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
}

/**
 * A library's Y = activation(X ∗ W + bias), or a gradient. X and Y are [batch, …, channels] as NHWC or [batch, channels,
 * …] as NCHW; W is [filters, …, channels / groups] as OHWI or [filters, channels / groups, …] as OIHW; the bias is
 * [filters].
 */
export interface ConvolutionSpec {
  name: 'cblas-convolution' | 'mpsgraph-convolution';
  batch: number;
  channels: number;
  filters: number;
  groups: number;
  layout: 'NHWC' | 'NCHW';
  /** Depth, height and width. */
  axes: readonly [ConvolutionAxis, ConvolutionAxis, ConvolutionAxis];
  dtype: 'f32' | 'f16';
  x: DeviceBuffer;
  w: DeviceBuffer;
  y: DeviceBuffer;
  bias?: DeviceBuffer;
  // Of mpsgraph-convolution alone:
  /** 0 by default. */
  optimizationLevel?: OptimizationLevel;
  /** By default OHWI for NHWC and OIHW for NCHW. */
  weightLayout?: 'OHWI' | 'OIHW';
  /**
   * `forward`, the default, writes Y. `data` writes the gradient of X to `x`, from that of Y in `y`; `weights` writes the
   * gradient of W to `w`. Gradients have no bias and no activation.
   */
  direction?: 'forward' | 'data' | 'weights';
  /** none by default. */
  activation?: 'none' | 'relu' | 'gelu' | 'gelu-tanh' | 'silu';
}

/**
 * A library's Y = (X − mean) / √(variance + epsilon) · weight + bias, or the softmax of rows. X and Y are [rows, groups,
 * channels, positions], dense; the mean and the variance are those of each group of a row, unless they are given.
 */
export interface NormalizationSpec {
  name: 'mpsgraph-normalization';
  /** The softmax of each row's elements. */
  softmax: boolean;
  rows: number;
  groups: number;
  channels: number;
  positions: number;
  epsilon: number;
  dtype: 'f32' | 'f16';
  x: DeviceBuffer;
  y: DeviceBuffer;
  /** [groups, channels]. */
  weight?: DeviceBuffer;
  bias?: DeviceBuffer;
  /** [groups, channels], of each channel over all rows: both, if X is f32, or neither. */
  mean?: DeviceBuffer;
  variance?: DeviceBuffer;
  /** 0 by default. */
  optimizationLevel?: OptimizationLevel;
}

/** A library's Y = X, or the transpose of each member; X is [members, rows, columns], dense. */
export interface CopySpec {
  name: 'cblas-copy';
  members: number;
  rows: number;
  columns: number;
  transpose: boolean;
  dtype: 'f32' | 'f16';
  x: DeviceBuffer;
  y: DeviceBuffer;
  /** 0: of MPSGraph alone. */
  optimizationLevel?: OptimizationLevel;
}

/** A library's Y = X in another data type, with its dimensions in another order; X is dense. */
export interface ElementwiseSpec {
  name: 'mpsgraph-elementwise';
  /** Of X. */
  extents: readonly number[];
  /** The dimensions of Y, as indices into those of X. */
  permutation: readonly number[];
  dtype: 'f32' | 'f16' | 'bf16' | 'i8';
  /** Of Y: i8 only if X is i8. */
  dtypeY: 'f32' | 'f16' | 'bf16' | 'i8';
  x: DeviceBuffer;
  y: DeviceBuffer;
  /** 0 by default. */
  optimizationLevel?: OptimizationLevel;
}

export type RoutineSpec =
  | ProductSpec
  | AttentionSpec
  | ConvolutionSpec
  | NormalizationSpec
  | CopySpec
  | ElementwiseSpec;
export type RoutineName = RoutineSpec['name'];

/** A library routine bound to its buffers; opaque outside native/. */
export interface Routine {
  readonly name: RoutineName;
  /** What people should know about how it runs: "Runs on copies of A with padded rows; copying is not timed". */
  readonly note: string | null;
}
