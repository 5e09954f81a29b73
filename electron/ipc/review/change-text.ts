import { formatDuration, formatPercent } from '../figures.ts';
import type { ReviewCell } from './review.ts';

type Changed = Pick<ReviewCell, 'ratio' | 'interval95'>;

/** "+5.1%" of the baseline's time; a dash where nothing can be compared. */
export function changeText({ ratio }: Pick<Changed, 'ratio'>): string {
  return ratio === null ? '–' : signed(ratio);
}

/** "+4.2% to +6.0%" */
export function intervalText({ interval95 }: Pick<Changed, 'interval95'>): string {
  return interval95 ? interval95.map(signed).join(' to ') : '';
}

/** "1.32 ms → 1.39 ms" */
export function timesText({
  baselineNs,
  candidateNs,
}: Pick<ReviewCell, 'baselineNs' | 'candidateNs'>): string {
  return [baselineNs, candidateNs].map((ns) => (ns === null ? '–' : formatDuration(ns))).join(' → ');
}

/** "WRONG" of a cell that was right, else the verdict. */
export function verdictText({ verdict, isBroken }: Pick<ReviewCell, 'verdict' | 'isBroken'>): string {
  return isBroken ? 'BROKEN' : verdict;
}

function signed(ratio: number): string {
  const share = formatPercent(Math.abs(ratio - 1));
  return `${ratio >= 1 ? '+' : '−'}${share}`;
}
