import { formatCount } from '../../../electron/ipc/figures.ts';
import type { LineCost, LineCosts, NoLineCosts } from './line-cost.ts';

/** What is counted, for a tooltip. */
export const COST_METHOD =
  `An estimate for the first thread of the middle threadgroup, from the text, the size and the constants:
operations on data (a multiply-add is one, a product of 8 × 8 matrices 16 for each thread) and elements that are read
or written in device and threadgroup memory, each counted as one. Addresses, loops and barriers count nothing.
It does not say how long anything takes.`.replaceAll('\n', ' ');

/** Lines that the summary names. */
const NAMED = 3;

/** "42%", "0.3%", "<0.1%" */
export function shareText(share: number): string {
  if (share < 0.001) return '<0.1%';
  return share < 0.0995 ? `${(share * 100).toFixed(1)}%` : `${Math.round(share * 100)}%`;
}

/** What a thread does in a line. */
export function costText({ share, arithmetic, device, threadgroup, isConditional }: LineCost): string {
  const parts = [
    [arithmetic, 'operations'],
    [device, 'elements of device memory'],
    [threadgroup, 'elements of threadgroup memory'],
  ] as const;
  const counted = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatCount(count)} ${what}`);
  const condition = isConditional ? '; some depend on data and are counted as if they were always done' : '';
  return `Estimated ${shareText(share)} of what a thread does: ${counted.join(', ')}${condition}`;
}

/** What is said of the costs of all lines: what follows it are the costliest, or why they are not known. */
export function costSummary(costs: LineCosts | NoLineCosts): string {
  if ('reason' in costs) return `Line cost unknown: ${costs.reason} (line ${costs.line})`;
  if (costs.lines.size === 0) return 'Line cost: the thread that is counted does nothing to data';
  return 'Line cost, estimated';
}

/** The lines that cost most. */
export function costliest(
  costs: LineCosts | NoLineCosts,
): readonly (readonly [line: number, share: number])[] {
  if ('reason' in costs) return [];
  const shares = [...costs.lines].map(([line, { share }]) => [line, share] as const);
  return shares.sort(([, a], [, b]) => b - a).slice(0, NAMED);
}
