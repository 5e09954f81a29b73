import { type CellDecision, decisionsOf } from './decisions.ts';
import type { Review, ReviewCell } from './review.ts';

/** Whether a cell needs somebody's eye. */
export function needsDecision({ verdict, isBroken }: Pick<ReviewCell, 'verdict' | 'isBroken'>): boolean {
  return isBroken || verdict !== 'SAME';
}

/** How a review stands. */
export interface Standing {
  /** Cells that need a decision and have none. */
  readonly open: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Nothing is open or rejected, and something was accepted: the candidate is the suite's new baseline. */
  readonly isAccepted: boolean;
}

export function standingOf({ cells, entries }: Pick<Review, 'cells' | 'entries'>): Standing {
  const decisions = decisionsOf(entries);
  const of = (decision: CellDecision['decision']) =>
    cells.filter(({ id }) => (decisions.get(id)?.decision ?? null) === decision);
  const [open, accepted, rejected] = [
    of(null).filter(needsDecision).length,
    of('accepted').length,
    of('rejected').length,
  ];
  return { open, accepted, rejected, isAccepted: open === 0 && rejected === 0 && accepted > 0 };
}
