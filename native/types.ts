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
  /** 'cpu'; 'metal' for the system's default GPU, 'metal-2', 'metal-3', … for its others. */
  id: string;
  name: string;
  kind: 'cpu' | 'gpu';
  threads: number | null;
  simdWidth: number;
  maxThreadsPerThreadgroup: number;
  maxThreadgroupBytes: number;
  /** Null for the processor. */
  gpu: GpuDescription | null;
}

/** What Metal and the system say of a GPU. */
export interface GpuDescription {
  /** The newest of 'Apple7' … 'Apple10' that it supports; null where it supports none of them. */
  family: string | null;
  /** 'Metal 3' or 'Metal 4', the newer; null where it supports neither. */
  metal: string | null;
  unifiedMemory: boolean;
  /** recommendedMaxWorkingSetSize. */
  workingSetBytes: number;
  /** From the IORegistry; null where that does not say. */
  coreCount: number | null;
  /** "24A335"; null where the system does not say. */
  osBuild: string | null;
  /** Whether time stamps at the edges of an encoder were probed, and were not zero. */
  counterSampling: boolean;
}

export interface LibraryKernel {
  name: string;
  /** Null on a GPU, whose driver tells them, and its limits, of pipelines only. */
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
  /** From GPUStartTime to GPUEndTime of the command buffer; null for work of the processor. */
  gpuNs: number | null;
  wallNs: number;
  /** Between the time stamps at the edges of the encoder; null where none were taken, and never 0. */
  encoderNs: number | null;
}

export interface BufferOptions {
  /** `private` memory is the GPU's own, and is copied to and from; 'shared' unless given, and always on the cpu. */
  storage?: 'shared' | 'private';
}

/** A library's product C[m,n] = op(A)·op(B), row-major; rows are as long as the matrix is wide. */
export interface ProductSpec {
  name: 'mps-matmul' | 'mpsgraph-matmul' | 'cblas-sgemm' | 'cblas-dgemm';
  m: number;
  n: number;
  k: number;
  /** Of A, B and C. cblas-dgemm takes f32 too: it widens A and B, and narrows C, outside of what is timed. */
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
  /** Row i sees the columns up to i + columns - rows. */
  causal: boolean;
  dtype: 'f32' | 'f16';
  q: DeviceBuffer;
  k: DeviceBuffer;
  v: DeviceBuffer;
  o: DeviceBuffer;
}

export type RoutineSpec = ProductSpec | AttentionSpec;
export type RoutineName = RoutineSpec['name'];

/** A library's way to solve a problem, bound to its buffers. What else it is, only native/ knows. */
export interface Routine {
  readonly name: RoutineName;
}

/** What a device executes: passes in order, or a library's routine. */
export type Work = readonly NativePass[] | Routine;

/** What a measurement was taken under; null where the system does not say. */
export interface Conditions {
  thermalState: 'nominal' | 'fair' | 'serious' | 'critical' | null;
  lowPowerMode: boolean | null;
  powerSource: 'mains' | 'battery' | 'ups' | null;
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
  /** The cpu stops at the next threadgroup, a GPU at the end of its command buffer; the call fails with CANCELLED. */
  signal?: AbortSignal;
  /**
   * The same work over other memory: duplicate i is the i-th of the work and these, round and round, so that none
   * finds its data in a cache.
   */
  rotation?: readonly Work[];
  /** `indirect`: the GPU reads the commands from an indirect command buffer. GPUs only, passes only. */
  encoding?: 'direct' | 'indirect';
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
  buffer(device: string, sizeBytes: number, options?: BufferOptions): Promise<DeviceBuffer>;
  /** Copies `data` before it returns, so the caller may change it at once. */
  write(buffer: DeviceBuffer, data: ArrayBufferView, offsetBytes?: number): Promise<void>;
  read(buffer: DeviceBuffer, offsetBytes?: number, sizeBytes?: number): Promise<ArrayBuffer>;
  /** Frees the memory now, or once the executions that use it have ended. */
  release(resource: DeviceBuffer | Routine): void;
  /** Every routine of RoutineName, and why it is not available on the device, or null where it is. */
  routines(device: string): Promise<{ name: RoutineName; reason: string | null }[]>;
  /** Makes a library's routine ready to run. Throws NativeError UNSUPPORTED with the reason. */
  routine(device: string, spec: RoutineSpec): Promise<Routine>;
  /**
   * Runs the work, its passes in order, `duplicates` times over; the timing is of the whole, from the first pass to
   * the end of the last. A GPU gets all of it in one command buffer, passes in one compute encoder. Executions on one
   * device take turns.
   */
  execute(device: string, work: Work, options?: ExecuteOptions): Promise<Timing>;
  /**
   * Runs the passes once with every access to memory watched, and once more with the lanes, SIMD-groups and threadgroups
   * in the opposite order. The buffers then hold what the first run left. Slow: for small grids, and on the cpu only.
   */
  check(device: string, passes: readonly NativePass[], options?: CheckOptions): Promise<CheckReport>;
  /** The BLAS that is linked, e.g. { name: 'OpenBLAS', version: '0.3.21' }, or the reason why there is none. */
  blas(): { name: string; version: string } | { reason: string };
  conditions(): Conditions;
  /** Asks the system not to slow down, nap or sleep until the function that it returns is called. */
  beginActivity(reason: string): () => void;
  /** Peak single-precision rate of the device measured with an FMA micro-kernel on all its threads, in GFLOPS. */
  peak(
    device: string,
    options?: { threads?: number; milliseconds?: number },
  ): Promise<{ gflops: number; source: string }>;
  /** Of the addon, of the BLAS, and of clang once devices() or compile() has looked for it. */
  versions(): Record<string, string>;
}
