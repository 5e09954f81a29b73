// Which cells of a problem are compared, and which leads: for tables in the terminal and in the window.
import { doubtsOf } from './doubts.ts';
import type { Cell, Method, Summary } from './types.ts';

/** The cells of a problem; a missing one is undefined. */
type Cells = readonly (Cell | undefined)[];

/** Where a cell stands among those of its problem by the same clock. */
export interface Standing {
  /** Its rate relative to the fastest, which is 1. */
  readonly ofBest: number;
  /** Its 95 % interval overlaps with that of the fastest, or the fastest's with another's: none of them is ahead. */
  readonly isTied: boolean;
}

/** Where a cell stands; null if it is not ranked. */
export function standingOf(cell: Cell, cells: Cells): Standing | null {
  const summary = rankedSummary(cell);
  if (!summary) return null;
  const field = rivals(cells, summary.clock);
  const best = field.reduce((a, b) => (b.gflops > a.gflops ? b : a), summary);
  const rest = summary === best ? field.filter((other) => other !== best) : [summary];
  return { ofBest: summary.gflops / best.gflops, isTied: rest.some((other) => !isAhead(best, other)) };
}

/**
 * Whether a cell is the fastest of two or more by the same clock, beyond doubt: no other's 95 % interval overlaps with
 * its own, and nothing is doubtful about it.
 */
export function isLeader(
  cell: Cell | undefined,
  cells: Cells,
  method: Pick<Method, 'targetRelativeIqr'>,
): boolean {
  const summary = cell && rankedSummary(cell);
  if (!summary || doubtsOf(cell, method) !== null) return false;
  const others = rivals(cells, summary.clock).filter((other) => other !== summary);
  return others.length > 0 && others.every((other) => isAhead(summary, other));
}

/** Whether one is faster than another, beyond their intervals. */
function isAhead({ ci95Ns: [, slowest] }: Summary, { ci95Ns: [fastest] }: Summary): boolean {
  return slowest < fastest;
}

function rivals(cells: Cells, clock: Summary['clock']): Summary[] {
  const summaries = cells.flatMap((cell) => (cell && rankedSummary(cell)) ?? []);
  return summaries.filter((summary) => summary.clock === clock);
}

/** Only verified cells are ranked. */
function rankedSummary({ status, summary }: Cell): Summary | null {
  return status === 'ok' ? summary : null;
}
