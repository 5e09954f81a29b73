/** The typed surface of native/. Asynchronous throughout; failures are NativeError. */
import type { Extent3, FunctionConstant } from './msl/types.ts';

export interface NativeDevice {
  id: string; // 'cpu'
  name: string;
  kind: 'cpu' | 'gpu';
  threads: number | null;
  simdWidth: number;
  maxThreadsPerThreadgroup: number;
  maxThreadgroupBytes: number;
}

export interface Diagnostic { severity: 'error' | 'warning' | 'note'; line: number; column: number; message: string }

export interface KernelArgument { name: string; index: number; kind: 'buffer' | 'threadgroup' | 'position'; type: string; access: 'read' | 'read-write' | null }

export interface LibraryKernel { name: string; arguments: KernelArgument[]; functionConstants: { index: number; name: string; type: string }[]; maxThreadsPerThreadgroup: number | null }

export interface Library { device: string; kernels: LibraryKernel[]; diagnostics: Diagnostic[]; compileMs: number; cached: boolean }

export interface Pipeline { name: string; maxThreadsPerThreadgroup: number; threadgroupBytes: number; simdWidth: number; compileMs: number; cached: boolean }

export interface DeviceBuffer { sizeBytes: number }

export type NativeBinding = { index: number; buffer: DeviceBuffer } | { index: number; words: readonly number[] };

export interface NativePass { pipeline: Pipeline; bindings: readonly NativeBinding[]; threadgroups: Extent3; threadsPerThreadgroup: Extent3 }

export interface Timing { gpuNs: number | null; wallNs: number }

export interface CompileOptions { languageVersion?: '3.1' | '3.2' | '4.0'; defines?: Record<string, string>; includeFolders?: string[] }

export interface Native {
  devices(): Promise<NativeDevice[]>;
  /** Compiles MSL text. Throws NativeError 'COMPILE_FAILED' whose `diagnostics` carry the user's lines and columns. */
  compile(device: string, source: string, options?: CompileOptions): Promise<Library>;
  pipeline(library: Library, name: string, constants?: Readonly<Record<number, FunctionConstant>>): Promise<Pipeline>;
  buffer(device: string, sizeBytes: number): Promise<DeviceBuffer>;
  write(buffer: DeviceBuffer, data: ArrayBufferView, offsetBytes?: number): Promise<void>;
  read(buffer: DeviceBuffer, offsetBytes?: number, sizeBytes?: number): Promise<ArrayBuffer>;
  release(buffer: DeviceBuffer): void;
  /** Runs the passes in order, `duplicates` times over; the timing is of the whole. `threads` ≤ the device's. */
  execute(device: string, passes: readonly NativePass[], options?: { duplicates?: number; threads?: number; signal?: AbortSignal }): Promise<Timing>;
  /** C[m,n] = A[m,k]·B[k,n] by the CBLAS of this machine, row-major, dense; `duplicates` times over. */
  sgemm(args: { m: number; n: number; k: number; a: DeviceBuffer; b: DeviceBuffer; c: DeviceBuffer; threads?: number; duplicates?: number }): Promise<Timing>;
  /** The BLAS that is linked, e.g. { name: 'OpenBLAS', version: '0.3.21' }; null with the reason when there is none. */
  blas(): { name: string; version: string } | { reason: string };
  /** Peak single-precision rate of the device measured with an FMA micro-kernel on all its threads, in GFLOPS. */
  peak(device: string, options?: { threads?: number; milliseconds?: number }): Promise<{ gflops: number; source: string }>;
  versions(): Record<string, string>;
}
