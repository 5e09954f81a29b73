import { formatDay, formatPercent, formatTime } from '../../electron/ipc/figures.ts';
import type { CellTimeline, TimelineChange } from '../../electron/ipc/history/cell-timeline.ts';
import { durationAxis, extentOf, type FrameAxis } from './frame-axis.ts';

/** A part of a timeline between changes. */
export interface Level {
  /** Of its first and last point. */
  readonly from: number;
  readonly to: number;
  readonly medianNs: number;
}

/**
 * The axes of a timeline: its runs at even steps, since they come in bursts, and their times. Runs are named by the day,
 * or those of one day by the time of day, and each name is there once.
 */
export function timelineAxes(
  { points }: CellTimeline,
  most = 6,
): { readonly x: FrameAxis; readonly y: FrameAxis } {
  const days = points.map(({ startedAt }) => formatDay(startedAt));
  const isOneDay = days.every((day) => day === days[0]);
  const names = isOneDay ? points.map(({ startedAt }) => formatTime(startedAt)) : days;
  const stride = Math.max(1, Math.ceil(points.length / most));
  const x: FrameAxis = {
    scale: 'linear',
    domain: [-0.5, points.length - 0.5],
    ticks: names.flatMap((name, index) =>
      index % stride === 0 && name !== names[index - stride] ? [index] : [],
    ),
    text: (index) => names[index] ?? '',
  };
  // One interval that is much wider than the others would leave no room for them.
  const [low, high] = extentOf(points.map(({ medianNs }) => medianNs));
  const reach = Math.max(high - low, 0.02 * high);
  const ends = points.flatMap(({ interval95 }) => [
    Math.max(interval95[0], low - reach),
    Math.min(interval95[1], high + reach),
  ]);
  return { x, y: durationAxis([low, high, ...ends]) };
}

/** The levels between the changes; none without a change. */
export function levelsOf({ points, changes }: CellTimeline): Level[] {
  const [first] = changes;
  if (!first) return [];
  const starts = [0, ...changes.map(({ index }) => index)];
  return starts.map((from, at) => ({
    from,
    to: (starts[at + 1] ?? points.length) - 1,
    medianNs: at === 0 ? first.before : (changes[at - 1]?.after ?? first.before),
  }));
}

/** "5.2% slower" */
export function changeText({ ratio }: Pick<TimelineChange, 'ratio'>): string {
  return ratio > 1 ? `${formatPercent(ratio - 1)} slower` : `${formatPercent(1 - ratio)} faster`;
}

/** "9 runs, 1 change of level; the last: 5.2% slower" */
export function timelineText({ points, changes }: CellTimeline): string {
  const runs = `${points.length} ${points.length === 1 ? 'run' : 'runs'}`;
  const last = changes.at(-1);
  if (!last) return `${runs}, no change of level`;
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  return `${runs}, ${count} of level; the last: ${changeText(last)}`;
}
