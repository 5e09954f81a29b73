import type { Diagnostic } from './types.ts';

/** Every code that a NativeError may carry, and when. */
export const NATIVE_ERROR_CODES = {
  NATIVE_MISSING: 'the addon has not been built, or does not load',
  UNKNOWN_DEVICE: 'there is no device of that name',
  COMPILE_FAILED: 'the MSL text does not compile; `diagnostics` says where',
  NO_COMPILER: 'no clang that can compile MSL was found',
  UNKNOWN_KERNEL: 'the library has no function of that name',
  KERNEL_NOT_LOADED: 'a compiled kernel could not be loaded',
  BAD_ARGUMENT: 'a value is of the wrong kind or out of range',
  BAD_GRID: 'the grid is empty, or its threadgroups are empty or too large',
  ARGUMENT_MISSING: 'nothing is bound to an argument of the kernel',
  BUFFER_RELEASED: 'a buffer was used after its release',
  BUFFER_RANGE: 'a transfer or a matrix does not lie in its buffer',
  OUT_OF_MEMORY: 'the machine has no memory left for a buffer',
  THREADGROUP_MEMORY_EXCEEDED: 'a kernel needs more threadgroup memory than there is',
  DIVERGENT_BARRIER: 'some threads do not reach a threadgroup barrier that others wait at',
  OUT_OF_BOUNDS: 'a kernel accessed memory that it was not given',
  STACK_OVERFLOW: 'a thread of a kernel needs too much private memory',
  KERNEL_TRAPPED: 'a kernel divided by zero or ran into code that must not be reached',
  TIMED_OUT: 'a kernel was still running when the time that it was given was up',
  CANCELLED: 'the signal of the call was aborted',
  PIPELINE_FAILED: 'the driver made no pipeline of a function that compiled',
  COMMAND_BUFFER_FAILED: 'the GPU ended a command buffer with an error',
  DEVICE_LOST: 'the GPU was removed, reset or taken away; nothing runs on it until the process starts again',
  UNSUPPORTED: 'this device or system cannot do it; the message says why',
  INTERNAL: 'a defect of native/',
} as const satisfies Record<string, string>;

export type NativeErrorCode = keyof typeof NATIVE_ERROR_CODES;

/** What every failure of native/ is. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;
  /** Where in the MSL text, if it has to do with that. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: NativeErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = 'NativeError';
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** An error of the addon or of the MSL front end, as the one type that callers see; others are returned as they are. */
export function toNativeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NativeError) return error;
  const { code, diagnostics } = error as Error & Partial<AddonErrorDetail>;
  if (!code || !(code in NATIVE_ERROR_CODES)) return error;
  return new NativeError(code as NativeErrorCode, error.message, diagnostics);
}

interface AddonErrorDetail {
  code: string;
  diagnostics: readonly Diagnostic[];
}
