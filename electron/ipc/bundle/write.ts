import { canonical, canonicalJson } from '../programs/canonical-json.ts';
import { bundleHeadSchema, cellSchema, type RunHeadWithPrograms } from '../run-schema.ts';
import type { Cell, Run } from '../types.ts';
import { BUNDLE_VERSION } from './version.ts';

/** How far an entry of a list is indented, and the list itself. */
const INDENT = ' '.repeat(6);
const OUTER = ' '.repeat(4);

/**
 * The text of a bundle in pieces, a cell or a program each, so that a large run is never held twice. A program has one
 * line, and everything else is indented. Throws when the run violates its schema.
 */
export function* bundleChunks(head: RunHeadWithPrograms, cells: Iterable<Cell>): Generator<string> {
  const { format, version, run } = headOf(head);
  const { programs, sources, ...rest } = run;
  yield* withLists(JSON.stringify({ format, version, run: rest }, null, 2), [
    ['programs', '{}', entryTexts(programs)],
    ['sources', '{}', entryTexts(sources)],
    ['cells', '[]', cellTexts(cells)],
  ]);
}

/** The text of a cell within a bundle. Throws when the cell violates its schema. */
export function cellText(cell: Cell): string {
  return JSON.stringify(cellSchema.parse(cell), null, 2).replaceAll('\n', `\n${INDENT}`);
}

/** A run with its properties in the order of its schema, without decisions. Throws when it violates that. */
export function canonicalRun({ cells, decisions: _, ...head }: Run): Run {
  return { ...headOf(head).run, cells: cells.map((cell) => cellSchema.parse(cell)) };
}

/** The frame's text with lists, or objects, as the last properties of its run. */
function* withLists(
  frame: string,
  lists: readonly [name: string, brackets: string, entries: Iterable<string>][],
): Generator<string> {
  const end = frame.lastIndexOf('\n  }');
  yield frame.slice(0, end);
  for (const [name, brackets, entries] of lists) {
    yield `,\n${OUTER}"${name}": ${brackets[0]}`;
    let isFirst = true;
    for (const entry of entries) {
      yield `${isFirst ? '' : ','}\n${INDENT}${entry}`;
      isFirst = false;
    }
    yield `${isFirst ? '' : `\n${OUTER}`}${brackets[1]}`;
  }
  yield `${frame.slice(end)}\n`;
}

function* entryTexts(record: Readonly<Record<string, unknown>>): Generator<string> {
  for (const [name, value] of Object.entries(record)) yield `"${name}": ${canonicalJson(value)}`;
}

function* cellTexts(cells: Iterable<Cell>): Generator<string> {
  for (const cell of cells) yield cellText(cell);
}

function headOf(head: RunHeadWithPrograms) {
  const { id, name, startedAt, finishedAt, status, failure, request, environment, source, story } = head;
  const { decisions } = head;
  const programs = canonical(head.programs);
  const sources = canonical(head.sources);
  const described = { id, name, startedAt, finishedAt, status, failure, request, environment, source, story };
  const decided = decisions?.length ? { decisions } : {};
  const run = { ...described, ...decided, programs, sources };
  return bundleHeadSchema.parse({ format: 'tilescope-run', version: BUNDLE_VERSION, run });
}
