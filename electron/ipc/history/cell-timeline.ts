import type { Run, Summary } from '../types.ts';
import { differences, sourceRange } from './differences.ts';
import { type Change, historyOf } from './history.ts';

/** A cell's median in one run, in nanoseconds. */
export interface TimelinePoint {
  readonly runId: string;
  readonly name: string;
  readonly startedAt: string;
  /** The commit that was measured, where that is known. */
  readonly source: string | null;
  readonly medianNs: number;
  readonly interval95: readonly [low: number, high: number];
  readonly doubt: string | null;
}

/** Where the level changes, with what else differs between the runs on either side. */
export interface TimelineChange extends Change {
  /** "v1.2..v1.3", "clang 19.1.7 → 20.1.0" */
  readonly notes: readonly string[];
}

/** A cell over the runs of its suite. */
export interface CellTimeline {
  readonly clock: Summary['clock'];
  /** Oldest first. */
  readonly points: readonly TimelinePoint[];
  readonly changes: readonly TimelineChange[];
}

/**
 * The history of one cell; null if no run has a figure of it. One cell is asked for, so a change is false with the
 * probability of FALSE_ALARMS, where historyOf() holds that for all cells of a suite together.
 * @param runs of one suite, oldest first; their other cells and all samples are not needed
 */
export function cellTimeline(runs: readonly Run[], cellId: string): CellTimeline | null {
  const own = runs.map((run) => ({ ...run, cells: run.cells.filter(({ id }) => id === cellId) }));
  const [history] = historyOf(own);
  if (!history) return null;
  const { clock, points, changes } = history;
  return {
    clock,
    points: points.map(({ run, value, interval95, doubt }) => ({
      ...{ runId: run.id, name: run.name, startedAt: run.startedAt, source: run.source },
      ...{ medianNs: value, interval95, doubt },
    })),
    changes: changes.map((change) => {
      const [before, after] = [points[change.index - 1]?.run, points[change.index]?.run];
      if (!before || !after) return { ...change, notes: [] };
      const source = before.source === after.source ? null : sourceRange(before, after);
      return { ...change, notes: [...(source ? [source] : []), ...differences(before, after)] };
    }),
  };
}
