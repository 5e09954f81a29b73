import { LONGEST_NS, SHORTEST_NS } from '../limits.ts';
import { createRandom } from '../random.ts';
import type { Sample, Summary } from '../types.ts';
import { bootstrap, type Epochs, intervalOf } from './bootstrap.ts';
import { describe, median, tukeyClasses } from './statistics.ts';

/** The standard error is within some 5 % of that of endless resamples; intervals of few epochs are far less sure. */
const RESAMPLES = 200;
/** Drawn in all, so that a cell of very many samples takes no longer than it is worth. */
const MOST_DRAWN = 2e6;
/** Intervals are the same whenever the same samples are summarized. */
const SEED = 1;

/** GPU time when every sample carries it, otherwise wall time: the two are never mixed. */
function clockOf(samples: readonly Sample[]): Summary['clock'] {
  return samples.every(({ gpuNs }) => gpuNs !== null) ? 'gpu' : 'wall';
}

/** The durations of a cell's samples by its clock, in nanoseconds. */
export function durationsNs(samples: readonly Sample[]): number[] {
  const clock = clockOf(samples);
  return samples.map(({ gpuNs, wallNs }) => (clock === 'gpu' && gpuNs !== null ? gpuNs : wallNs));
}

/** The same by epoch, in the order in which the epochs first appear. */
export function durationsByEpoch(samples: readonly Sample[]): number[][] {
  const durations = durationsNs(samples);
  const epochs = Map.groupBy(durations.keys(), (index) => samples[index]?.epoch);
  return [...epochs.values()].map((own) => own.map((index) => durations[index] as number));
}

/** Summarizes one or more samples of a problem of `flops` operations, against a ceiling in GFLOPS. */
export function summarize(
  samples: readonly Sample[],
  { flops, ceiling }: { flops: number; ceiling: number },
): Summary {
  const durations = durationsNs(samples);
  const { n, median, q1, q3, min, p95, ci95 } = describe(durations);
  const gflops = flops / median;
  const epochs = durationsByEpoch(samples);
  return {
    n,
    medianNs: median,
    q1Ns: q1,
    q3Ns: q3,
    minNs: min,
    p95Ns: p95,
    ci95Ns: epochs.length > 1 ? acrossEpochs(epochs) : ci95,
    clock: clockOf(samples),
    gflops,
    utilization: gflops / ceiling,
    outliers: tukeyClasses(durations).filter((kind) => kind !== 'inside').length,
  };
}

/** The 95 % interval of the median of two or more epochs, by the bootstrap of its logarithm. */
function acrossEpochs(epochs: Epochs): Summary['ci95Ns'] {
  const resamples = Math.min(RESAMPLES, Math.ceil(MOST_DRAWN / epochs.flat().length));
  const random = createRandom(SEED, 'interval of the median');
  const logMedian = (drawn: Epochs) => Math.log(median(drawn.flat()));
  const [low, high] = intervalOf(bootstrap(epochs, logMedian, random, resamples));
  return [Math.max(Math.exp(low), SHORTEST_NS), Math.min(Math.exp(high), LONGEST_NS)];
}
