import type { Diagnostic } from './types.ts';

/** Every code that a NativeError can carry, with its meaning. */
export const NATIVE_ERROR_CODES = {
  NATIVE_MISSING: 'the addon has not been built or failed to load',
  UNKNOWN_DEVICE: 'there is no device with that name',
  COMPILE_FAILED: 'the MSL text does not compile; see `diagnostics`',
  NO_COMPILER: 'no clang that can compile MSL was found',
  UNKNOWN_KERNEL: 'the library has no function with that name',
  KERNEL_NOT_LOADED: 'a compiled kernel could not be loaded',
  BAD_ARGUMENT: 'a value has the wrong type or is out of range',
  BAD_GRID: 'the grid is empty, or its threadgroups are empty or too large',
  ARGUMENT_MISSING: 'nothing is bound to an argument of the kernel',
  BUFFER_RELEASED: 'a buffer was used after it was released',
  BUFFER_RANGE: 'a transfer or a matrix exceeds its buffer',
  OUT_OF_MEMORY: 'there is not enough memory for a buffer',
  THREADGROUP_MEMORY_EXCEEDED: 'a kernel needs more threadgroup memory than is available',
  DIVERGENT_BARRIER: 'some threads did not reach a threadgroup barrier that others wait at',
  WRONG_SCOPE: 'a tensor operation is for another number of SIMD-groups than the threadgroup has',
  OUT_OF_BOUNDS: 'a kernel accessed memory it was not given',
  STACK_OVERFLOW: 'a thread of a kernel overflowed its stack',
  KERNEL_TRAPPED: 'a kernel divided by zero or reached unreachable code',
  TIMED_OUT: 'a kernel was still running when its time limit expired, or the system stopped it',
  CANCELLED: 'the call was aborted through its signal',
  PIPELINE_FAILED: 'the driver could not create a pipeline from a compiled function',
  COMMAND_BUFFER_FAILED: 'the GPU ended a command buffer with an error',
  DRIVER_EXCEPTION: 'macOS raised an Objective-C exception; the message gives its name and reason',
  DEVICE_LOST: 'the GPU was removed, reset or revoked; it is unusable until the process restarts',
  UNSUPPORTED: 'the device or system does not support it; the message says why',
  INTERNAL: 'a bug in native/',
} as const satisfies Record<string, string>;

export type NativeErrorCode = keyof typeof NATIVE_ERROR_CODES;

/** The type of every failure of native/. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;
  /** Where in the MSL text, for errors about it. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: NativeErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = 'NativeError';
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** Converts an error of the addon or the MSL front end to a NativeError; returns any other error unchanged. */
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
