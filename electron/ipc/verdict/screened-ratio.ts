import type { Estimate } from '../summary/bootstrap.ts';
import { epochMean } from '../summary/epoch-mean.ts';
import { NORMAL_975 } from '../summary/student.ts';
import { durationsByEpoch } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { clockMismatch, type Incomparable, ONE_EPOCH, type Ratio, ratioOf } from './ratio.ts';

/** A noise floor is an estimate too; those of few runs are rather too narrow. */
const FLOOR_DEGREES = 10;

/**
 * The ratio of a cell's times in two runs, with the error of its epochs. Those of the two runs are unpaired. Their t has
 * the degrees of freedom of the run with fewer, which no ratio of variances misleads (Mickey and Brown, Annals of
 * Mathematical Statistics 37, 1966); those of Welch are too many where a few noisy epochs are compared with many quiet
 * ones. The runs share no rounds, so the ratio varies as runs do, too: see noiseBetweenRuns().
 */
export function screenedRatio(
  candidate: readonly Sample[],
  baseline: readonly Sample[],
): Ratio | Incomparable {
  const mismatch = clockMismatch(candidate, baseline);
  if (mismatch) return mismatch;
  const [one, other] = [logMedian(candidate), logMedian(baseline)];
  if (!one || !other) return ONE_EPOCH;
  return ratioOf({
    value: one.value - other.value,
    error: Math.hypot(one.error, other.error),
    degrees: Math.min(one.degrees, other.degrees),
  });
}

/**
 * By how much the logarithm of a ratio of equal runs differs from 0.
 * @param floor by which ratio they differ in 1 of 20 comparisons, less 1
 */
export function noiseBetweenRuns(floor: number): Estimate {
  return { value: 0, error: Math.log1p(floor) / NORMAL_975, degrees: FLOOR_DEGREES };
}

/** The mean over epochs of the logarithm of their median; null of fewer than two epochs. */
function logMedian(samples: readonly Sample[]): Estimate | null {
  return epochMean(durationsByEpoch(samples).map((times) => times.map(Math.log)));
}
