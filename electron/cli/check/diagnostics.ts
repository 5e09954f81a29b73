import type { SourceDiagnostic } from '../../ipc/check-types.ts';
import { clip, countOf, expandTabs } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import type { SourceFiles } from './source-files.ts';

const STYLES = { error: 'bad', warning: 'warning', note: 'quiet' } as const;
const GUTTER = 6;
/** The first are nearly always the ones to mend. */
const MAX_BLOCKS = 20;

/** A compiler's messages as compilers print them, each with its line and a caret. */
export function diagnosticsText(
  diagnostics: readonly SourceDiagnostic[],
  files: SourceFiles,
  width: number,
  paint: Paint,
): string {
  // A macro that is wrong once is told of once for each of its uses in the same line.
  const once = [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
  const errors = once.filter(({ severity }) => severity === 'error').length;
  const blocks = once.slice(0, MAX_BLOCKS).map((diagnostic) => block(diagnostic, files, width, paint));
  const more = once.length - blocks.length;
  return [
    ...blocks,
    ...(more > 0 ? [paint('quiet', `… and ${countOf(more, 'more message')}; --json has them all.`)] : []),
    ...(errors > 0 ? [paint('bad', countOf(errors, 'error'))] : []),
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
  const before = expandTabs(text.slice(0, column - 1)).length;
  if (column === 0 || before >= room) return [head, shown].join('\n');
  const caret = `${paint('quiet', `${' '.repeat(GUTTER)} │`)} ${' '.repeat(before)}${paint('good', '^')}`;
  return [head, shown, caret].join('\n');
}
