import type { Epochs } from '../summary/bootstrap.ts';
import { epochMean } from '../summary/epoch-mean.ts';
import { durationsNs } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { clockMismatch, type Incomparable, ONE_EPOCH, type Ratio, ratioOf } from './ratio.ts';

/**
 * The ratio of two contenders of a run, paired by epoch and round: the geometric mean over epochs of the median ratio of
 * their rounds.
 */
export function pairedRatio(candidate: readonly Sample[], baseline: readonly Sample[]): Ratio | Incomparable {
  const mismatch = clockMismatch(candidate, baseline);
  if (mismatch) return mismatch;
  const epochs = logRatios(candidate, baseline);
  if (epochs.length === 0) return { reason: 'they share no round' };
  const log = epochMean(epochs);
  return log ? ratioOf(log) : ONE_EPOCH;
}

/** The logarithms of the ratios of the rounds that both took part in, by epoch. */
export function logRatios(candidate: readonly Sample[], baseline: readonly Sample[]): Epochs {
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
