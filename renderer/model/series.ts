import { doubtsOf } from '../../electron/ipc/doubts.ts';
import { type RateUnit, rateIn, rateUnitOf } from '../../electron/ipc/rate.ts';
import { ceilingOf } from '../../electron/ipc/roof.ts';
import type { Cell, Method, Roof, Summary } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { linesOf, placeOf, SIZE_AXIS } from './axis.ts';
import { isMarked, keyOf, type MarkedStatus } from './cells.ts';
import { sizeAxisOf } from './problem-size.ts';
import { linearTicks } from './ticks.ts';

/**
 * The vertical axis: the share of the roof, the rate in the unit of the typical problem, or the largest relative error
 * against float64.
 */
export const METRICS = ['utilization', 'rate', 'error'] as const;
export type Metric = (typeof METRICS)[number];
export const X_SCALES = ['log2', 'linear'] as const;
export type XScale = (typeof X_SCALES)[number];

/**
 * A measured cell. It is drawn at `y`, with a band from the rate at the third quartile of its times, `low`, to that at
 * the first, `high`. An error has no band; that of an exact result is 0, which lies at the foot of an axis that has no 0.
 */
export interface Point {
  readonly problem: string;
  readonly contender: string;
  readonly x: number;
  readonly value: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** Drawn hollow. */
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
  readonly yAxis: YAxis;
  /** In the unit of the metric: 1 for utilization; null for errors, which have none. */
  readonly roof: number | null;
  /** Of the horizontal axis, if that is the size: "Size: M = N = K". */
  readonly sizeTitle: string;
}

/** The vertical axis. */
interface YAxis {
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Room above the highest value for the roof's label and the markers. */
export const HEADROOM = 1.06;

/** What the figures of a run rest on. */
interface Basis {
  readonly roof: Roof;
  readonly method: Pick<Method, 'targetRelativeIqr'>;
  /** The problem whose unit and ceiling the chart has, see typicalProblem(). */
  readonly typical: Problem | undefined;
}

/** What the chart draws, with the series in the order of `contenders`. */
export function chartModel(
  cells: readonly Cell[],
  contenders: readonly string[],
  { roof, method, typical }: Basis,
  metric: Metric,
  axis = SIZE_AXIS,
): ChartModel {
  const sizes = sizeAxisOf([...new Set(cells.map(({ problem }) => problem))]);
  const placed = cells.flatMap((cell) => {
    const place = placeOf(cell, axis, sizes);
    return place ? [{ cell, ...place }] : [];
  });
  const figure = figureOf(metric, rateUnitOf(typical));
  const series = linesOf(contenders, axis).map((line) => {
    const own = placed.filter((one) => one.line === line);
    return seriesOf(own, line, figure, method);
  });
  return {
    ...(metric === 'error'
      ? onDecades(series)
      : belowRoof(series, metric === 'utilization' ? 1 : rateOf(roof, typical))),
    xDomain: domainOf(placed.map(({ x }) => x)),
    sizeTitle: sizes.title,
  };
}

type Vertical = Pick<ChartModel, 'series' | 'yAxis' | 'roof'>;

/** Rates from 0 to the roof, or beyond it. */
function belowRoof(series: readonly Series[], roof: number): Vertical {
  const most =
    Math.max(roof, ...series.map(({ points }) => mostOf(points.map(({ high }) => high)))) * HEADROOM;
  const ticks = linearTicks(most).filter((tick) => tick <= most);
  return { series, roof, yAxis: { scale: 'linear', domain: [0, most], ticks } };
}

/** Errors on whole decades. */
function onDecades(series: readonly Series[]): Vertical {
  const exponents = series.flatMap(({ points }) =>
    points.flatMap(({ value }) => (value > 0 ? [Math.log10(value)] : [])),
  );
  const from = exponents.length > 0 ? Math.ceil(-mostOf(exponents.map((e) => -e))) - 1 : -8;
  const to = exponents.length > 0 ? Math.floor(mostOf(exponents)) + 1 : -6;
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  const drawn = series.map((one) => ({
    ...one,
    points: one.points.map((point) => {
      const y = Math.max(point.value, 10 ** from);
      return { ...point, y, low: y, high: y };
    }),
  }));
  return { series: drawn, roof: null, yAxis: { scale: 'log', domain: [10 ** from, 10 ** to], ticks } };
}

/** Of a list that may be too long for the parameters of a function. */
function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** The roof in the unit of a problem's rates. */
function rateOf(roof: Roof, problem: Problem | undefined): number {
  if (!problem) return roof.gflops;
  return rateIn(rateUnitOf(problem), problem, ceilingOf(roof, problem));
}

type Figure = (cell: Cell, summary: Summary) => number | null;

/** What a metric shows of a cell; null if the cell does not have it. */
function figureOf(metric: Metric, unit: RateUnit): Figure {
  if (metric === 'error') return ({ verification }) => verification?.maxRelativeError ?? null;
  if (metric === 'utilization') return (_, { utilization }) => utilization;
  return ({ problem }, { gflops }) => rateIn(unit, problem, gflops);
}

function seriesOf(
  placed: readonly { cell: Cell; x: number }[],
  line: string,
  figure: Figure,
  method: Basis['method'],
): Series {
  const points: Point[] = [];
  const marks: Mark[] = [];
  for (const { cell, x } of placed) {
    const place = { problem: keyOf(cell), contender: cell.contender, x };
    if (isMarked(cell.status)) marks.push({ ...place, status: cell.status });
    else if (cell.summary) {
      const value = figure(cell, cell.summary);
      if (value === null) continue;
      const { medianNs, q1Ns, q3Ns } = cell.summary;
      const doubtful = doubtsOf(cell, method) !== null;
      points.push({
        ...place,
        doubtful,
        value,
        y: value,
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
 * A row of the plot for each problem and place: `<contender>` is the place of the value, `<contender>|iqr` the band, and
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
      row[contender] = point.y;
      row[`${contender}|iqr`] = [point.low, point.high];
      if (point.doubtful) row[`${contender}|doubtful`] = true;
    }
  }
  return [...rows.values()].sort(byX);
}
