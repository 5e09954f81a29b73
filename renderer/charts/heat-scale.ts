/** How a heat map paints a value: towards one colour or the other, and how strongly, in percent. */
export interface Heat {
  readonly side: 'less' | 'more';
  readonly percent: number;
}

/**
 * Ratios, coloured on both sides of 1, of which less or more is better; levels, of which more is better, from the least
 * to the most; and magnitudes, of which less is better, by their decades.
 */
export type HeatKind = 'less is better' | 'more is better' | 'level' | 'decades';

export interface HeatScale {
  heatOf(value: number): Heat;
  /** The values at the ends of the ramp. */
  readonly ends: readonly [number, number];
}

/** Ratios this far from 1, or farther, have the full colour, unless no cell gets there. */
const MOST = 2;
const LEAST = 1.05;

export function heatScale(kind: HeatKind, values: readonly number[]): HeatScale {
  if (kind === 'less is better' || kind === 'more is better') return diverging(kind, heatLimit(values));
  const [back, forth] = kind === 'level' ? [Number, Number] : [log10, (value: number) => 10 ** value];
  const places = values.map(back);
  const low = places.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = places.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const side = kind === 'level' ? 'less' : 'more';
  return {
    heatOf: (value) => {
      const share = high > low ? (back(value) - low) / (high - low) : 1;
      return { side, percent: Math.round(100 * share) };
    },
    ends: [forth(low), forth(high)],
  };
}

/** An exact result has no decade. */
function log10(value: number): number {
  return Math.log10(Math.max(value, 1e-17));
}

function diverging(kind: 'less is better' | 'more is better', limit: number): HeatScale {
  const isLess = kind === 'less is better';
  return {
    heatOf: (value) => heatOf(isLess ? value : 1 / value, limit),
    ends: [1 / limit, limit],
  };
}

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
