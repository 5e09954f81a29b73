// Which cells of a problem are compared, and which leads: for tables in the terminal and in the window.
import { doubtOf } from './conditions.ts';
import type { Cell, Summary } from './types.ts';

/** The cells of a problem; a missing one is undefined. */
type Cells = readonly (Cell | undefined)[];

/** The rate of a cell relative to the best of its problem by the same clock, which is 1; null if it is not ranked. */
export function rateOfBest(cell: Cell, cells: Cells): number | null {
  const summary = rankedSummary(cell);
  if (!summary) return null;
  const rates = rivals(cells, summary.clock).map(({ gflops }) => gflops);
  return summary.gflops / Math.max(...rates);
}

/**
 * Whether a cell is the fastest of two or more by the same clock, beyond doubt: no other's 95 % interval overlaps with
 * its own, and nothing is doubtful about its conditions.
 */
export function isLeader(cell: Cell | undefined, cells: Cells): boolean {
  const summary = cell && rankedSummary(cell);
  if (!summary || doubtOf(cell.conditions) !== null) return false;
  const others = rivals(cells, summary.clock).filter((other) => other !== summary);
  return others.length > 0 && others.every(({ ci95Ns }) => summary.ci95Ns[1] < ci95Ns[0]);
}

function rivals(cells: Cells, clock: Summary['clock']): Summary[] {
  const summaries = cells.flatMap((cell) => (cell && rankedSummary(cell)) ?? []);
  return summaries.filter((summary) => summary.clock === clock);
}

/** Only verified cells are ranked. */
function rankedSummary({ status, summary }: Cell): Summary | null {
  return status === 'ok' ? summary : null;
}
