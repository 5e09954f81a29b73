import type { Failure, Result } from '../../ipc/types.ts';
import type { Paint } from '../terminal/paint.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import type { CheckOptions } from './options.ts';
import type { SourceFiles } from './source-files.ts';

/** What the steps of `tilescope check` share. */
export interface CheckContext {
  readonly options: CheckOptions;
  /** The text of the file. */
  readonly source: string;
  readonly files: SourceFiles;
  readonly width: number;
  readonly paint: Paint;
}

/** Failures that the command line or the launch file can mend. */
const MISTAKES = ['BAD_INPUT', 'BAD_ARGUMENT', 'BAD_GRID', 'ARGUMENT_MISSING', 'THREADGROUP_MEMORY_EXCEEDED'];

/** A request's value. Throws UsageError for what the user can mend, CommandError for everything else. */
export function unwrap<T>(result: Result<T>, where: string): T {
  if (result.ok) return result.value;
  throw errorOf(result.error, where);
}

function errorOf({ code, message, detail }: Failure, where: string): Error {
  if (MISTAKES.includes(code)) return new UsageError(`${where}: ${message}`);
  return new CommandError([message, detail].filter(Boolean).join('\n'));
}
