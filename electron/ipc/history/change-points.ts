// Where the level of a series changes: the hierarchical estimation of change points of Matteson and James (A Nonparametric
// Approach for Multiple Change Point Analysis of Multivariate Data, Journal of the American Statistical Association 109,
// 2014), as continuous benchmarking uses it (Daly et al., The Use of Change Point Detection to Identify Software
// Performance Regressions in a Continuous Integration System, ICPE 2020). The divergence is theirs with the exponent 2,
// which is that of means. Permutations decide, so the stated rate of false alarms holds for short series and for noise
// that is not normal, where the penalty of a likelihood (PELT) holds for neither. It does not hold for noise that drifts.
import { createRandom, shuffle } from '../random.ts';
import { median } from '../summary/statistics.ts';

/** A single slow run is not a change of level, and neither are two. */
const FEWEST_ON_A_SIDE = 3;
/**
 * Seven or fewer values can be divided in so few ways that chance alone reaches the best of them more often than 5 % of
 * the time.
 */
export const FEWEST_VALUES = 8;
/** The probability of a change point in a series that has none. */
export const FALSE_ALARMS = 0.05;

const MOST_PERMUTATIONS = 1999;
/** So many permutations with an effect as large decide that it is chance (Besag and Clifford, Biometrika 78, 1991). */
const ENOUGH_AS_LARGE = 20;
/** Change points are the same whenever the same series is examined. */
const SEED = 1;
/** Equal sums in another order may be off by a rounding. */
const ROUNDING = 1e-9;
/**
 * Values further from the median, in standard deviations estimated from the median deviation, count as this far. Less would
 * hide a large change in the last few values, and more a small one beside a value that is far off.
 */
const FARTHEST = 2.5;
/** From the median absolute deviation of normal values to their standard deviation. */
const DEVIATIONS = 1.4826;

/** A value with its standard error, which does not have to hold what varies between values; 0 if nothing is known of it. */
export interface Measurement {
  readonly value: number;
  readonly error: number;
}

export interface ChangePoint {
  /** Of the first value at the new level. */
  readonly index: number;
  /** The medians of the values on either side, up to the next change points. */
  readonly before: number;
  readonly after: number;
  /** The probability of so large a difference by chance in the part of the series that it divides. */
  readonly pValue: number;
}

/** Where a series divides best, and the probability of so large a difference by chance. */
export interface Division {
  readonly index: number;
  readonly pValue: number;
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * The change points of a series in its order, oldest first. The series is divided where the means of the two sides differ
 * most, given the weights of the values, as long as that is significant; then each side is.
 */
export function changePoints(series: readonly Measurement[], significance = FALSE_ALARMS): ChangePoint[] {
  const divisions = divideAll(series, 0, significance);
  if (divisions.length === 0) return [];
  const bounds = [0, ...divisions.map(({ index }) => index), series.length];
  const levels = bounds
    .slice(0, -1)
    .map((bound, at) => median(series.slice(bound, bounds[at + 1]).map(({ value }) => value)));
  return divisions.map(({ index, pValue }, at) => {
    return { index, before: levels[at] as number, after: levels[at + 1] as number, pValue };
  });
}

/** The best division of a series in two; null if it is too short to tell anything. */
export function divide(series: readonly Measurement[]): Division | null {
  if (series.length < FEWEST_VALUES) return null;
  const values = weighted(series);
  const { index, effect } = largestEffect(values);
  const random = createRandom(SEED, 'change points');
  const threshold = effect * (1 - ROUNDING);
  let asLarge = 0;
  for (let count = 1; count <= MOST_PERMUTATIONS; count++) {
    if (largestEffect(shuffle(values, random)).effect >= threshold) asLarge++;
    if (asLarge === ENOUGH_AS_LARGE) return { index, pValue: asLarge / count };
  }
  return { index, pValue: (asLarge + 1) / (MOST_PERMUTATIONS + 1) };
}

function divideAll(series: readonly Measurement[], start: number, significance: number): Division[] {
  const division = divide(series);
  if (!division || division.pValue > significance) return [];
  const { index, pValue } = division;
  return [
    ...divideAll(series.slice(0, index), start, significance),
    { index: start + index, pValue },
    ...divideAll(series.slice(index), start + index, significance),
  ];
}

/**
 * Values with the weights of their variances: what varies between them, which is estimated as if nothing changed (Hedges
 * and Olkin, Statistical Methods for Meta-Analysis, 1985, §9), and their own errors. An error of few epochs may be small by
 * luck, so none counts as smaller than the median one. All of this is the same for every permutation.
 */
function weighted(series: readonly Measurement[]): Weighted[] {
  const values = withoutExtremes(series.map(({ value }) => value));
  const mean = average(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const least = median(series.map(({ error }) => error));
  const errors = series.map(({ error }) => Math.max(error, least) ** 2);
  const between = Math.max(0, variance - average(errors));
  return values.map((value, index) => {
    const total = between + (errors[index] as number);
    return { value: value - mean, weight: total > 0 ? 1 / total : 1 };
  });
}

/** One run on a busy machine may take twice as long: it must not hide a change by what it adds to the variance. */
function withoutExtremes(values: readonly number[]): number[] {
  const middle = median(values);
  const reach = FARTHEST * DEVIATIONS * median(values.map((value) => Math.abs(value - middle)));
  if (reach === 0) return [...values];
  return values.map((value) => Math.min(Math.max(value, middle - reach), middle + reach));
}

/** Where the weighted means of the two sides differ most: the sum of squares between them. */
function largestEffect(values: readonly Weighted[]): { index: number; effect: number } {
  let [allWeight, all] = [0, 0];
  for (const { value, weight } of values) {
    allWeight += weight;
    all += weight * value;
  }
  let [index, effect, leftWeight, left] = [0, -1, 0, 0];
  for (const [at, { value, weight }] of values.entries()) {
    if (at >= FEWEST_ON_A_SIDE && at <= values.length - FEWEST_ON_A_SIDE) {
      const rightWeight = allWeight - leftWeight;
      const difference = left / leftWeight - (all - left) / rightWeight;
      const own = ((leftWeight * rightWeight) / allWeight) * difference ** 2;
      if (own > effect) [index, effect] = [at, own];
    }
    leftWeight += weight;
    left += weight * value;
  }
  return { index, effect };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
