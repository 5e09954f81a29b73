// The cells of a suite over its runs. Needs summaries only, no samples.
import { type Problem, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import { doubtOf } from '../conditions.ts';
import { NORMAL_975, studentQuantile } from '../summary/student.ts';
import type { Cell, Run, RunHead, Summary } from '../types.ts';
import { adjustByBenjaminiHochberg } from '../verdict/false-discovery.ts';
import { MINIMUM_EFFECT } from '../verdict/verdict.ts';
import { type ChangePoint, changePoints, divide, FALSE_ALARMS, type Measurement } from './change-points.ts';

/** A figure of a cell in one run: its median time, or the ratio of that to a reference's. */
export interface HistoryPoint {
  readonly run: RunHead;
  /** Nanoseconds, or a ratio. */
  readonly value: number;
  readonly interval95: readonly [low: number, high: number];
  /** See doubtOf(). */
  readonly doubt: string | null;
}

/** Where the level of a cell changes, by at least the minimum effect. */
export interface Change {
  /** Of the points, the first at the new level. */
  readonly index: number;
  /** The typical value on either side, up to the next changes. */
  readonly before: number;
  readonly after: number;
  /** After to before: above 1 the cell became slower. */
  readonly ratio: number;
  /** Of so large a difference by chance. */
  readonly pValue: number;
}

export interface CellHistory {
  readonly id: string;
  readonly problem: Problem;
  readonly contender: string;
  readonly clock: Summary['clock'];
  /** Oldest first; runs that lack the figure are left out. */
  readonly points: readonly HistoryPoint[];
  readonly changes: readonly Change[];
}

/** What the intervals of summaries leave out, on both sides. */
const OUTSIDE = 0.05;

/**
 * The history of every cell that was measured and right in some of the runs of a suite, in the order in which cells first
 * appear. The share of false ones among the cells with a change is at most that of FALSE_ALARMS.
 * @param runs oldest first; samples are not needed
 * @param against the contender to which ratios of times are taken, within each run; null for the times
 */
export function historyOf(runs: readonly Run[], against: string | null = null): CellHistory[] {
  const cells = gather(runs, against);
  const series = cells.map(({ entries }) => entries.map(({ measurement }) => measurement));
  const pValues = adjustByBenjaminiHochberg(series.map((one) => divide(one)?.pValue ?? 1));
  return cells.map(({ first, entries }, index) => {
    const hasChanged = (pValues[index] as number) <= FALSE_ALARMS;
    const { id, problem, contender, summary } = first;
    return {
      id,
      problem,
      contender,
      clock: summary.clock,
      points: entries.map(({ point }) => point),
      changes: hasChanged ? changePoints(series[index] as Measurement[]).flatMap(changeOf) : [],
    };
  });
}

type TimedCell = Cell & { summary: Summary };

interface Entry {
  readonly point: HistoryPoint;
  /** The logarithm of the point's value. */
  readonly measurement: Measurement;
}

/** The points of each cell, by its newest clock: figures of two clocks are never mixed. */
function gather(
  runs: readonly Run[],
  against: string | null,
): { first: TimedCell; entries: readonly Entry[] }[] {
  const cells = new Map<string, { first: TimedCell; entries: Entry[] }>();
  for (const run of runs) {
    const timed = new Map(run.cells.flatMap((cell) => (isTimed(cell) ? [[cell.id, cell]] : [])));
    for (const cell of timed.values()) {
      const reference = against === null ? null : timed.get(cellId(problemKey(cell.problem), against));
      const entry = reference === null ? timeEntry(run, cell) : reference && ratioEntry(run, cell, reference);
      if (!entry || cell.contender === against) continue;
      const found = cells.get(cell.id);
      if (found?.first.summary.clock === cell.summary.clock) found.entries.push(entry);
      else cells.set(cell.id, { first: cell, entries: [entry] });
    }
  }
  return [...cells.values()];
}

function isTimed(cell: Cell): cell is TimedCell {
  return cell.status === 'ok' && cell.summary !== null;
}

function timeEntry(run: Run, { summary, conditions }: TimedCell): Entry {
  return entryOf(run, logMedian(summary), [doubtOf(conditions)]);
}

/** Null where the two were timed by different clocks. */
function ratioEntry(run: Run, cell: TimedCell, reference: TimedCell): Entry | null {
  if (cell.summary.clock !== reference.summary.clock) return null;
  const [own, other] = [logMedian(cell.summary), logMedian(reference.summary)];
  // The limits of a difference from those of its parts (Zou and Donner, Statistics in Medicine 27, 2008). They ignore that
  // both shared the run, so they are rather too wide.
  const log = {
    value: own.value - other.value,
    below: Math.hypot(own.below, other.above),
    above: Math.hypot(own.above, other.below),
  };
  return entryOf(run, log, [doubtOf(cell.conditions), doubtOf(reference.conditions)]);
}

/** A logarithm, and how far its 95 % interval reaches below and above it. */
interface LogInterval {
  readonly value: number;
  readonly below: number;
  readonly above: number;
}

function logMedian({ medianNs, ci95Ns: [low, high] }: Summary): LogInterval {
  return {
    value: Math.log(medianNs),
    below: Math.max(0, Math.log(medianNs / low)),
    above: Math.max(0, Math.log(high / medianNs)),
  };
}

function entryOf(run: Run, { value, below, above }: LogInterval, doubts: (string | null)[]): Entry {
  const { cells: _, ...head } = run;
  const { epochs } = run.request.method;
  // The interval of one epoch, by order statistics, is nearest to a normal one.
  const quantile = epochs > 1 ? studentQuantile(OUTSIDE, epochs - 1) : NORMAL_975;
  return {
    point: {
      run: head,
      value: Math.exp(value),
      interval95: [Math.exp(value - below), Math.exp(value + above)],
      doubt: [...new Set(doubts)].filter((doubt) => doubt !== null).join(', ') || null,
    },
    measurement: { value, error: (below + above) / 2 / quantile },
  };
}

function changeOf({ index, before, after, pValue }: ChangePoint): Change[] {
  if (Math.abs(after - before) < Math.log1p(MINIMUM_EFFECT)) return [];
  const [from, to] = [Math.exp(before), Math.exp(after)];
  return [{ index, before: from, after: to, ratio: to / from, pValue }];
}
