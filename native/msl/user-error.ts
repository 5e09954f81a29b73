import { formatDiagnostics } from './clang/diagnostics.ts';
import { type TokenList, USER_FILE } from './read/tokens.ts';
import { type Diagnostic, MslError, type Place } from './types.ts';

/** An error at a token of the user's text, or of a file that it includes. */
export function userError(list: TokenList, position: number, message: string): MslError {
  const diagnostics: Diagnostic[] = [{ severity: 'error', ...placeOf(list, position), message }];
  return new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics), diagnostics);
}

/** Where a token is in the user's text. */
export function placeOf(list: TokenList, position: number): Place {
  const { file, line, column } = list.tokens[position] ?? { file: USER_FILE, line: 1, column: 1 };
  return { file: file === USER_FILE ? null : file, line, column };
}
