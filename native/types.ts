/** The typed surface of native/. Asynchronous throughout; failures are NativeError. */
import type {
  Diagnostic,
  Extent3,
  FunctionConstant,
  FunctionConstantDeclaration,
  KernelArgument,
} from './msl/types.ts';

export type { Diagnostic, Extent3, FunctionConstant, KernelArgument };

export interface NativeDevice {
  /** 'cpu' */
  id: string;
  name: string;
  kind: 'cpu' | 'gpu';
  threads: number | null;
  simdWidth: number;
  maxThreadsPerThreadgroup: number;
  maxThreadgroupBytes: number;
}

export interface LibraryKernel {
  name: string;
  arguments: readonly KernelArgument[];
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

export interface Pipeline {
  name: string;
  maxThreadsPerThreadgroup: number;
  /** Threadgroup memory that the kernel declares itself; null where the device learns it only when it runs (cpu). */
  threadgroupBytes: number | null;
  simdWidth: number;
  compileMs: number;
  cached: boolean;
}

/** Memory shared with a device. What else it is, only native/ knows. */
export interface DeviceBuffer {
  readonly sizeBytes: number;
}

/** A buffer, a few 32-bit words by value, or the length of a [[threadgroup(index)]] argument. */
export type NativeBinding =
  | { index: number; buffer: DeviceBuffer }
  | { index: number; words: readonly number[] }
  | { index: number; threadgroupBytes: number };

export interface NativePass {
  pipeline: Pipeline;
  bindings: readonly NativeBinding[];
  threadgroups: Extent3;
  threadsPerThreadgroup: Extent3;
  /** Threads in the grid, in place of `threadgroups`: those at its edge then hold fewer threads. */
  gridThreads?: Extent3;
}

export interface Timing {
  gpuNs: number | null;
  wallNs: number;
}

export interface CompileOptions {
  languageVersion?: '3.1' | '3.2' | '4.0';
  defines?: Record<string, string>;
  includeFolders?: string[];
}

export interface PipelineOptions {
  /** Compiled for check() alone, in half the time: execute() refuses it. */
  checksOnly?: boolean;
}

export interface ExecuteOptions {
  duplicates?: number;
  /** At most the device's, which is the default. */
  threads?: number;
  /** After which a kernel that still runs is given up with TIMED_OUT; by default never. */
  timeoutMs?: number;
  /** Stops at the next threadgroup; the call fails with CANCELLED. */
  signal?: AbortSignal;
}

/** What a kernel does that Metal leaves undefined, or forbids. */
export type FindingKind =
  | 'out-of-bounds'
  | 'race'
  | 'uninitialised'
  | 'misaligned'
  | 'inactive-lane'
  | 'divergent-simdgroup'
  | 'lane-order'
  | 'stopped';

/** One thread's part in a finding. */
export interface FindingSide {
  action: 'read' | 'write' | 'atomic' | 'wait' | 'end' | 'stop';
  /** Of the text that was compiled; null where no line is known. */
  line: number | null;
  /** The file that the line is in when it is not the text itself, but something that it includes. */
  file: string | null;
  thread: Extent3;
  simdgroup: number;
  threadgroup: Extent3;
}

export interface Finding {
  kind: FindingKind;
  /** A sentence that names memory, threads and lines. */
  message: string;
  kernel: string;
  /** The position of the pass in the list that was checked. */
  pass: number;
  /** What it happened to; null when it was no memory that the kernel was given. */
  memory: { name: string; kind: 'buffer' | 'threadgroup'; index: number | null; sizeBytes: number } | null;
  /** In `memory`; negative before its start. */
  offsetBytes: number;
  access: FindingSide | null;
  /** The access it collides with, or the thread that is missing. */
  other: FindingSide | null;
  /** How often the same lines were at fault. */
  count: number;
  /** Of a kernel that was stopped: DIVERGENT_BARRIER, TIMED_OUT, OUT_OF_BOUNDS, ... */
  code: string | null;
}

export interface CheckReport {
  findings: readonly Finding[];
  /** Accesses to memory that were watched. */
  accesses: number;
  wallNs: number;
}

export interface CheckOptions {
  /** After which a kernel counts as hanging; 10 seconds unless given. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface SgemmArguments {
  m: number;
  n: number;
  k: number;
  a: DeviceBuffer;
  b: DeviceBuffer;
  c: DeviceBuffer;
  threads?: number;
  duplicates?: number;
}

export interface Native {
  devices(): Promise<NativeDevice[]>;
  /** Compiles MSL text. Throws NativeError 'COMPILE_FAILED' whose `diagnostics` carry the user's lines and columns. */
  compile(device: string, source: string, options?: CompileOptions): Promise<Library>;
  pipeline(
    library: Library,
    name: string,
    constants?: Readonly<Record<number, FunctionConstant>>,
    options?: PipelineOptions,
  ): Promise<Pipeline>;
  /** Zeroed, page-aligned memory. */
  buffer(device: string, sizeBytes: number): Promise<DeviceBuffer>;
  /** Copies `data` before it returns, so the caller may change it at once. */
  write(buffer: DeviceBuffer, data: ArrayBufferView, offsetBytes?: number): Promise<void>;
  read(buffer: DeviceBuffer, offsetBytes?: number, sizeBytes?: number): Promise<ArrayBuffer>;
  /** Frees the memory now, or once the executions that use it have ended. */
  release(buffer: DeviceBuffer): void;
  /**
   * Runs the passes in order, `duplicates` times over; the timing is of the whole, from the first pass to the end of
   * the last. Executions on one device take turns.
   */
  execute(device: string, passes: readonly NativePass[], options?: ExecuteOptions): Promise<Timing>;
  /**
   * Runs the passes once with every access to memory watched, and once more with the lanes, SIMD-groups and threadgroups
   * in the opposite order. The buffers then hold what the first run left. Slow: for small grids.
   */
  check(device: string, passes: readonly NativePass[], options?: CheckOptions): Promise<CheckReport>;
  /** C[m,n] = A[m,k]·B[k,n] by the CBLAS of this machine, row-major, dense; `duplicates` times over. */
  sgemm(args: SgemmArguments): Promise<Timing>;
  /** The BLAS that is linked, e.g. { name: 'OpenBLAS', version: '0.3.21' }, or the reason why there is none. */
  blas(): { name: string; version: string } | { reason: string };
  /** Peak single-precision rate of the device measured with an FMA micro-kernel on all its threads, in GFLOPS. */
  peak(
    device: string,
    options?: { threads?: number; milliseconds?: number },
  ): Promise<{ gflops: number; source: string }>;
  /** Of the addon, of the BLAS, and of clang once devices() or compile() has looked for it. */
  versions(): Record<string, string>;
}
