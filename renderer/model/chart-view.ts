import { formatError, formatFigure, formatPercent, formatRatio } from '../../electron/ipc/figures.ts';
import { methodLabel } from '../../electron/ipc/method.ts';
import { type RateUnit, rateUnitOf, typicalProblem } from '../../electron/ipc/rate.ts';
import { roofLabel, roofLabels } from '../../electron/ipc/roof-text.ts';
import type { Cell, Roof, Run } from '../../electron/ipc/types.ts';
import { contenderLabel, type Problem } from '../../kernels/index.ts';
import { differsOnlyIn, layoutOf } from './axis.ts';
import { keyOf } from './cells.ts';
import type { Dimension } from './dimension.ts';
import { visibleCells } from './filter.ts';
import { referenceOf } from './headline.ts';
import { problemLabel } from './problem-size.ts';
import { type PublishedLine, publishedLines } from './published.ts';
import {
  type ChartModel,
  chartModel,
  type DrawnPlot,
  drawnPlots,
  type Metric,
  type XScale,
} from './series.ts';
import { seriesNotes } from './series-notes.ts';
import { roundTicks } from './ticks.ts';
import type { AddressedView } from './view-address.ts';
import type { Range } from './zoom.ts';

/** What of a run is drawn. */
export interface ChartContent
  extends Pick<AddressedView, 'metric' | 'axis' | 'facet' | 'filter' | 'reference'> {
  /** The key of the problem that is drawn against a parameter. */
  readonly problem: string | undefined;
  readonly showsPublished: boolean;
}

/** How it is drawn. */
export type ChartLook = Pick<AddressedView, 'xScale' | 'hidden' | 'zoom'>;
export type ChartChoice = ChartContent & ChartLook;

/** The chart of a run, without what changes from one movement to the next. */
export interface ChartData {
  readonly metric: Metric;
  /** Of rates. */
  readonly unit: RateUnit;
  readonly model: ChartModel;
  readonly published: readonly PublishedLine[];
  /** The horizontal axis, if that is not the size. */
  readonly parameter: Dimension | undefined;
  /** The places of all cells that have a figure or a mark, ascending. */
  readonly places: readonly number[];
  /** The contender that ratios are relative to. */
  readonly reference: string | null;
  /** "GFLOPS against size". */
  readonly title: string;
  /** Clock and arithmetic, what a point is, and the method: "Wall time, median and IQR". */
  readonly note: string;
  readonly axisTitle: string;
  /**
   * "Roof 142 GFLOPS"; of ratios, what they are relative to. Of rates that have two roofs, "Vector units 142 GFLOPS" and
   * "Matrix units 1,140 GFLOPS".
   */
  readonly roofLabels: readonly string[];
}

/** The chart of a run as the window and pictures draw it. */
export interface ChartView extends ChartData {
  readonly plots: readonly DrawnPlot[];
  readonly xScale: XScale;
  /** Round places of the visible part; see fittedTicks(). */
  readonly rounds: readonly number[];
  readonly zoom: Range | null;
}

/** What a point of the chart is. */
const ABOUT: Readonly<Record<Metric, string>> = {
  utilization: 'median and IQR',
  rate: 'median and IQR',
  ratio: 'ratio of medians, IQR',
  error: 'largest relative error against float64',
};

/** The ticks of the vertical axis. */
export const TICK_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  utilization: (value) => formatPercent(value, 0),
  rate: (value) => value.toLocaleString('en-US'),
  ratio: (value) => `${Number(value.toPrecision(2))}×`,
  error: (value) => formatError(value).replace(/^1\.0×/, ''),
};

/** A tick of the horizontal axis. Roots of rectangles are seldom whole. */
export function sizeText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0);
}

export function metricLabel(metric: Metric, unit: RateUnit): string {
  return { utilization: 'Utilization', rate: unit, ratio: 'Ratio', error: 'Error' }[metric];
}

export function chartView(run: Run, choice: ChartChoice): ChartView {
  return lookAt(chartData(run, choice), choice);
}

/** The last chart of each run: a step of the zoom by a key, say, needs the one that is shown. */
const LAST = new WeakMap<Run, { readonly key: string; readonly data: ChartData }>();

export function chartData(run: Run, choice: ChartContent): ChartData {
  const { metric, axis, facet, filter, reference, problem, showsPublished } = choice;
  const isAlongParameter = layoutOf(run.request, axis, facet).axis !== undefined;
  const shown = isAlongParameter ? problem : null;
  const key = JSON.stringify([metric, axis, facet, filter, reference, shown, showsPublished]);
  const last = LAST.get(run);
  if (last?.key === key) return last.data;
  const data = newChartData(run, choice);
  LAST.set(run, { key, data });
  return data;
}

function newChartData(run: Run, choice: ChartContent): ChartData {
  const { cells, request, environment } = run;
  const { metric, axis, facet, showsPublished } = choice;
  const parameter = layoutOf(request, axis, facet).axis;
  const filtered = visibleCells(run, choice.filter);
  const shown = parameter && filtered.find((cell) => keyOf(cell) === choice.problem)?.problem;
  const own = parameter && shown ? beside(filtered, parameter, shown) : filtered;
  const typical = shown ?? typicalProblem(request.problems);
  const reference = metric === 'ratio' ? referenceOf(run, choice.reference) : null;
  const basis = { roof: environment.roof, method: request.method, typical };
  const model = chartModel(own, request, basis, { metric, axis, facet, reference });
  const unit = rateUnitOf(typical);
  const label = reference === null ? '' : contenderLabel(reference);
  const relative = reference === null ? metricLabel(metric, unit) : `Ratio to ${label}`;
  return {
    metric,
    unit,
    model,
    published: showsPublished && !parameter ? publishedLines(request.problems, metric) : [],
    parameter,
    places: placesOf(model),
    reference,
    title: `${relative} against ${parameter?.label ?? 'size'}`,
    note: [...seriesNotes(cells, environment).all, ABOUT[metric], methodLabel(request.method)]
      .filter(Boolean)
      .join(', '),
    axisTitle: parameter && shown ? `${parameter.label}, at ${problemLabel(shown)}` : model.sizeTitle,
    roofLabels: reference === null ? labelsOf(model, environment.roof, typical) : [label],
  };
}

/** The labels of a chart's roofs: one for each line. */
function labelsOf({ matrixRoof }: ChartModel, roof: Roof, typical: Problem | undefined): string[] {
  return matrixRoof === null ? [roofLabel(roof, typical)] : roofLabels(roof, typical);
}

/** The cells of one problem, or of those that differ from it in the field on the axis alone. */
function beside(cells: readonly Cell[], axis: Dimension, shown: Problem): Cell[] {
  return cells.filter(({ problem }) => problem === shown || differsOnlyIn(axis, problem, shown));
}

/** The part of a chart that is visible, on axes that fit it. */
export function lookAt(data: ChartData, { xScale, hidden, zoom }: ChartLook): ChartView {
  const { model, metric, published, parameter, places } = data;
  const scale = model.xDomain[0] > 0 ? xScale : 'linear';
  const range = zoom ?? model.xDomain;
  const also = published.flatMap(({ points }) =>
    points.filter(({ x }) => x >= range[0] && x <= range[1]).map(({ y }) => y),
  );
  return {
    ...data,
    plots: drawnPlots(model, metric, { zoom, hidden, also }),
    xScale: scale,
    rounds: parameter || places.length <= FEW_PLACES ? places : roundTicks(range, scale),
    zoom,
  };
}

/** Up to so many places are the ticks of their axis. */
const FEW_PLACES = 6;

function placesOf({ plots }: ChartModel): number[] {
  const all = plots.flatMap(({ series }) =>
    series.flatMap(({ points, marks }) => [...points, ...marks].map(({ x }) => x)),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The values of a metric in words, as the legend shows them. */
export const VALUE_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  utilization: formatPercent,
  rate: formatFigure,
  ratio: formatRatio,
  error: formatError,
};
