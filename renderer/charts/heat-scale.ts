/** How a heat map paints a ratio: towards less time or more, and how strongly, in percent. */
export interface Heat {
  readonly side: 'less' | 'more';
  readonly percent: number;
}

/** Ratios this far from 1, or farther, have the full colour, unless no cell gets there. */
const MOST = 2;
const LEAST = 1.05;

/** The ratio, above 1, that has the full colour: that of the cell farthest from 1, within limits. */
export function heatLimit(values: readonly number[]): number {
  const farthest = Math.max(0, ...values.map((value) => Math.abs(Math.log(value))));
  return Math.min(MOST, Math.max(LEAST, Math.exp(farthest)));
}

/** The colour of a ratio, on a scale of logarithms that is even at 1: half the time is as far from it as twice the time. */
export function heatOf(value: number, limit: number): Heat {
  const share = Math.min(1, Math.abs(Math.log(value)) / Math.log(limit));
  return { side: value <= 1 ? 'less' : 'more', percent: Math.round(100 * share) };
}
