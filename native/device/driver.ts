import type { WatchedObject } from '../msl/watch/variables.ts';
import type {
  CompileOptions,
  FunctionConstant,
  KernelArgument,
  Library,
  NativeDevice,
  PeakOptions,
  Pipeline,
  PipelineOptions,
} from '../types.ts';
import type { KernelHandle, TensorType } from './addon-types.ts';

/** What differs between kinds of devices: who compiles, and what is supported. */
export interface Driver {
  readonly device: NativeDevice;
  /** Throws NativeError COMPILE_FAILED, UNSUPPORTED. */
  compile(source: string, options: CompileOptions): Promise<LoadedLibrary>;
  /** Why the device cannot check kernels; null if it can. */
  readonly checksReason: string | null;
  /** Throws NativeError UNSUPPORTED for tensors on a device that has no units for them. */
  peak(
    options: PeakOptions & { threads: number; milliseconds: number },
  ): Promise<{ gflops: number; source: string }>;
}

/** The driver's object behind a Library. */
export interface LoadedLibrary extends Omit<Library, 'device'> {
  /** Throws NativeError UNKNOWN_KERNEL, PIPELINE_FAILED. */
  pipeline(
    name: string,
    constants: Readonly<Record<number, FunctionConstant>> | undefined,
    options: PipelineOptions,
  ): Promise<LoadedPipeline>;
  /** Removes what belongs to it alone. */
  release(): void;
}

/** The driver's object behind a Pipeline. */
export interface LoadedPipeline extends Pipeline {
  readonly device: string;
  readonly kernel: KernelHandle;
  readonly arguments: readonly KernelArgument[];
  /** Of the arguments that are tensors. */
  readonly tensors: readonly TensorType[];
  readonly threadgroupVariables: readonly string[];
  /** With checks: what reports of a thread's own memory refer to by their index. */
  readonly watched: readonly WatchedObject[];
  /** Whether the kernel was compiled with checks and runs only under check(). */
  readonly checksOnly: boolean;
  /** The same kernel, compiled with checks. Throws NativeError UNSUPPORTED. */
  readonly checked: () => Promise<LoadedPipeline>;
  /** The same kernel, for indirect command buffers. Throws NativeError UNSUPPORTED. */
  readonly indirect: () => Promise<LoadedPipeline>;
}
