import type { CheckLaunch, DescribedLibrary, LaunchOutcome, SourceDiagnostic } from '../ipc/check-types.ts';
import type { Failure } from '../ipc/types.ts';

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

/** Whether a launch ran, without a finding, and left what was expected. */
export function isFine({ outcome }: CheckedLaunch): boolean {
  return outcome !== null && outcome.findings.length + outcome.mismatches.length === 0;
}
