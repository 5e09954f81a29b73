/** Routines of the system's libraries: MPS, MPSGraph and the BLAS. */
import type { DeviceBuffer } from './program.ts';

/** A library's C[m,n] = op(A)·op(B), row-major and dense. */
export interface ProductSpec {
  name: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  m: number;
  n: number;
  k: number;
  /** Of A, B and C. cblas-dgemm takes f32 too: it widens A and B and narrows C outside the timed region. */
  dtype: 'f32' | 'f16';
  transposeA: boolean;
  transposeB: boolean;
  a: DeviceBuffer;
  b: DeviceBuffer;
  c: DeviceBuffer;
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
}

export type RoutineSpec = ProductSpec | AttentionSpec;
export type RoutineName = RoutineSpec['name'];

/** A library routine bound to its buffers; opaque outside native/. */
export interface Routine {
  readonly name: RoutineName;
}
