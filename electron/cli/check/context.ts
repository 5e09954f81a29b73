import type { Result } from '../../ipc/types.ts';
import { visibleValue } from '../../ipc/visible-text.ts';
import { unwrap } from '../compute-session.ts';
import type { Paint } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';
import type { CheckOptions } from './options.ts';
import type { SourceFiles } from './source-files.ts';

/** What the steps of `tilescope check` share. */
export interface CheckContext {
  readonly options: CheckOptions;
  /** The text of the file, or what a host makes of it. */
  readonly source: string;
  readonly files: SourceFiles;
  /** Characters in a line of output. */
  readonly width: number;
  readonly paint: Paint;
}

/** Failures that the command line or the launch file can correct. */
const MISTAKES = ['BAD_INPUT', 'BAD_ARGUMENT', 'BAD_GRID', 'ARGUMENT_MISSING', 'THREADGROUP_MEMORY_EXCEEDED'];

/** The value of a request, whose texts are shown harmlessly. Throws UsageError for what the user can correct, CommandError for everything else. */
export function unwrapCheck<T>(result: Result<T>, where: string): T {
  if (result.ok || !MISTAKES.includes(result.error.code)) return visibleValue(unwrap(result));
  throw new UsageError(`${where}: ${result.error.message}`);
}
