interface Distribution {
  n: number;
  median: number;
  q1: number;
  q3: number;
  min: number;
  p95: number;
  /** Of the median, see medianInterval95(). */
  ci95: [low: number, high: number];
  /** (q3 − q1) / median. */
  relativeIqr: number;
}

type TukeyClass = 'inside' | 'outlier' | 'far-out';

/** Probabilities smaller than this, relative to the largest, do not change a sum. */
const NEGLIGIBLE = 1e-17;

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
    ci95: medianInterval95(sorted),
    relativeIqr: (q3 - q1) / median,
  };
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/**
 * Linear interpolation between the two nearest order statistics, at position (n − 1)·share: Hyndman and Fan's
 * type 7, the default of numpy, R and spreadsheets. `sorted` is ascending and not empty.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below];
  if (low === undefined) throw new RangeError('A quantile of no values');
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/**
 * A 95 % interval of the median that assumes nothing of the distribution: from the r-th smallest to the r-th largest
 * value, with the rank of medianRank95(). `sorted` is ascending and not empty.
 */
export function medianInterval95(sorted: readonly number[]): [low: number, high: number] {
  const { rank } = medianRank95(sorted.length);
  return [sorted[rank - 1] as number, sorted[sorted.length - rank] as number];
}

/**
 * The largest rank r for which the r-th smallest and the r-th largest of n values enclose the median with a
 * probability of at least 95 %, and that probability: 1 − 2·P(B < r), where B is binomial with n trials of ½. It is
 * exact for continuous distributions, and a lower bound for others (David and Nagaraja, Order Statistics, 3rd
 * edition, §7.1): 97.9 % at n = 10, 95.7 % at 25, 96.2 % at 40. Fewer than 6 values cannot reach 95 %; their rank is
 * 1, and their whole range covers 93.8 % at n = 5, 87.5 % at 4, 75 % at 3, 50 % at 2 and nothing at 1.
 */
export function medianRank95(n: number): { rank: number; coverage: number } {
  const middle = Math.floor(n / 2);
  // P(B = middle − i) / P(B = middle), which the recurrence of binomial coefficients gives without overflow.
  const weights: number[] = [];
  for (let k = middle, weight = 1; k >= 0 && weight > NEGLIGIBLE; k--) {
    weights.push(weight);
    weight *= k / (n - k + 1);
  }
  let below = weights.reduce((sum, weight) => sum + weight, 0);
  // The other half is the mirror image; with n even, the middle is its own.
  const all = 2 * below - (n % 2 === 0 ? 1 : 0);
  let rank = middle + 1;
  while (rank > 1 && (2 * below) / all > 0.05) {
    rank--;
    below -= weights[middle - rank] as number;
  }
  return { rank, coverage: 1 - (2 * below) / all };
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
