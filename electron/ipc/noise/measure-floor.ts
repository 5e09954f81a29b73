import { NORMAL_975 } from '../summary/student.ts';
import type { Run } from '../types.ts';
import { pairedRatio } from '../verdict/paired-ratio.ts';
import { lackOfPair, type Pair, pairsOfSides } from '../verdict/pairs.ts';
import { classOf } from './cell-class.ts';
import type { NoiseFloor } from './noise-floor.ts';

/** What equal runs say of one class of cells: logarithms. */
interface Differences {
  /** Ratios of the two sides of a cell, in one run. */
  readonly paired: number[];
  /** Deviations of a cell's median from its mean over the runs, made up for the degree of freedom that the mean took. */
  readonly betweenRuns: number[];
  cells: number;
}

/**
 * The noise floor from two or more equal runs in which each contender is measured on both sides. Floors are 95 %
 * intervals of normal differences, from their mean squares. Null if no cell was measured in two runs.
 */
export function measureFloor(runs: readonly Pick<Run, 'cells'>[], measuredAt: string): NoiseFloor | null {
  const classes = new Map<string, Differences>();
  const pairs = runs.flatMap(pairsOfSides).filter((pair) => lackOfPair(pair) === null);
  for (const own of Map.groupBy(pairs, ({ candidate }) => candidate.id).values()) {
    const name = classOf((own[0] as Pair).candidate);
    if (own.length < 2 || name === null) continue;
    const differences = classes.get(name) ?? { paired: [], betweenRuns: [], cells: 0 };
    classes.set(name, differences);
    differences.cells++;
    differences.paired.push(...own.flatMap(logRatio));
    differences.betweenRuns.push(...deviations(own.map(logMedian)));
  }
  if (classes.size === 0) return null;
  const floors = [...classes].map(([name, { paired, betweenRuns, cells }]) => {
    // Two runs differ by the root of two as much as one does from the truth.
    return [name, { paired: floor(paired, 1), betweenRuns: floor(betweenRuns, Math.SQRT2), cells }] as const;
  });
  return { measuredAt, runs: runs.length, classes: Object.fromEntries(floors) };
}

function logRatio({ candidate, baseline }: Pair): number[] {
  const ratio = pairedRatio(candidate.samples, baseline.samples);
  return 'reason' in ratio ? [] : [ratio.log.value];
}

/** Of both sides together, which are the same cell. */
function logMedian({ candidate, baseline }: Pair): number {
  const medians = [candidate, baseline].map(({ summary }) => Math.log(summary?.medianNs ?? Number.NaN));
  return ((medians[0] as number) + (medians[1] as number)) / 2;
}

function deviations(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const correction = Math.sqrt(values.length / (values.length - 1));
  return values.map((value) => (value - mean) * correction);
}

function floor(logs: readonly number[], factor: number): number {
  if (logs.length === 0) return 0;
  const meanSquare = logs.reduce((sum, log) => sum + log * log, 0) / logs.length;
  return Math.expm1(NORMAL_975 * factor * Math.sqrt(meanSquare));
}
