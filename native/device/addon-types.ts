/** The addon's interface. Callers validate arguments; errors carry `code` and `diagnostics`. */

import type { FunctionConstantDeclaration } from '../msl/types.ts';
import type {
  Conditions,
  Diagnostic,
  Extent3,
  FindingKind,
  FunctionConstant,
  HeadMask,
  KernelArgument,
  NativeDevice,
  RoutineName,
  Timing,
} from '../types.ts';

/** Handles that are opaque to JavaScript. */
export interface BufferHandle {
  readonly kind: 'buffer';
}
export interface KernelHandle {
  readonly kind: 'kernel';
}
export interface CancelHandle {
  readonly kind: 'cancel';
}
export interface LibraryHandle {
  readonly kind: 'library';
}
export interface RoutineHandle {
  readonly kind: 'routine';
}
interface ActivityHandle {
  readonly kind: 'activity';
}

/** A function exported by a compiled kernel's shared object. */
interface EntryPoint {
  file: string;
  symbol: string;
}

/** In elements, the innermost dimension first. */
export interface TensorLayout {
  extents: readonly number[];
  strides: readonly number[];
}

/** How the text declares a kernel's argument that is a tensor. */
export interface TensorType {
  index: number;
  /** A name of the language: "half". */
  element: string;
  /** The largest index that its type of indices can hold. */
  largest: number;
  /** Null where the host says it. */
  extents: readonly (number | null)[];
}

export interface AddonPass {
  kernel: KernelHandle;
  /** `tensor` where the buffer is bound as one. */
  buffers: { index: number; buffer: BufferHandle; tensor?: TensorLayout }[];
  words: { index: number; words: Uint32Array }[];
  threadgroupMemory: { index: number; bytes: number }[];
  gridThreads: Extent3;
  threadsPerThreadgroup: Extent3;
}

export type AddonWork = { passes: AddonPass[] } | { routine: RoutineHandle };

interface AddonExecution {
  /** At least one; duplicates cycle through them. */
  rotation: AddonWork[];
  duplicates: number;
  threads: number;
  indirect: boolean;
  /** Time limit after which a kernel is abandoned; 0: none. */
  timeoutMs: number;
  /** See ExecuteOptions; 0: all of them. */
  passesPerCommandBuffer: number;
  passesPerEncoder: number;
  spinMs: number;
  cancelFlag: CancelHandle;
}

/** One lane's part in a finding; its code is at `offset` in the shared object `file`, or at `line` of the text. */
export interface AddonSide {
  file?: string;
  offset?: number;
  line: number;
  thread: number;
  threadgroup: number;
  write: boolean;
  atomic: boolean;
  finished: boolean;
  absent: boolean;
}

/** See native/src/cpu/checks/finding.h. */
export interface AddonFinding {
  kind: FindingKind;
  pass: number;
  place: {
    space: 'none' | 'buffer' | 'threadgroup-argument' | 'threadgroup-variable' | 'own';
    index: number;
    offsetBytes: number;
    sizeBytes: number;
  };
  bytes: number;
  access: AddonSide | null;
  other: AddonSide | null;
  /** `memory` is metal::mem_flags. */
  barrier: { line: number; memory: number; threadgroup: boolean } | null;
  count: number;
  code: string;
  message: string;
}

/** MSL text compiled by a GPU's driver. */
export interface AddonLibrary {
  library: LibraryHandle;
  kernels: { name: string; functionConstants: FunctionConstantDeclaration[] }[];
  diagnostics: Diagnostic[];
  compileMs: number;
}

export interface AddonPipeline {
  kernel: KernelHandle;
  arguments: KernelArgument[];
  maxThreadsPerThreadgroup: number;
  threadgroupBytes: number;
  simdWidth: number;
  /** Whether it was loaded from the archive. */
  archived: boolean;
  compileMs: number;
}

/** A RoutineSpec with handles instead of buffers. */
export type AddonRoutine = { name: RoutineName } & Record<string, unknown>;

/** An AttentionHead and what is wanted of it; see native/src/reference/attention_head.h. */
interface AddonHead extends HeadMask {
  threads: number;
  queries: number;
  keys: number;
  depth: number;
  queryRows: Float64Array;
  keyRows: Float64Array;
  slopeDepth: number;
  slopeRows: Float64Array | null;
  slopeColumns: Float64Array | null;
  slopeScale: number;
  products: {
    ofSlopes: boolean;
    overQueries: boolean;
    width: number;
    right: Float64Array;
    rightSquares: Float64Array | null;
    sums: Float64Array;
    squareSums: Float64Array | null;
  }[];
}

/** See native/src/addon/calls.h; `device` is a device's id. */
export interface Addon {
  // device_calls.cpp
  devices(): Promise<NativeDevice[]>;
  /** Null where the addon has no source for them. */
  conditions(): Conditions | null;
  beginActivity(reason: string): ActivityHandle;

  // buffer_calls.cpp
  allocate(device: string, sizeBytes: number, isPrivate: boolean, isAtEnd: boolean): Promise<BufferHandle>;
  release(resource: BufferHandle | RoutineHandle | ActivityHandle): void;
  write(buffer: BufferHandle, bytes: Uint8Array, offsetBytes: number): Promise<void> | undefined;
  read(buffer: BufferHandle, offsetBytes: number, sizeBytes: number): Promise<ArrayBuffer>;

  // compiler_calls.cpp: for devices whose driver compiles
  compile(
    device: string,
    request: { source: string; languageVersion: [number, number]; defines: [string, string][] },
  ): Promise<AddonLibrary>;
  pipeline(
    device: string,
    request: {
      library: LibraryHandle;
      kernel: string;
      constants: ({ index: number } & FunctionConstant)[];
      indirect: boolean;
      /** The file that caches compiled code; empty: none does. */
      archive: string;
    },
  ): Promise<AddonPipeline>;
  /** Writes the archives of the pipelines made since the last call. */
  storePipelines(): Promise<void>;

  // execution_calls.cpp
  cancelFlag(): CancelHandle;
  cancel(flag: CancelHandle): void;
  execute(device: string, execution: AddonExecution): Promise<Timing>;
  routineReason(device: string, name: RoutineName): string | null;
  routine(device: string, spec: AddonRoutine): Promise<{ handle: RoutineHandle; note: string | null }>;

  // cpu_calls.cpp
  /** If no BLAS is linked, the name is empty and the version gives the reason. */
  blas(): { name: string; version: string };
  loadKernel(
    entries: { leader: EntryPoint; follower: EntryPoint } | { loop: EntryPoint },
  ): Promise<{ kernel: KernelHandle; tensors: TensorType[] }>;
  /** For kernels compiled with checks; ignores `duplicates` and `threads`. */
  check(execution: AddonExecution): Promise<{ accesses: number; findings: AddonFinding[] }>;
  peak(args: { threads: number; milliseconds: number }): Promise<{ gflops: number; instructionSet: string }>;

  // reference_calls.cpp
  /** Fills the sums. Nobody may change the arrays until it has ended. */
  solveHead(request: AddonHead, flag: CancelHandle): Promise<void>;
}
