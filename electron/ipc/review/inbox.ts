import { verdictText } from './change-text.ts';
import { decisionsOf } from './decisions.ts';
import type { Review, ReviewCell } from './review.ts';

/** The parts of the inbox, the most urgent first. */
export const INBOX_GROUPS = ['BROKEN', 'SLOWER', 'FASTER', 'UNCLEAR', 'SAME'] as const;
export type InboxGroup = (typeof INBOX_GROUPS)[number];

export function groupOf(cell: Pick<ReviewCell, 'verdict' | 'isBroken'>): InboxGroup {
  return verdictText(cell) as InboxGroup;
}

/** The cells by group, each by effect: the largest change of time first. */
export function inboxOf(cells: readonly ReviewCell[]): Map<InboxGroup, ReviewCell[]> {
  const groups = Map.groupBy(cells, groupOf);
  return new Map(
    INBOX_GROUPS.map((group) => [group, (groups.get(group) ?? []).toSorted((a, b) => effect(b) - effect(a))]),
  );
}

function effect({ ratio }: ReviewCell): number {
  return ratio === null ? Number.POSITIVE_INFINITY : Math.abs(Math.log(ratio));
}

/** What of the inbox is shown. */
export interface InboxFilter {
  readonly contender: string | null;
  /** Cells without a decision only. */
  readonly openOnly: boolean;
}

export function filteredCells(
  { cells, entries }: Review,
  { contender, openOnly }: InboxFilter,
): ReviewCell[] {
  const decisions = decisionsOf(entries);
  return cells.filter(
    (cell) =>
      (contender === null || cell.contender === contender) &&
      (!openOnly || (decisions.get(cell.id)?.decision ?? null) === null),
  );
}
