import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { NativeError } from './error.ts';
import { packageRoot } from './root.ts';
import type { Extent3, FindingKind } from './types.ts';

/** Objects that only the addon can look into. */
export interface BufferHandle {
  readonly kind: 'buffer';
}
export interface KernelHandle {
  readonly kind: 'kernel';
}
export interface CancelHandle {
  readonly kind: 'cancel';
}

/** A function exported by a compiled kernel's shared object. */
export interface EntryPoint {
  file: string;
  symbol: string;
}

export interface AddonPass {
  kernel: KernelHandle;
  buffers: { index: number; buffer: BufferHandle }[];
  words: { index: number; words: Uint32Array }[];
  threadgroupMemory: { index: number; bytes: number }[];
  gridThreads: Extent3;
  threadsPerThreadgroup: Extent3;
}

export interface AddonExecution {
  passes: AddonPass[];
  duplicates: number;
  threads: number;
  /** After which a kernel is given up; 0: never. */
  timeoutMs: number;
  cancelFlag: CancelHandle;
}

/** One lane's part in a finding; the code is at `offset` in the shared object `file`, or at `line` of the text. */
export interface AddonSide {
  file?: string;
  offset?: number;
  line: number;
  thread: number;
  threadgroup: number;
  write: boolean;
  atomic: boolean;
  finished: boolean;
}

/** See native/src/cpu/checks/finding.h. */
export interface AddonFinding {
  kind: FindingKind;
  pass: number;
  place: {
    space: 'none' | 'buffer' | 'threadgroup-argument' | 'threadgroup-variable';
    index: number;
    offsetBytes: number;
    sizeBytes: number;
  };
  bytes: number;
  access: AddonSide | null;
  other: AddonSide | null;
  count: number;
  code: string;
  message: string;
}

/** What native/src/addon.cpp exports. Errors carry `code`, and `line` and `column` where known. */
export interface Addon {
  info(): {
    name: string;
    threads: number;
    simdWidth: number;
    maxThreadsPerThreadgroup: number;
    maxThreadgroupBytes: number;
  };
  /** An empty name: no BLAS is linked, and the version is the reason. */
  blas(): { name: string; version: string };
  allocate(sizeBytes: number): BufferHandle;
  release(buffer: BufferHandle): void;
  write(buffer: BufferHandle, bytes: Uint8Array, offsetBytes: number): void;
  read(buffer: BufferHandle, offsetBytes: number, sizeBytes: number): Promise<ArrayBuffer>;
  loadKernel(
    entries: { leader: EntryPoint; follower: EntryPoint } | { loop: EntryPoint },
  ): Promise<KernelHandle>;
  cancelFlag(): CancelHandle;
  cancel(flag: CancelHandle): void;
  /** Returns nanoseconds. */
  execute(execution: AddonExecution): Promise<number>;
  /** Of kernels that were compiled with checks; `duplicates` and `threads` are not looked at. */
  check(execution: AddonExecution): Promise<{ accesses: number; findings: AddonFinding[] }>;
  /** Returns nanoseconds. */
  sgemm(args: {
    m: number;
    n: number;
    k: number;
    a: BufferHandle;
    b: BufferHandle;
    c: BufferHandle;
    threads: number;
    duplicates: number;
  }): Promise<number>;
  peak(args: { threads: number; milliseconds: number }): Promise<{ gflops: number; instructionSet: string }>;
}

/**
 * How long OpenBLAS's threads spin when they have nothing to do: 2^20 cycles of the time stamp counter, under half a
 * millisecond, in place of 2^26. It reads this when it is loaded, with the addon.
 */
const OPENBLAS_THREAD_TIMEOUT = '20';

let loaded: Addon | undefined;

/** Loads the addon once. Throws NativeError NATIVE_MISSING. */
export function addon(): Addon {
  loaded ??= load(join(packageRoot(), 'native/build/Release/tilescope.node'));
  return loaded;
}

function load(file: string): Addon {
  if (!existsSync(file)) {
    throw new NativeError(
      'NATIVE_MISSING',
      `The addon has not been built (${file}): node-gyp rebuild -C native`,
    );
  }
  process.env.OPENBLAS_THREAD_TIMEOUT ??= OPENBLAS_THREAD_TIMEOUT;
  try {
    return createRequire(import.meta.url)(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NativeError('NATIVE_MISSING', `The addon does not load: ${reason}`);
  }
}
