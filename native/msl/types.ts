import type { WatchedObject } from './watch/variables.ts';

export type Extent3 = readonly [x: number, y: number, z: number];

export interface FunctionConstant {
  readonly type: 'bool' | 'int' | 'uint' | 'float';
  readonly value: number | boolean;
}

/** In the user's MSL; line and column count from 1, and are 0 where no place of the user's is known. */
export interface Place {
  /** A file that the text includes; null for the text itself. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
}

/** A message about the user's MSL. */
export interface Diagnostic extends Place {
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
}

export interface KernelArgument {
  readonly name: string;
  /** Of [[buffer(i)]] or [[threadgroup(i)]]; -1 for a position. */
  readonly index: number;
  readonly kind: 'buffer' | 'threadgroup' | 'position';
  readonly type: string;
  /** Of a buffer; null for the others. */
  readonly access: 'read' | 'read-write' | null;
  /** Whether it is there only with some values of function constants. */
  readonly isConditional?: boolean;
  /** Whether it is a tensor that the host makes of a buffer. */
  readonly isTensor?: boolean;
}

export interface FunctionConstantDeclaration {
  readonly index: number;
  readonly name: string;
  readonly type: string;
}

export interface CompiledKernel {
  /** The name to look it up by: `host_name` or the function's own. */
  readonly name: string;
  /** Of the function's name. */
  readonly place: Place;
  readonly arguments: readonly KernelArgument[];
  readonly maxThreadsPerThreadgroup: number | null;
  /**
   * `fibers`: `symbol` is a lane entry (MslLaneEntry). `loop`: it is a threadgroup entry (MslThreadgroupEntry).
   */
  readonly mode: 'fibers' | 'loop';
  readonly symbol: string;
  /** The lane entry of lanes 1 to 31 of each SIMD-group; null where all lanes have the same. */
  readonly followerSymbol: string | null;
  /** Whether it multiplies SIMD-group matrices or tensors, which GPUs before Apple7 cannot. */
  readonly multipliesMatrices: boolean;
  /** Names of the variables that it declares `threadgroup`, in order. */
  readonly threadgroupVariables: readonly string[];
  /** Bytes that these take; null if that is known only when it runs. */
  readonly threadgroupBytes: number | null;
}

/** A kernel that this device cannot run, and why. */
export interface UnavailableKernel {
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledLibrary {
  /** Names the content: equal keys, equal objects. */
  readonly key: string;
  /** Where its files are. */
  readonly folder: string;
  readonly kernels: readonly CompiledKernel[];
  readonly functionConstants: readonly FunctionConstantDeclaration[];
  /** Kernels of the text that are not among `kernels`; warnings say so. */
  readonly unavailable: readonly UnavailableKernel[];
  /** With checks: what reports of a thread's own memory refer to by their index. */
  readonly watched: readonly WatchedObject[];
  /** The shared object to load; null when the text was only checked. */
  readonly object: string | null;
  /** Warnings; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
  readonly compileMs: number;
  readonly cached: boolean;
}

export interface MslOptions {
  readonly languageVersion?: '3.1' | '3.2' | '4.0' | '4.1';
  readonly defines?: Readonly<Record<string, string>>;
  readonly includeFolders?: readonly string[];
  /** Values of function constants by index; those that are not given are undefined, as Metal has it. */
  readonly constants?: Readonly<Record<number, FunctionConstant>>;
  /**
   * Names of the kernels to make code for; the others are only listed. When it is not given that is all of them, or
   * none where they are many (MANY_KERNELS): then the whole text is checked, and kernels are asked for one by one.
   */
  readonly kernels?: readonly string[];
  /** Code that reports every access to memory; all kernels are fibers, and all lanes have the same entry. */
  readonly checks?: boolean;
  /** Compiles it whatever the cache holds, into a folder of its own, which the caller removes. */
  readonly uncached?: boolean;
}

export type MslErrorCode = 'COMPILE_FAILED' | 'NO_COMPILER' | 'BAD_INPUT';

/** What the front end throws. */
export class MslError extends Error {
  readonly code: MslErrorCode;
  readonly diagnostics: readonly Diagnostic[];
  constructor(code: MslErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = 'MslError';
    this.code = code;
    this.diagnostics = diagnostics;
  }
}
