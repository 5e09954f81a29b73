import type { Epochs } from '../summary/bootstrap.ts';
import { median } from '../summary/statistics.ts';
import { durationsNs } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';
import { clockMismatch, type Incomparable, type Ratio, ratioOf } from './ratio.ts';

/**
 * The ratio of two contenders of a run, paired by epoch and round. It is the geometric mean over epochs of the median
 * ratio of their rounds: a disturbed round does not move a median, and of few epochs the mean is what Student's t holds
 * for. Its error is that of the mean of so many medians, which vary by their rounds, too: a bootstrap that also draws
 * rounds would count those twice.
 */
export function pairedRatio(candidate: readonly Sample[], baseline: readonly Sample[]): Ratio | Incomparable {
  const mismatch = clockMismatch(candidate, baseline);
  if (mismatch) return mismatch;
  const epochs = logRatios(candidate, baseline);
  if (epochs.length === 0) return { reason: 'they share no round' };
  if (epochs.length === 1) return { reason: 'one epoch says nothing about how epochs vary' };
  const medians = epochs.map(median);
  const degrees = medians.length - 1;
  const value = mean(medians);
  const variance = medians.reduce((sum, one) => sum + (one - value) ** 2, 0) / degrees;
  return ratioOf({ value, error: Math.sqrt(variance / medians.length), degrees });
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
