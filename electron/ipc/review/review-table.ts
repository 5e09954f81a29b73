// What the pages that are made of a review say, for Markdown and HTML alike.
import { contenderLabel } from '../../../kernels/index.ts';
import { problemLabel } from '../formats/measured.ts';
import { changeText, intervalText, timesText, verdictText } from './change-text.ts';
import { type CellDecision, decisionsOf } from './decisions.ts';
import { inboxOf } from './inbox.ts';
import type { Review, ReviewCell } from './review.ts';
import type { RunDifference } from './run-differences.ts';

export const REVIEW_HEADINGS = [
  'Verdict',
  'Contender',
  'Problem',
  'Median',
  'Time',
  '95%',
  'Why',
  'Decision',
];

/** The cells that are worth a row: all but those that are the same and undecided. */
export function reviewRows({ cells, entries }: Review): string[][] {
  const decisions = decisionsOf(entries);
  return [...inboxOf(cells).values()]
    .flat()
    .filter((cell) => verdictText(cell) !== 'SAME' || decisions.has(cell.id))
    .map((cell) => rowOf(cell, decisions.get(cell.id)));
}

function rowOf(cell: ReviewCell, decision: CellDecision | undefined): string[] {
  return [
    verdictText(cell),
    contenderLabel(cell.contender),
    problemLabel(cell.problem),
    timesText(cell),
    changeText(cell),
    intervalText(cell),
    `${cell.reason} ${cell.rematch ? 'By a rematch.' : 'Screened.'}`,
    decision ? decisionText(decision) : 'open',
  ];
}

/** "rejected by ada, 2026-01-02: the loop is not unrolled any more" */
export function decisionText({ decision, note, who, at }: CellDecision): string {
  const head = `${decision ?? 'noted'} by ${who}, ${at.slice(0, 10)}`;
  return note ? `${head}: ${note}` : head;
}

/** "Device: A → B (invalidates the comparison)" */
export function differenceText({ what, baseline, candidate, weight }: RunDifference): string {
  const text = `${what}: ${baseline === null ? candidate : `${baseline} → ${candidate}`}`;
  return weight === 'invalidates' ? `${text} (invalidates the comparison)` : text;
}
