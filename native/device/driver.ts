import type {
  CompileOptions,
  FunctionConstant,
  KernelArgument,
  Library,
  NativeDevice,
  Pipeline,
  PipelineOptions,
} from '../types.ts';
import type { KernelHandle } from './addon-types.ts';

/** What differs between kinds of devices: who compiles, and what they can be asked. */
export interface Driver {
  readonly device: NativeDevice;
  /** Throws NativeError COMPILE_FAILED, UNSUPPORTED. */
  compile(source: string, options: CompileOptions): Promise<LoadedLibrary>;
  /** Why the device cannot check kernels; null where it can. */
  readonly checksReason: string | null;
  peak(options: { threads: number; milliseconds: number }): Promise<{ gflops: number; source: string }>;
}

/** What a Library stands for. */
export interface LoadedLibrary extends Omit<Library, 'device'> {
  /** Throws NativeError UNKNOWN_KERNEL, PIPELINE_FAILED. */
  pipeline(
    name: string,
    constants: Readonly<Record<number, FunctionConstant>> | undefined,
    options: PipelineOptions,
  ): Promise<LoadedPipeline>;
}

/** What a Pipeline stands for. */
export interface LoadedPipeline extends Pipeline {
  readonly device: string;
  readonly kernel: KernelHandle;
  readonly arguments: readonly KernelArgument[];
  readonly threadgroupVariables: readonly string[];
  /** True of a kernel that cannot run without a checker. */
  readonly checksOnly: boolean;
  /** The same kernel, compiled with checks. Throws NativeError UNSUPPORTED. */
  readonly checked: () => Promise<LoadedPipeline>;
  /** The same kernel, for indirect command buffers. Throws NativeError UNSUPPORTED. */
  readonly indirect: () => Promise<LoadedPipeline>;
}
