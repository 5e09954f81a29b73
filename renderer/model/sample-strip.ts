import type { Sample, Summary } from '../../electron/ipc/types.ts';

/** A sample in the strip, with coordinates from 0 to 1 and y upwards. */
interface StripPoint {
  readonly x: number;
  readonly y: number;
  readonly ns: number;
  /** Outside Tukey's fences, 1.5 interquartile ranges beyond the quartiles. */
  readonly outlier: boolean;
}

export interface Strip {
  readonly points: readonly StripPoint[];
  /** The y coordinate of a time, 0…1. */
  readonly at: (ns: number) => number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** A sample by the clock of its summary. */
export interface TimedSample {
  readonly ns: number;
  readonly epoch: number;
  readonly round: number;
  /** Outside Tukey's fences, 1.5 interquartile ranges beyond the quartiles. */
  readonly outlier: boolean;
}

/** Samples in the order in which they were taken. */
export function timedSamples(
  samples: readonly Sample[],
  { q1Ns, q3Ns, clock }: Pick<Summary, 'q1Ns' | 'q3Ns' | 'clock'>,
): TimedSample[] {
  const fence = 1.5 * (q3Ns - q1Ns);
  return samples.map(({ epoch, round, gpuNs, wallNs }) => {
    const ns = clock === 'gpu' && gpuNs !== null ? gpuNs : wallNs;
    return { ns, epoch, round, outlier: ns < q1Ns - fence || ns > q3Ns + fence };
  });
}

/** Lays out samples in the order in which they were taken; the vertical range is theirs, with a margin. */
export function sampleStrip(samples: readonly Sample[], summary: Summary): Strip {
  const { q1Ns, q3Ns } = summary;
  const timed = timedSamples(samples, summary);
  const times = timed.map(({ ns }) => ns);
  const lowest = Math.min(q1Ns, ...times);
  const highest = Math.max(q3Ns, ...times);
  const margin = (highest - lowest || highest) * 0.08;
  const minNs = lowest - margin;
  const maxNs = highest + margin;
  const at = (ns: number) => (ns - minNs) / (maxNs - minNs);
  const points = timed.map(({ ns, outlier }, index) => ({
    x: timed.length === 1 ? 0.5 : index / (timed.length - 1),
    y: at(ns),
    ns,
    outlier,
  }));
  return { points, at, minNs, maxNs };
}

/** The median; null if there are no times. */
export function medianOf(times: readonly number[]): number | null {
  const sorted = times.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
