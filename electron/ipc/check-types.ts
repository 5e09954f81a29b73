// What the command `check` asks the compute process, what it answers, and what `--json` writes.
import type { Failure } from './types.ts';

export type Extent3 = readonly [x: number, y: number, z: number];

/** How MSL text is compiled. */
export interface CheckCompileOptions {
  languageVersion: '3.1' | '3.2' | '4.0';
  defines: Record<string, string>;
  /** Absolute. */
  includeFolders: string[];
}

export type Fill = 'random' | 'zero' | 'index' | number;

/** What a buffer holds, in one of four ways: elements by rule, elements by value, a file's bytes, or a struct. */
export type BufferContents =
  | { type: string; count: number; fill: Fill; seed?: number }
  | { type: string; values: (number | boolean)[] }
  | { file: string }
  | { struct: StructField[] };

/** A member of a struct; a vector has a list of values. */
export interface StructField {
  name?: string;
  type: string;
  value: number | boolean | (number | boolean)[];
}

/** What a buffer should hold afterwards; the tolerance is absolute plus relative to the expected value. */
export type ExpectedContents = Extract<BufferContents, { type: string }> & { tolerance?: number };

/** One dispatch of a kernel; the keys are the indices of its arguments. Exactly one of the two extents is given. */
export interface CheckLaunch {
  kernel: string;
  constants?: Record<string, { type: 'bool' | 'int' | 'uint' | 'float'; value: number | boolean }>;
  buffers?: Record<string, BufferContents>;
  /** Bytes. */
  threadgroupMemory?: Record<string, number>;
  /** Threads; those at the edge of the grid then are in smaller threadgroups. */
  grid?: number[];
  threadgroups?: number[];
  threadsPerThreadgroup: number[];
  expect?: Record<string, ExpectedContents>;
}

export interface CheckRequest {
  /** MSL text. */
  source: string;
  options: CheckCompileOptions;
  /** null: the kernels are described, and none is run. */
  launch: CheckLaunch | null;
  /** After which the kernel counts as hanging. */
  timeoutMs: number;
}

/** A message of the compiler; line and column count from 1, and are 0 where no place is known. */
export interface SourceDiagnostic {
  severity: 'error' | 'warning' | 'note';
  /** A file that the text includes; null for the text itself. */
  file: string | null;
  line: number;
  column: number;
  message: string;
}

export interface DescribedArgument {
  name: string;
  /** -1 for a position. */
  index: number;
  kind: 'buffer' | 'threadgroup' | 'position';
  type: string;
  access: 'read' | 'read-write' | null;
}

export interface DescribedKernel {
  name: string;
  arguments: readonly DescribedArgument[];
  /** As it declares itself; null without. */
  maxThreadsPerThreadgroup: number | null;
}

/** What MSL text compiles to. */
export interface DescribedLibrary {
  kernels: readonly DescribedKernel[];
  functionConstants: readonly { index: number; name: string; type: string }[];
  compileMs: number;
  limits: { simdWidth: number; maxThreadsPerThreadgroup: number; maxThreadgroupBytes: number };
}

export interface CheckFindingSide {
  action: 'read' | 'write' | 'atomic' | 'wait' | 'end' | 'stop';
  line: number | null;
  /** null: the text itself. */
  file: string | null;
  thread: Extent3;
  simdgroup: number;
  threadgroup: Extent3;
}

export type CheckFindingKind =
  | 'out-of-bounds'
  | 'race'
  | 'uninitialised'
  | 'misaligned'
  | 'inactive-lane'
  | 'divergent-simdgroup'
  | 'lane-order'
  | 'stopped';

/** What a kernel does that Metal leaves undefined, or forbids. */
export interface CheckFinding {
  kind: CheckFindingKind;
  message: string;
  kernel: string;
  memory: { name: string; kind: 'buffer' | 'threadgroup'; index: number | null; sizeBytes: number } | null;
  offsetBytes: number;
  access: CheckFindingSide | null;
  other: CheckFindingSide | null;
  /** How often the same lines were at fault. */
  count: number;
  code: string | null;
}

/** A buffer that does not hold what was expected. */
export interface Mismatch {
  buffer: number;
  /** Numbers that differ, of how many. */
  wrong: number;
  total: number;
  /** The first few; NaN and infinity as text, which JSON can carry. */
  examples: { position: number; expected: number | string; found: number | string }[];
}

/** How a launch went. */
export interface LaunchOutcome {
  findings: readonly CheckFinding[];
  mismatches: readonly Mismatch[];
  /** Accesses to memory that were watched. */
  accesses: number;
  wallNs: number;
}

/** `library` is null when the text does not compile, `outcome` when that is so or no launch was asked for. */
export interface CheckResponse {
  diagnostics: readonly SourceDiagnostic[];
  library: DescribedLibrary | null;
  outcome: LaunchOutcome | null;
}

/** A launch and how it went; without an outcome, it did not compile with its constants, or took its process down. */
export interface CheckedLaunch {
  launch: CheckLaunch;
  outcome: LaunchOutcome | null;
  diagnostics: readonly SourceDiagnostic[];
  failure: Failure | null;
}

/** What `--json` writes. */
export interface CheckRecord {
  format: 'tilescope-check';
  version: 1;
  file: string;
  /** null: the file does not compile, and the diagnostics say why. */
  library: DescribedLibrary | null;
  diagnostics: readonly SourceDiagnostic[];
  launches: readonly CheckedLaunch[];
}
