import { doubtOf } from '../../electron/ipc/conditions.ts';
import { type RateUnit, rateIn, rateUnitOf } from '../../electron/ipc/rate.ts';
import { ceilingOf } from '../../electron/ipc/roof.ts';
import type { Cell, Roof } from '../../electron/ipc/types.ts';
import { linesOf, placeOf, SIZE_AXIS } from './axis.ts';
import { isMarked, keyOf, type MarkedStatus } from './cells.ts';
import { isSquare } from './problem-size.ts';

/** The vertical axis: the share of the roof, or the rate in the unit of the first problem. */
export type Metric = 'utilization' | 'rate';
export type XScale = 'log2' | 'linear';

/** A measured cell. `low` and `high` are the rates at the third and first quartile of its times. */
export interface Point {
  readonly problem: string;
  readonly contender: string;
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Measured under doubtful conditions: drawn hollow. */
  readonly doubtful: boolean;
}

/** A cell that was not measured, with its status: drawn at the foot of the plot. */
export interface Mark {
  readonly problem: string;
  readonly contender: string;
  readonly x: number;
  readonly status: MarkedStatus;
}

export interface Series {
  /** The contender of the line; of variants, without the parameter on the axis. */
  readonly contender: string;
  readonly points: readonly Point[];
  readonly marks: readonly Mark[];
}

export interface ChartModel {
  readonly series: readonly Series[];
  /** Covers every cell, measured or not, so that the axis does not move while cells arrive. */
  readonly xDomain: readonly [number, number];
  readonly yMax: number;
  /** In the unit of the metric: 1 for utilization. */
  readonly roof: number;
  /** Whether x is a root of the extents' product rather than a side. */
  readonly rectangular: boolean;
}

/** Room above the highest value for the roof's label and the markers. */
const HEADROOM = 1.06;

/** What the chart draws, with the series in the order of `contenders`. */
export function chartModel(
  cells: readonly Cell[],
  contenders: readonly string[],
  roof: Roof,
  metric: Metric,
  axis = SIZE_AXIS,
): ChartModel {
  const placed = cells.flatMap((cell) => {
    const place = placeOf(cell, axis);
    return place ? [{ cell, ...place }] : [];
  });
  const [first] = cells;
  const unit = metric === 'rate' ? rateUnitOf(first?.problem) : null;
  const series = linesOf(contenders, axis).map((line) => {
    const own = placed.filter((one) => one.line === line);
    return seriesOf(own, line, unit);
  });
  const places = placed.map(({ x }) => x);
  const highest = series.flatMap(({ points }) => points).reduce((most, { high }) => Math.max(most, high), 0);
  const ceiling = first ? ceilingOf(roof, first.problem) : roof.gflops;
  const roofValue = unit === null ? 1 : first ? rateIn(unit, first.problem, ceiling) : ceiling;
  return {
    series,
    xDomain: domainOf(places),
    yMax: Math.max(highest, roofValue) * HEADROOM,
    roof: roofValue,
    rectangular: cells.some(({ problem }) => !isSquare(problem)),
  };
}

/** @param unit of the rates; null for utilization */
function seriesOf(placed: readonly { cell: Cell; x: number }[], line: string, unit: RateUnit | null): Series {
  const points: Point[] = [];
  const marks: Mark[] = [];
  for (const { cell, x } of placed) {
    const place = { problem: keyOf(cell), contender: cell.contender, x };
    if (isMarked(cell.status)) marks.push({ ...place, status: cell.status });
    else if (cell.summary) {
      const { medianNs, q1Ns, q3Ns, gflops, utilization } = cell.summary;
      const value = unit === null ? utilization : rateIn(unit, cell.problem, gflops);
      const doubtful = doubtOf(cell.conditions) !== null;
      points.push({
        ...place,
        doubtful,
        value,
        low: (value * medianNs) / q3Ns,
        high: (value * medianNs) / q1Ns,
      });
    }
  }
  return { contender: line, points: points.sort(byX), marks: marks.sort(byX) };
}

function byX(a: { x: number }, b: { x: number }): number {
  return a.x - b.x;
}

/** From the smallest size to the largest; a single size is in the middle of two octaves. */
function domainOf(sizes: readonly number[]): [number, number] {
  if (sizes.length === 0) return [64, 512];
  const min = sizes.reduce((a, b) => Math.min(a, b));
  const max = sizes.reduce((a, b) => Math.max(a, b));
  return min === max ? [min / 2, max * 2] : [min, max];
}

/**
 * A row of the plot for each problem and place: `<contender>` is the value, `<contender>|iqr` the band, and
 * `<contender>|doubtful` whether the marker is hollow.
 */
export interface PlotRow {
  x: number;
  [series: string]: number | [number, number] | boolean | null;
}

/** The rows of the plot. A failed cell is null, which breaks its line. Several problems may have the same x. */
export function plotRows(series: readonly Series[]): PlotRow[] {
  const rows = new Map<string, PlotRow>();
  const rowOf = ({ problem, x }: { problem: string; x: number }) => {
    const key = `${problem}|${x}`;
    const row = rows.get(key) ?? { x };
    rows.set(key, row);
    return row;
  };
  for (const { contender, points, marks } of series) {
    for (const mark of marks) rowOf(mark)[contender] = null;
    for (const point of points) {
      const row = rowOf(point);
      row[contender] = point.value;
      row[`${contender}|iqr`] = [point.low, point.high];
      if (point.doubtful) row[`${contender}|doubtful`] = true;
    }
  }
  return [...rows.values()].sort(byX);
}
