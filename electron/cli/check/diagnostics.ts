import type { SourceDiagnostic } from '../../ipc/check-types.ts';
import { formatItems } from '../../ipc/figures.ts';
import { visibleValue } from '../../ipc/visible-text.ts';
import { clip, expandTabs } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import type { SourceFiles } from './source-files.ts';

const STYLES = { error: 'bad', warning: 'warning', note: 'quiet' } as const;
const GUTTER = 6;
/** The first errors are nearly always the ones to fix. */
const MAX_BLOCKS = 20;

/** A compiler's messages as compilers print them, each with its line and a caret. */
export function diagnosticsText(
  diagnostics: readonly SourceDiagnostic[],
  files: SourceFiles,
  width: number,
  paint: Paint,
): string {
  // A mistake in a macro is reported for every use in the same line.
  const distinct = [...new Map(visibleValue(diagnostics).map((one) => [JSON.stringify(one), one])).values()];
  const errors = distinct.filter(({ severity }) => severity === 'error').length;
  const blocks = distinct.slice(0, MAX_BLOCKS).map((diagnostic) => block(diagnostic, files, width, paint));
  const more = distinct.length - blocks.length;
  return [
    ...blocks,
    ...(more > 0
      ? [paint('quiet', `… and ${formatItems(more, 'more message')}; --json writes all of them.`)]
      : []),
    ...(errors > 0 ? [paint('bad', formatItems(errors, 'error'))] : []),
  ].join('\n');
}

function block(diagnostic: SourceDiagnostic, files: SourceFiles, width: number, paint: Paint): string {
  const { file, line, column, message } = diagnostic;
  const place = [files.nameOf(file), ...(line > 0 ? [line] : []), ...(column > 0 ? [column] : [])].join(':');
  const severity = paint(STYLES[diagnostic.severity], `${diagnostic.severity}:`);
  const head = `${paint('strong', `${place}:`)} ${severity} ${paint('strong', message)}`;
  const text = line > 0 ? files.lineOf(file, line) : null;
  if (text === null) return head;
  const room = width - GUTTER - 3;
  const shown = `${paint('quiet', `${String(line).padStart(GUTTER)} │`)} ${clip(expandTabs(text), room)}`;
  const offset = expandTabs(text.slice(0, column - 1)).length;
  if (column === 0 || offset >= room) return [head, shown].join('\n');
  const caret = `${paint('quiet', `${' '.repeat(GUTTER)} │`)} ${' '.repeat(offset)}${paint('good', '^')}`;
  return [head, shown, caret].join('\n');
}
