import { formatDiagnostics } from './diagnostics.ts';
import type { TokenList } from './tokens.ts';
import { type Diagnostic, MslError } from './types.ts';

/** An error at a token of the user's text. */
export function userError(list: TokenList, position: number, message: string): MslError {
  const { line, column } = list.tokens[position] ?? { line: 1, column: 1 };
  const diagnostics: Diagnostic[] = [{ severity: 'error', line, column, message }];
  return new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics), diagnostics);
}
