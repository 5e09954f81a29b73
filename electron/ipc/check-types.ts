// What the command `check` asks the compute process, what it answers, and what `--json` writes.
import type { CheckReport, Diagnostic, Finding, KernelArgument, LibraryKernel } from '../../native/types.ts';
import type { CheckLaunch } from './check-schemas.ts';
import type { DeviceInfo, Failure } from './types.ts';

export type {
  FindingKind as CheckFindingKind,
  FindingSide as CheckFindingSide,
  KernelArgument as DescribedArgument,
} from '../../native/types.ts';
export type {
  BufferContents,
  CheckCompileOptions,
  CheckLaunch,
  CheckRequest,
  ExpectedContents,
  StructField,
} from './check-schemas.ts';

export type SourceDiagnostic = Diagnostic;

export interface DescribedKernel extends Pick<LibraryKernel, 'name' | 'maxThreadsPerThreadgroup'> {
  arguments: readonly KernelArgument[];
}

/** What MSL text compiles to. */
export interface DescribedLibrary extends Pick<LibraryKernel, 'functionConstants'> {
  kernels: readonly DescribedKernel[];
  compileMs: number;
  limits: Pick<DeviceInfo, 'simdWidth' | 'maxThreadsPerThreadgroup' | 'maxThreadgroupBytes'>;
}

/** What a kernel does that Metal leaves undefined, or forbids. A check is of one pass. */
export type CheckFinding = Omit<Finding, 'pass'>;

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
export interface LaunchOutcome extends Omit<CheckReport, 'findings'> {
  findings: readonly CheckFinding[];
  mismatches: readonly Mismatch[];
}

/** `library` is null when the text does not compile, `outcome` when that is so or no launch was asked for. */
export interface CheckResponse {
  diagnostics: readonly SourceDiagnostic[];
  library: DescribedLibrary | null;
  outcome: LaunchOutcome | null;
}

/** A launch and how it went; no outcome: it did not compile with its constants, or crashed its process. */
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
