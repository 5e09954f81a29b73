import { createRandom } from '../random.ts';
import { bootstrap, type Epochs } from '../summary/bootstrap.ts';
import { median } from '../summary/statistics.ts';
import { durationsNs } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { type Incomparable, type Ratio, ratioOf } from './ratio.ts';

/** The standard error is within some 2 % of that of endless resamples. */
const RESAMPLES = 1000;
/** With many samples the error is known less well: drawn in all. */
const MOST_DRAWN = 2e6;
const FEWEST_RESAMPLES = 200;
/** Intervals are the same whenever the same samples are compared. */
const SEED = 1;

/**
 * The ratio of two contenders of a run, paired by epoch and round. It is the geometric mean over epochs of the median
 * ratio of their rounds: a disturbed round does not move a median, and of few epochs the mean is what Student's t holds
 * for.
 */
export function pairedRatio(candidate: readonly Sample[], baseline: readonly Sample[]): Ratio | Incomparable {
  const clocks = [candidate, baseline].map((samples) => samples.every(({ gpuNs }) => gpuNs !== null));
  if (clocks[0] !== clocks[1]) return { reason: 'one is timed by the GPU and the other by the wall clock' };
  const epochs = logRatios(candidate, baseline);
  if (epochs.length === 0) return { reason: 'they share no round' };
  if (epochs.length === 1) return { reason: 'one epoch says nothing about how epochs vary' };
  const wanted = Math.ceil(MOST_DRAWN / epochs.flat().length);
  const resamples = Math.min(RESAMPLES, Math.max(FEWEST_RESAMPLES, wanted));
  return ratioOf(bootstrap(epochs, meanOfMedians, createRandom(SEED, 'paired ratios'), resamples));
}

/** The logarithms of the ratios of the rounds that both took part in, by epoch. */
function logRatios(candidate: readonly Sample[], baseline: readonly Sample[]): Epochs {
  const key = ({ epoch, round }: Sample) => `${epoch} ${round}`;
  const times = durationsNs(baseline);
  const base = new Map(baseline.map((sample, index) => [key(sample), times[index] as number]));
  const epochs = new Map<number, number[]>();
  for (const [index, time] of durationsNs(candidate).entries()) {
    const sample = candidate[index] as Sample;
    const other = base.get(key(sample));
    if (other === undefined) continue;
    const logs = epochs.get(sample.epoch) ?? [];
    logs.push(Math.log(time / other));
    epochs.set(sample.epoch, logs);
  }
  return [...epochs.values()];
}

function meanOfMedians(epochs: Epochs): number {
  return epochs.reduce((sum, logs) => sum + median(logs), 0) / epochs.length;
}
