/** What is compiled and dispatched: libraries, pipelines, buffers and passes. */
import type {
  Diagnostic,
  Extent3,
  FunctionConstant,
  FunctionConstantDeclaration,
  KernelArgument,
} from '../msl/types.ts';

export type { Diagnostic, Extent3, FunctionConstant, KernelArgument };

export interface LibraryKernel {
  name: string;
  /** Null on a GPU, whose driver reports arguments and limits for pipelines only. */
  arguments: readonly KernelArgument[] | null;
  functionConstants: readonly FunctionConstantDeclaration[];
  maxThreadsPerThreadgroup: number | null;
}

export interface Library {
  device: string;
  kernels: readonly LibraryKernel[];
  diagnostics: readonly Diagnostic[];
  compileMs: number;
  cached: boolean;
}

export interface CompileOptions {
  languageVersion?: '3.1' | '3.2' | '4.0' | '4.1';
  defines?: Record<string, string>;
  includeFolders?: string[];
  /**
   * Which caches may answer, for the library and its pipelines: `all` of them, which is the default; only those that are
   * `stored` on disk, as in a new process; or `none`, which are then not filled either. A GPU's driver has caches of its
   * own, which only a text and a function that are new to it bypass.
   */
  caches?: 'all' | 'stored' | 'none';
}

export interface Pipeline {
  name: string;
  maxThreadsPerThreadgroup: number;
  /** Threadgroup memory that the kernel itself declares; null if that is known only when it runs, on the cpu. */
  threadgroupBytes: number | null;
  simdWidth: number;
  compileMs: number;
  cached: boolean;
}

export interface PipelineOptions {
  /** Compiles for check() only, in half the time; execute() rejects the pipeline. */
  checksOnly?: boolean;
}

/** Memory that a device can access; opaque outside native/. */
export interface DeviceBuffer {
  readonly sizeBytes: number;
}

export interface BufferOptions {
  /** 'shared' by default, and always on the cpu; `private` memory belongs to the GPU and is accessed by copying. */
  storage?: 'shared' | 'private';
  /**
   * Where on the cpu the contents lie in their pages, beside which memory is inaccessible: page-aligned at their `start`,
   * which is the default, so that an access before them faults; or at their `end`, aligned to 16 bytes, so that one
   * behind them does. GPUs ignore it.
   */
  placement?: 'start' | 'end';
}

/** How a buffer is seen by an argument that is a tensor of the host's; as MTLTensorDescriptor has it. */
export interface TensorView {
  /** The type of its elements, by its name in the language: half, bfloat, int4b_format. */
  element: string;
  /** In elements, the innermost dimension first. */
  extents: readonly number[];
  /** In elements, the first of them 1; by default those of elements without gaps. */
  strides?: readonly number[];
}

/** A buffer or a tensor in one, a few 32-bit words by value, or the length of a [[threadgroup(index)]] argument. */
export type NativeBinding =
  | { index: number; buffer: DeviceBuffer; tensor?: TensorView }
  | { index: number; words: readonly number[] }
  | { index: number; threadgroupBytes: number };

export interface NativePass {
  pipeline: Pipeline;
  bindings: readonly NativeBinding[];
  threadgroups: Extent3;
  threadsPerThreadgroup: Extent3;
  /** Threads in the grid, instead of `threadgroups`; threadgroups at its edge may then be partial. */
  gridThreads?: Extent3;
}
