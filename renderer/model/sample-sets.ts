import { relativeIqrOf } from '../../electron/ipc/doubts.ts';
import { formatDuration, formatPercent } from '../../electron/ipc/figures.ts';
import type { Cell, Summary } from '../../electron/ipc/types.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { durationAxis, extentOf, type FrameAxis, logAxis } from './frame-axis.ts';
import { sizeLabel } from './problem-size.ts';
import { medianOf, type TimedSample, timedSamples } from './sample-strip.ts';
import { type CellRef, sameRef } from './selection.ts';

/** The samples of a cell, as they are drawn beside those of another. */
export interface SampleSet {
  readonly contender: string;
  /** "Direct · 256 × 256 × 256" */
  readonly label: string;
  readonly summary: Summary;
  readonly samples: readonly TimedSample[];
  readonly duplicates: number;
  /** By epoch, with its first and last round. */
  readonly epochs: readonly Epoch[];
}

export interface Epoch {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly medianNs: number;
}

/** The cell beside the selected one: the pinned one, else the reference's of the same problem. */
export function besideOf(
  ref: CellRef | null,
  pinned: CellRef | null,
  reference: string | null,
): CellRef | null {
  if (!ref) return null;
  if (pinned && pinned.runId === ref.runId && !sameRef(pinned, ref)) return pinned;
  return reference === null || reference === ref.contender ? null : { ...ref, contender: reference };
}

/** Null for a cell without samples. */
export function sampleSetOf(cell: Cell | null): SampleSet | null {
  if (!cell?.summary || cell.samples.length === 0) return null;
  const samples = timedSamples(cell.samples, cell.summary);
  return {
    contender: cell.contender,
    label: `${contenderLabel(cell.contender)} · ${sizeLabel(cell.problem)}`,
    summary: cell.summary,
    samples,
    duplicates: cell.duplicates ?? 1,
    epochs: epochsOf(samples),
  };
}

function epochsOf(samples: readonly TimedSample[]): Epoch[] {
  return [...Map.groupBy(samples, ({ epoch }) => epoch)].map(([epoch, own]) => {
    const [from, to] = extentOf(own.map(({ round }) => round));
    return { epoch, from, to, medianNs: medianOf(own.map(({ ns }) => ns)) ?? 0 };
  });
}

/** From here on, times are drawn on logarithms: else one outlier leaves no room for the rest. */
const WIDE = 6;

/** An axis of the times of all sets. */
export function timeAxis(sets: readonly SampleSet[], count?: number): FrameAxis {
  const times = sets.flatMap(({ samples, summary }) => [
    ...samples.map(({ ns }) => ns),
    summary.q1Ns,
    summary.q3Ns,
  ]);
  const [low, high] = extentOf(times);
  return low > 0 && high / low > WIDE
    ? logAxis(low / 1.1, high * 1.1, formatDuration, count)
    : durationAxis(times, count);
}

/** The share of samples that took at most as long, at each of them: ascending. */
export function sharesOf({
  samples,
}: Pick<SampleSet, 'samples'>): { readonly ns: number; readonly share: number }[] {
  const times = samples.map(({ ns }) => ns).sort((a, b) => a - b);
  return times.map((ns, index) => ({ ns, share: (index + 1) / times.length }));
}

const range = (low: number, high: number) => `${formatDuration(low)} – ${formatDuration(high)}`;

/** The figures of a set, by their names. */
export const SET_FIGURES: Readonly<Record<string, (set: SampleSet) => string>> = {
  Median: ({ summary }) => formatDuration(summary.medianNs),
  '95% interval': ({ summary }) => range(...summary.ci95Ns),
  IQR: ({ summary }) => range(summary.q1Ns, summary.q3Ns),
  'Relative IQR': ({ summary }) => formatPercent(relativeIqrOf(summary)),
  Minimum: ({ summary }) => formatDuration(summary.minNs),
  '95th percentile': ({ summary }) => formatDuration(summary.p95Ns),
  'Samples × duplicates': ({ summary, duplicates }) => `${summary.n} × ${duplicates}`,
  Epochs: ({ epochs }) => String(epochs.length),
  'Outliers (hollow)': ({ summary }) => String(summary.outliers),
};
