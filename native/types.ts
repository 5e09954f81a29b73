/** The typed surface of native/. All work is asynchronous; failures are NativeErrors. */
import type { CheckOptions, CheckReport } from './types/check.ts';
import type { Conditions, NativeDevice } from './types/device.ts';
import type {
  BufferOptions,
  CompileOptions,
  DeviceBuffer,
  FunctionConstant,
  Library,
  NativePass,
  Pipeline,
  PipelineOptions,
} from './types/program.ts';
import type { AttentionHead, HeadProduct, HeadSums } from './types/reference.ts';
import type { Routine, RoutineName, RoutineSpec } from './types/routine.ts';

export type * from './types/check.ts';
export type * from './types/device.ts';
export type * from './types/program.ts';
export type * from './types/reference.ts';
export type * from './types/routine.ts';

/** What a device executes: passes in order, or a library routine. */
export type Work = readonly NativePass[] | Routine;

export interface Timing {
  /**
   * From GPUStartTime to GPUEndTime of the command buffer; the sum over several, without the gaps between them. Null for
   * work on the CPU.
   */
  gpuNs: number | null;
  /**
   * From the first commit, or from the end of the spin before it, to the end of the work; both are noticed on the CPU.
   * After a spin the GPU finds the work waiting, so this leaves out how long the first command buffer takes to arrive.
   */
  wallNs: number;
  /** Between the timestamps at the encoder's start and end; null if none or several were timed, and never 0. */
  encoderNs: number | null;
}

export interface ExecuteOptions {
  duplicates?: number;
  /** The device's thread count by default, which is also the maximum. */
  threads?: number;
  /** How long a kernel, or a GPU's command buffer, may run before it is abandoned with TIMED_OUT; unlimited by default. */
  timeoutMs?: number;
  /**
   * How many passes a GPU gets in one command buffer, counted over all duplicates; a routine is one pass. All by default.
   * macOS stops command buffers that hold the GPU for seconds. The cpu and its routines ignore this.
   */
  passesPerCommandBuffer?: number;
  /**
   * How many of these passes share a compute encoder; the next encoder begins when they are encoded. All of the command
   * buffer's by default. Routines, which make their own encoders, and the cpu ignore this.
   */
  passesPerEncoder?: number;
  /**
   * For how many milliseconds an untimed kernel keeps the GPU busy directly before the work, so that its clock is up; 0
   * by default. It belongs to no part of the timing. The cpu and its routines ignore this.
   */
  spinMs?: number;
  /**
   * The cpu stops at the next threadgroup, a GPU once the command buffers that it already has have ended: at most two. The
   * call fails with CANCELLED.
   */
  signal?: AbortSignal;
  /**
   * The same work over other memory, so that no duplicate finds its data in a cache: duplicates cycle through the work
   * and these.
   */
  rotation?: readonly Work[];
  /** `indirect`: the GPU reads the commands from an indirect command buffer. GPUs only, passes only. */
  encoding?: 'direct' | 'indirect';
}

export interface PeakOptions {
  threads?: number;
  milliseconds?: number;
  /** Measures products of tensors of this type in place of multiply-adds: with sums in f32, or i32 of i8. GPUs only. */
  tensors?: 'f32' | 'f16' | 'i8';
  /** Of multiply-adds, leaves out SIMD-group matrices, which a GPU may multiply on other units than those of its lanes. */
  vectorOnly?: boolean;
}

/** What the cache of compiled kernels holds. */
export interface CacheUse {
  readonly folder: string;
  readonly entries: number;
  readonly bytes: number;
  /** Beyond it, the least recently used entries are removed: `TILESCOPE_CACHE_MB`, or 2 GiB. */
  readonly limitBytes: number;
}

export interface Native {
  devices(): Promise<NativeDevice[]>;
  /** Compiles MSL text. Throws NativeError COMPILE_FAILED, whose `diagnostics` give the user's lines and columns. */
  compile(device: string, source: string, options?: CompileOptions): Promise<Library>;
  pipeline(
    library: Library,
    name: string,
    constants?: Readonly<Record<number, FunctionConstant>>,
    options?: PipelineOptions,
  ): Promise<Pipeline>;
  /**
   * Stores the compiled code of the pipelines made since the last call, so that later processes need not compile them.
   * That compiles them again, so call it when nothing is being measured. What cannot be stored is left out; what has not
   * been stored when the process ends is compiled again by the next.
   */
  storePipelines(): Promise<void>;
  /** Zeroed memory, page-aligned unless its placement says otherwise. */
  buffer(device: string, sizeBytes: number, options?: BufferOptions): Promise<DeviceBuffer>;
  /** Copies `data` before it returns, so the caller may change it at once. */
  write(buffer: DeviceBuffer, data: ArrayBufferView, offsetBytes?: number): Promise<void>;
  read(buffer: DeviceBuffer, offsetBytes?: number, sizeBytes?: number): Promise<ArrayBuffer>;
  /**
   * Frees the memory now, or once the executions that use it have ended. Of a library that was compiled without caches,
   * it removes the files; pipelines that were made from it stay usable, and no more can be made.
   */
  release(resource: DeviceBuffer | Routine | Library): void;
  /** Every routine of RoutineName, with the reason it is unavailable on the device; null if it is available. */
  routines(device: string): Promise<{ name: RoutineName; reason: string | null }[]>;
  /** Prepares a library routine to run. Throws NativeError UNSUPPORTED with the reason. */
  routine(device: string, spec: RoutineSpec): Promise<Routine>;
  /**
   * Runs the work, its passes in order, `duplicates` times. The timing covers all of it, from the first pass to the end
   * of the last. A GPU gets everything in one command buffer and its passes in one compute encoder unless told otherwise.
   * Executions on one device take turns.
   */
  execute(device: string, work: Work, options?: ExecuteOptions): Promise<Timing>;
  /**
   * Runs the passes once with every memory access checked, then once more with lanes, SIMD-groups and threadgroups in
   * the opposite order. The buffers then hold the results of the first run. Slow, so meant for small grids; cpu only.
   */
  check(device: string, passes: readonly NativePass[], options?: CheckOptions): Promise<CheckReport>;
  /**
   * Products with the weights of a head in float64, on all threads of the processor and without its BLAS. Nobody may
   * change the arrays until it has ended. Keeps the weights of some queries at a time, and never all of them.
   */
  attend(
    head: AttentionHead,
    products: readonly HeadProduct[],
    options?: { signal?: AbortSignal },
  ): Promise<HeadSums[]>;
  /** What the cache of compiled kernels holds, after it was cleared if that is asked for. */
  cache(options: { clear: boolean }): Promise<CacheUse>;
  /** The linked BLAS, e.g. { name: 'OpenBLAS', version: '0.3.21' }, or the reason there is none. */
  blas(): { name: string; version: string } | { reason: string };
  conditions(): Conditions;
  /** Asks the system not to slow down, nap or sleep until the returned function is called. */
  beginActivity(reason: string): () => void;
  /**
   * Peak single-precision rate of the device in GFLOPS, measured with an FMA micro-kernel on all its threads; or the rate
   * of tensor operations. Throws NativeError COMPILE_FAILED, PIPELINE_FAILED or UNSUPPORTED where those do not compile.
   */
  peak(device: string, options?: PeakOptions): Promise<{ gflops: number; source: string }>;
  /** Versions of the addon, of the BLAS, and of clang once devices() or compile() has looked for it. */
  versions(): Record<string, string>;
}
