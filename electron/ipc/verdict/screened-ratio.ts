import type { Estimate } from '../summary/bootstrap.ts';
import { epochMean } from '../summary/epoch-mean.ts';
import { NORMAL_975 } from '../summary/student.ts';
import { durationsByEpoch } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { clockMismatch, type Incomparable, ONE_EPOCH, type Ratio, ratioOf, sum } from './ratio.ts';

/** A noise floor is an estimate too; those of few runs are rather too narrow. */
const FLOOR_DEGREES = 10;

/**
 * The ratio of a cell's times in two runs. The runs share no rounds, so it varies as runs do: its interval is at least
 * as wide as the noise floor. The epochs of the two are unpaired. Their t has the degrees of freedom of the run with
 * fewer, which no ratio of variances misleads (Mickey and Brown, Annals of Mathematical Statistics 37, 1966); those of
 * Welch are too many where a few noisy epochs are compared with many quiet ones.
 * @param floor by which ratio equal runs differ in 1 of 20 comparisons, less 1
 */
export function screenedRatio(
  candidate: readonly Sample[],
  baseline: readonly Sample[],
  floor: number,
): Ratio | Incomparable {
  const mismatch = clockMismatch(candidate, baseline);
  if (mismatch) return mismatch;
  const [one, other] = [logMedian(candidate), logMedian(baseline)];
  if (!one || !other) return ONE_EPOCH;
  const ofEpochs = {
    value: one.value - other.value,
    error: Math.hypot(one.error, other.error),
    degrees: Math.min(one.degrees, other.degrees),
  };
  const betweenRuns = { value: 0, error: Math.log1p(floor) / NORMAL_975, degrees: FLOOR_DEGREES };
  return ratioOf(sum([ofEpochs, betweenRuns]));
}

/** The mean over epochs of the logarithm of their median; null of fewer than two epochs. */
function logMedian(samples: readonly Sample[]): Estimate | null {
  return epochMean(durationsByEpoch(samples).map((times) => times.map(Math.log)));
}
