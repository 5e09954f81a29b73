import { type CellDecision, decisionsOf } from './decisions.ts';
import type { Review, ReviewCell } from './review.ts';

/** Whether a cell needs somebody's eye. */
export function needsDecision({ verdict, isBroken }: Pick<ReviewCell, 'verdict' | 'isBroken'>): boolean {
  return isBroken || verdict !== 'SAME';
}

/** How a review stands. */
export interface Standing {
  /** The ids of cells that need a decision and have none. */
  readonly open: readonly string[];
  readonly accepted: number;
  readonly rejected: number;
  /** Nothing is open or rejected, and something was accepted: the candidate is the suite's new baseline. */
  readonly isAccepted: boolean;
}

export function standingOf({ cells, entries }: Pick<Review, 'cells' | 'entries'>): Standing {
  const decisions = decisionsOf(entries);
  const withDecision = (decision: CellDecision['decision']) =>
    cells.filter(({ id }) => (decisions.get(id)?.decision ?? null) === decision);
  const open = withDecision(null).filter(needsDecision);
  const [accepted, rejected] = [withDecision('accepted').length, withDecision('rejected').length];
  return {
    open: open.map(({ id }) => id),
    accepted,
    rejected,
    isAccepted: open.length === 0 && rejected === 0 && accepted > 0,
  };
}
