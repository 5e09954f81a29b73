import { formatDiagnostics } from './clang/diagnostics.ts';
import { type TokenList, USER_FILE } from './read/tokens.ts';
import { type Diagnostic, MslError } from './types.ts';

/** An error at a token of the user's text, or of a file that it includes. */
export function userError(list: TokenList, position: number, message: string): MslError {
  const { file, line, column } = list.tokens[position] ?? { file: USER_FILE, line: 1, column: 1 };
  const diagnostics: Diagnostic[] = [
    { severity: 'error', file: file === USER_FILE ? null : file, line, column, message },
  ];
  return new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics), diagnostics);
}
