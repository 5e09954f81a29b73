import { bundleHeadSchema, cellSchema, type RunHead } from '../run-schema.ts';
import type { Cell, Run } from '../types.ts';

/** What the head has in place of its cells, and how far a cell is indented. */
const NO_CELLS = '"cells": []';
const INDENT = ' '.repeat(6);

/**
 * The text of a bundle in pieces, a cell each, so that a large run is never held twice. Throws when the run violates
 * its schema.
 */
export function* bundleChunks(head: RunHead, cells: Iterable<Cell>): Generator<string> {
  const { format, version, run } = headOf(head);
  const frame = `${JSON.stringify({ format, version, run: { ...run, cells: [] } }, null, 2)}\n`;
  const place = frame.lastIndexOf(NO_CELLS) + NO_CELLS.length - 1;
  yield frame.slice(0, place);
  let isFirst = true;
  for (const cell of cells) {
    yield `${isFirst ? '' : ','}\n${INDENT}${cellText(cell)}`;
    isFirst = false;
  }
  yield `${isFirst ? '' : '\n    '}${frame.slice(place)}`;
}

/** The text of a cell within a bundle. Throws when the cell violates its schema. */
export function cellText(cell: Cell): string {
  return JSON.stringify(cellSchema.parse(cell), null, 2).replaceAll('\n', `\n${INDENT}`);
}

/** A run with its properties in the order of its schema. Throws when it violates that. */
export function canonicalRun({ cells, ...head }: Run): Run {
  return { ...headOf(head).run, cells: cells.map((cell) => cellSchema.parse(cell)) };
}

function headOf({ id, name, startedAt, finishedAt, status, failure, request, environment, source }: RunHead) {
  const run = { id, name, startedAt, finishedAt, status, failure, request, environment, source };
  return bundleHeadSchema.parse({ format: 'tilescope-run', version: 1, run });
}
