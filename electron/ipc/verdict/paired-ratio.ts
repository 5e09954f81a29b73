import { createRandom } from '../random.ts';
import { bootstrap, type Epochs, type Estimate, interval95 } from '../summary/bootstrap.ts';
import { median } from '../summary/statistics.ts';
import { studentTails } from '../summary/student.ts';
import { durationsNs } from '../summary/summarize.ts';
import type { Sample } from '../types.ts';

/** The standard error is within some 2 % of that of endless resamples. */
const RESAMPLES = 1000;
/** Intervals are the same whenever the same samples are compared. */
const SEED = 1;

/** A ratio of times, candidate to baseline: below 1 the candidate is faster. */
export interface Ratio {
  readonly ratio: number;
  readonly interval95: readonly [low: number, high: number];
  /** The probability of a ratio this far from 1 by chance if the times are equal. */
  readonly pValue: number;
  /** The logarithm of the ratio. */
  readonly log: Estimate;
}

/** Why samples cannot be compared, for people. */
export interface Incomparable {
  readonly reason: string;
}

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
  return ratioOf(bootstrap(epochs, meanOfMedians, createRandom(SEED, 'paired ratios'), RESAMPLES));
}

/**
 * The geometric mean of the ratios of several sizes, which are measured one after the other: their errors are
 * independent. Degrees of freedom by Welch and Satterthwaite (Biometrics Bulletin 2, 1946), rounded down.
 */
export function geometricMean(ratios: readonly Ratio[]): Ratio {
  const sum = (of: (log: Estimate) => number) => ratios.reduce((total, { log }) => total + of(log), 0);
  const variance = sum(({ error }) => error ** 2);
  const degrees = variance ** 2 / sum(({ error, degrees }) => error ** 4 / degrees);
  return ratioOf({
    value: sum(({ value }) => value) / ratios.length,
    error: Math.sqrt(variance) / ratios.length,
    degrees: variance > 0 ? Math.floor(degrees * (1 + Number.EPSILON * 8)) : 1,
  });
}

function ratioOf(log: Estimate): Ratio {
  const [low, high] = interval95(log).map(Math.exp) as [number, number];
  const t = log.value === 0 ? 0 : Math.abs(log.value) / log.error;
  return {
    ratio: Math.exp(log.value),
    interval95: [low, high],
    pValue: studentTails(t, log.degrees),
    log,
  };
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
