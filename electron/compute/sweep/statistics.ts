import type { Random } from '../random.ts';

export interface Distribution {
  n: number;
  median: number;
  q1: number;
  q3: number;
  min: number;
  p95: number;
  /** (q3 − q1) / median. */
  relativeIqr: number;
}

export type TukeyClass = 'inside' | 'outlier' | 'far-out';

const BOOTSTRAP_RESAMPLES = 1000;

/** Median, quartiles and tails of one or more positive values, in any order. */
export function describe(values: readonly number[]): Distribution {
  const sorted = ascending(values);
  const [median, q1, q3] = [quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return {
    n: sorted.length,
    median,
    q1,
    q3,
    min: quantile(sorted, 0),
    p95: quantile(sorted, 0.95),
    relativeIqr: (q3 - q1) / median,
  };
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/**
 * Linear interpolation between the two nearest order statistics, at position (n − 1)·share: Hyndman and Fan's
 * type 7, what numpy, R and spreadsheets do by default. `sorted` is ascending and not empty.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below];
  if (low === undefined) throw new RangeError('A quantile of no values');
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** The 95 % percentile bootstrap interval of the median. */
export function medianInterval95(values: readonly number[], random: Random): [number, number] {
  const medians = Array.from({ length: BOOTSTRAP_RESAMPLES }, () =>
    median(values.map(() => values[random.below(values.length)] as number)),
  );
  medians.sort((a, b) => a - b);
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** Tukey's fences: beyond 1.5 interquartile ranges from the box is an outlier, beyond 3 is far out. */
export function tukeyClasses(values: readonly number[]): TukeyClass[] {
  const { q1, q3 } = describe(values);
  const outside = (value: number, ranges: number) =>
    value < q1 - ranges * (q3 - q1) || value > q3 + ranges * (q3 - q1);
  return values.map((value) => (outside(value, 3) ? 'far-out' : outside(value, 1.5) ? 'outlier' : 'inside'));
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
