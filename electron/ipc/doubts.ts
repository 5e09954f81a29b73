import { type Doubt, doubtsAbout, doubtText } from './conditions.ts';
import { formatPercent } from './figures.ts';
import type { Cell, CellStatus, Method, Summary } from './types.ts';

/** Cells that may still get steadier. */
const IN_FLIGHT: readonly CellStatus[] = ['pending', 'running'];

/** The interquartile range of a cell's times as a share of their median. */
export function relativeIqrOf({ q1Ns, q3Ns, medianNs }: Summary): number {
  return (q3Ns - q1Ns) / medianNs;
}

type Doubtful = Pick<Cell, 'conditions' | 'summary' | 'status'>;
type Target = Pick<Method, 'targetRelativeIqr'>;

/**
 * Why a cell's figures may be off: the conditions that it was measured under, and a spread that was still above the
 * method's target when its time ran out. Null when nothing is against them.
 */
export function doubtsOf(cell: Doubtful, method: Target): string | null {
  return doubtText(allDoubts(cell, method));
}

/** The causes of all cells' doubts in short, each once: "on battery", "noisy". */
export function causesOf(cells: readonly Doubtful[], method: Target): string[] {
  return [...new Set(cells.flatMap((cell) => allDoubts(cell, method).map(({ cause }) => cause)))];
}

function allDoubts({ conditions, summary, status }: Doubtful, { targetRelativeIqr }: Target): Doubt[] {
  const spread = summary && !IN_FLIGHT.includes(status) ? relativeIqrOf(summary) : 0;
  return [
    ...(conditions ? doubtsAbout(conditions) : []),
    ...(spread > targetRelativeIqr
      ? [{ cause: 'noisy', detail: spreadText(spread, targetRelativeIqr) }]
      : []),
  ];
}

function spreadText(spread: number, target: number): string {
  return `IQR ${formatPercent(spread)} of the median, target ${formatPercent(target)}`;
}
