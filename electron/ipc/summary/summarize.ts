import type { Sample, Summary } from '../types.ts';
import { describe, tukeyClasses } from './statistics.ts';

/** GPU time when every sample carries it, otherwise wall time: the two are never mixed. */
function clockOf(samples: readonly Sample[]): Summary['clock'] {
  return samples.every(({ gpuNs }) => gpuNs !== null) ? 'gpu' : 'wall';
}

/** The durations of a cell's samples by its clock, in nanoseconds. */
export function durationsNs(samples: readonly Sample[]): number[] {
  const clock = clockOf(samples);
  return samples.map(({ gpuNs, wallNs }) => (clock === 'gpu' && gpuNs !== null ? gpuNs : wallNs));
}

/** Summarizes one or more samples of a problem of `flops` operations, against a ceiling in GFLOPS. */
export function summarize(
  samples: readonly Sample[],
  { flops, ceiling }: { flops: number; ceiling: number },
): Summary {
  const durations = durationsNs(samples);
  const { n, median, q1, q3, min, p95, ci95 } = describe(durations);
  const gflops = flops / median;
  return {
    n,
    medianNs: median,
    q1Ns: q1,
    q3Ns: q3,
    minNs: min,
    p95Ns: p95,
    ci95Ns: ci95,
    clock: clockOf(samples),
    gflops,
    utilization: gflops / ceiling,
    outliers: tukeyClasses(durations).filter((kind) => kind !== 'inside').length,
  };
}
