import type { DType } from './msl/dtype.ts';
import type { ProblemBase } from './problem.ts';

/** One MSL function: its source text, its name, and the values of its function constants by index. */
export interface Kernel {
  readonly source: string;
  readonly functionName: string;
  readonly constants: Readonly<Record<number, FunctionConstant>>;
  readonly languageVersion: '3.1' | '3.2' | '4.0' | '4.1';
}

export interface FunctionConstant {
  readonly type: 'bool' | 'int' | 'uint' | 'float';
  readonly value: number | boolean;
}

export interface ProgramBuffer {
  readonly name: string;
  readonly dtype: DType;
  /** Elements in each dimension, row-major. */
  readonly shape: readonly number[];
  /** An output that the problem also reads is `inout`: C in C = alpha·A·B + beta·C. */
  readonly role: 'input' | 'output' | 'inout' | 'scratch';
}

/** How an argument that is a tensor sees a buffer; see TensorView of native/. */
export interface TensorBinding {
  /** The type of its elements, by its name in MSL. */
  readonly element: string;
  /** In elements, the innermost dimension first. */
  readonly extents: readonly number[];
  /** In elements; by default those of elements without gaps. */
  readonly strides?: readonly number[];
}

/**
 * A kernel argument: a whole program buffer, perhaps as a tensor, a few bytes given as 32-bit words, or threadgroup
 * memory.
 */
export type Binding =
  | { readonly index: number; readonly buffer: string; readonly tensor?: TensorBinding }
  | { readonly index: number; readonly words: readonly number[] }
  | { readonly index: number; readonly threadgroupBytes: number };

export type Extent3 = readonly [x: number, y: number, z: number];

export interface Pass {
  readonly kernel: Kernel;
  readonly bindings: readonly Binding[];
  /** Threadgroups in the grid. */
  readonly threadgroups: Extent3;
  readonly threadsPerThreadgroup: Extent3;
  /** Threads in the grid where threadgroups at its end are smaller; by default all are whole. */
  readonly gridThreads?: Extent3;
  /** Bytes of threadgroup memory the kernel declares itself (static); null if only its compiler knows. */
  readonly threadgroupBytes: number | null;
  /**
   * Estimated 16-bit registers per thread for sums and operands in flight; null if nobody knows. A compiler may need more.
   */
  readonly registers: number | null;
}

/** What a problem or a program costs by construction. */
export interface Estimate {
  readonly flops: number;
  /** Instructions as Metal FlashAttention counts them, if the family has such a count. */
  readonly instructions?: number;
  /** For a problem, its compulsory traffic: each input read once, each output written once. */
  readonly bytes: number;
  /** flops / bytes. */
  readonly intensity: number;
}

/** The passes that solve a problem, in order, in one encoder. */
export interface Program {
  readonly problem: ProblemBase;
  readonly contender: string;
  readonly buffers: readonly ProgramBuffer[];
  readonly passes: readonly Pass[];
  readonly estimate: Estimate;
}
