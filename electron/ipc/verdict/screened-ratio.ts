import { createRandom } from '../random.ts';
import { bootstrap, type Epochs, type Estimate } from '../summary/bootstrap.ts';
import { median } from '../summary/statistics.ts';
import { durationsNs } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { clockMismatch, type Incomparable, type Ratio, ratioOf, sum } from './ratio.ts';

const RESAMPLES = 200;
const SEED = 1;
/** Half the width of a 95 % interval of normal errors, in standard deviations. */
const NORMAL_975 = 1.96;
/** A noise floor is an estimate too; those of few runs are rather too narrow. */
const FLOOR_DEGREES = 10;

/**
 * The ratio of a cell's times in two runs. The runs share no rounds, so it varies as runs do: its interval is at least
 * as wide as the noise floor.
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
  if (!one || !other) return { reason: 'one epoch says nothing about how epochs vary' };
  const betweenRuns = { value: 0, error: Math.log1p(floor) / NORMAL_975, degrees: FLOOR_DEGREES };
  return ratioOf(sum([one, { ...other, value: -other.value }, betweenRuns]));
}

/** The mean over epochs of the logarithm of their median; null of fewer than two epochs. */
function logMedian(samples: readonly Sample[]): Estimate | null {
  const times = durationsNs(samples);
  const epochs = [...Map.groupBy(times.keys(), (index) => samples[index]?.epoch).values()];
  if (epochs.length < 2) return null;
  const logs = epochs.map((own) => own.map((index) => Math.log(times[index] as number)));
  const statistic = (drawn: Epochs) => drawn.reduce((sum, one) => sum + median(one), 0) / drawn.length;
  return bootstrap(logs, statistic, createRandom(SEED, 'screening'), RESAMPLES);
}
