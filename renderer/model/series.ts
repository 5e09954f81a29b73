import { doubtsOf } from '../../electron/ipc/doubts.ts';
import { type RateUnit, rateIn, rateUnitOf } from '../../electron/ipc/rate.ts';
import { ceilingOf, limitOf, unitsOf } from '../../electron/ipc/roof.ts';
import type { Cell, Method, Roof, Summary, SweepRequest } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { type Layout, layoutOf, SIZE_AXIS } from './axis.ts';
import { isMarked, keyOf, type MarkedStatus } from './cells.ts';
import { type SizeAxis, sizeAxisOf } from './problem-size.ts';
import { verticalAxis, type YAxis } from './vertical-axis.ts';

/**
 * The vertical axis: the share of the roof, the rate in the unit of the typical problem, the rate relative to that of a
 * reference contender, or the largest relative error against float64.
 */
export const METRICS = ['utilization', 'rate', 'ratio', 'error'] as const;
export type Metric = (typeof METRICS)[number];
export const X_SCALES = ['log2', 'linear'] as const;
export type XScale = (typeof X_SCALES)[number];

/**
 * A measured cell, with a band from the rate at the third quartile of its times, `low`, to that at the first, `high`,
 * and the rates at the ends of the 95% interval of its median. An error has neither.
 */
export interface Point {
  readonly problem: string;
  readonly contender: string;
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly interval: readonly [number, number];
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
  /** The id of the line: its contender, perhaps with a number. See Line. */
  readonly contender: string;
  /** What tells it from other lines of the contender. */
  readonly detail: string;
  readonly points: readonly Point[];
  readonly marks: readonly Mark[];
}

/** What one plot shows. */
export interface Plot {
  /** "Head dimension 64"; empty if there is but one plot. */
  readonly facet: string;
  /** By x, in the order of the run's lines. */
  readonly series: readonly Series[];
}

/** The plots of a run, which share their axes. */
export interface ChartModel {
  readonly plots: readonly Plot[];
  /** Covers every cell, measured or not, so that the axis does not move while cells arrive. */
  readonly xDomain: readonly [number, number];
  /** In the unit of the metric: 1 for utilization and ratios; null for errors, which have none. */
  readonly roof: number | null;
  /** Of the matrix units, in the unit of rates; null for other metrics, and if no contender uses them. */
  readonly matrixRoof: number | null;
  /** Of the horizontal axis, if that is the size: "Size: M = N = K". */
  readonly sizeTitle: string;
}

/** What the figures of a run rest on. */
interface Basis {
  readonly roof: Roof;
  readonly method: Pick<Method, 'targetRelativeIqr'>;
  /** The problem whose unit and ceiling the chart has, see typicalProblem(). */
  readonly typical: Problem | undefined;
}

interface Shown {
  readonly metric: Metric;
  readonly axis?: string;
  readonly facet?: string;
  /** The contender that ratios are relative to. */
  readonly reference?: string | null;
}

/** The plots of some cells of a run. */
export function chartModel(
  cells: readonly Cell[],
  request: Pick<SweepRequest, 'problems' | 'contenders'>,
  { roof, method, typical }: Basis,
  { metric, axis = SIZE_AXIS, facet = 'auto', reference = null }: Shown,
): ChartModel {
  const sizes = sizeAxisOf([...new Set(cells.map(({ problem }) => problem))]);
  const layout = layoutOf(request, axis, facet);
  const figure = figureOf(
    metric,
    rateUnitOf(typical),
    metric === 'ratio' ? summariesOf(cells, reference) : null,
  );
  const plots = plotsOf(cells, layout, sizes, figure, method);
  return {
    plots,
    xDomain: domainOf(plots),
    roof: roofOf(metric, roof, typical),
    matrixRoof: metric === 'rate' ? matrixRateOf(roof, typical, request.contenders) : null,
    sizeTitle: sizes.title,
  };
}

function roofOf(metric: Metric, roof: Roof, typical: Problem | undefined): number | null {
  if (metric === 'error') return null;
  if (metric !== 'rate') return 1;
  return typical ? rateIn(rateUnitOf(typical), typical, ceilingOf(roof, typical, null)) : roof.gflops;
}

function matrixRateOf(
  roof: Roof,
  typical: Problem | undefined,
  contenders: readonly string[],
): number | null {
  const contender = contenders.find((one) => unitsOf(roof, one) === 'matrix');
  if (!typical || contender === undefined || limitOf(roof, typical) === 'bandwidth') return null;
  return rateIn(rateUnitOf(typical), typical, ceilingOf(roof, typical, contender));
}

type Figure = (cell: Cell, summary: Summary) => number | null;

/** What a metric shows of a cell; null if the cell does not have it. */
function figureOf(metric: Metric, unit: RateUnit, references: ReadonlyMap<string, Summary> | null): Figure {
  if (metric === 'error') return ({ verification }) => verification?.maxRelativeError ?? null;
  if (metric === 'utilization') return (_, { utilization }) => utilization;
  if (metric === 'rate') return ({ problem }, { gflops }) => rateIn(unit, problem, gflops);
  return (cell, { gflops, clock }) => {
    const reference = references?.get(keyOf(cell));
    // Figures of different clocks are never compared.
    return reference?.clock === clock ? gflops / reference.gflops : null;
  };
}

/** The figures of a contender, by the keys of their problems. */
function summariesOf(cells: readonly Cell[], contender: string | null): ReadonlyMap<string, Summary> {
  const own = cells.filter((cell) => cell.contender === contender && cell.status === 'ok');
  return new Map(own.flatMap((cell) => (cell.summary ? [[keyOf(cell), cell.summary] as const] : [])));
}

interface Collected {
  readonly points: Point[];
  readonly marks: Mark[];
  /** The places of all cells, measured or not. */
  readonly places: number[];
}

/** Plots and their places, in the order of the cells. */
function plotsOf(
  cells: readonly Cell[],
  { lines, placeOf }: Layout,
  sizes: SizeAxis,
  figure: Figure,
  method: Basis['method'],
): (Plot & { readonly places: readonly number[] })[] {
  const plots = new Map<string, Map<string, Collected>>();
  for (const cell of cells) {
    const place = placeOf(cell, sizes);
    if (!place) continue;
    const { facet, line, x } = place;
    const plot = plots.get(facet) ?? new Map<string, Collected>();
    plots.set(facet, plot);
    const collected = plot.get(line) ?? { points: [], marks: [], places: [] };
    plot.set(line, collected);
    collect(collected, cell, x, figure, method);
  }
  if (plots.size === 0) plots.set('', new Map());
  return [...plots].map(([facet, plot]) => ({
    facet,
    series: lines.map(({ id, detail }) => {
      const { points = [], marks = [] } = plot.get(id) ?? {};
      return { contender: id, detail, points: points.sort(byX), marks: marks.sort(byX) };
    }),
    places: [...plot.values()].flatMap(({ places }) => places),
  }));
}

function collect(
  { points, marks, places }: Collected,
  cell: Cell,
  x: number,
  figure: Figure,
  method: Basis['method'],
): void {
  const place = { problem: keyOf(cell), contender: cell.contender, x };
  places.push(x);
  if (isMarked(cell.status)) {
    marks.push({ ...place, status: cell.status });
    return;
  }
  const value = cell.summary && figure(cell, cell.summary);
  if (!cell.summary || value === null) return;
  const { medianNs, q1Ns, q3Ns, ci95Ns } = cell.summary;
  const at = (ns: number) => (value * medianNs) / ns;
  points.push({
    ...place,
    value,
    low: at(q3Ns),
    high: at(q1Ns),
    interval: [at(ci95Ns[1]), at(ci95Ns[0])],
    doubtful: doubtsOf(cell, method) !== null,
  });
}

function byX(a: { x: number }, b: { x: number }): number {
  return a.x - b.x;
}

/** From the smallest size to the largest; a single size is in the middle of two octaves. */
function domainOf(plots: readonly { readonly places: readonly number[] }[]): [number, number] {
  const all = plots.flatMap(({ places }) => places);
  if (all.length === 0) return [64, 512];
  const min = all.reduce((a, b) => Math.min(a, b));
  const max = all.reduce((a, b) => Math.max(a, b));
  return min === max ? [min / 2, max * 2] : [min, max];
}

/** What a plot draws: the visible part of its lines, and its axes. */
export interface DrawnPlot extends Plot {
  readonly xDomain: readonly [number, number];
  readonly yAxis: YAxis;
  readonly roof: number | null;
  readonly matrixRoof: number | null;
}

/**
 * The plots as they are drawn, on one vertical axis that fits what is visible.
 * @param zoom the visible part of the horizontal axis; null for all of it @param hidden lines
 * @param also values that need room, too
 */
export function drawnPlots(
  { plots, xDomain, roof, matrixRoof }: ChartModel,
  metric: Metric,
  {
    zoom,
    hidden,
    also = [],
  }: { zoom: readonly [number, number] | null; hidden: readonly string[]; also?: readonly number[] },
): DrawnPlot[] {
  const visible = plots.map(({ facet, series }) => ({
    facet,
    series: series
      .filter(({ contender }) => !hidden.includes(contender))
      .map((one) => (zoom ? within(one, zoom) : one)),
  }));
  const points = visible.flatMap(({ series }) => series.flatMap((one) => one.points));
  const yAxis = verticalAxis(points, metric, roof, also);
  return visible.map((plot) => ({ ...plot, xDomain: zoom ?? xDomain, yAxis, roof, matrixRoof }));
}

/** The part of a line in a range, with a point beyond either end, to which the line goes on. */
function within(series: Series, [from, to]: readonly [number, number]): Series {
  const { points, marks } = series;
  const first = points.findIndex(({ x }) => x >= from);
  const last = points.findLastIndex(({ x }) => x <= to);
  const start = first < 0 ? points.length : first;
  return {
    ...series,
    points: points.slice(Math.max(0, start - 1), last + 2),
    marks: marks.filter(({ x }) => x >= from && x <= to),
  };
}
