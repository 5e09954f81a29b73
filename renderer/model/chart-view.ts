import { formatError, formatPercent } from '../../electron/ipc/figures.ts';
import { methodLabel } from '../../electron/ipc/method.ts';
import { type RateUnit, rateUnitOf, typicalProblem } from '../../electron/ipc/rate.ts';
import { roofLabel } from '../../electron/ipc/roof.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { type ParameterAxis, parameterAxes } from './axis.ts';
import { keyOf } from './cells.ts';
import { problemLabel } from './problem-size.ts';
import { type PublishedLine, publishedLines, withRoomFor } from './published.ts';
import { type ChartModel, chartModel, type Metric, type XScale } from './series.ts';
import { seriesNotes } from './series-notes.ts';
import { innerTicks, log2Ticks } from './ticks.ts';
import type { AddressedView } from './view-address.ts';

/** How a run is to be drawn. */
export interface ChartChoice extends Pick<AddressedView, 'metric' | 'axis' | 'xScale' | 'hidden'> {
  /** The key of the problem that is drawn against a parameter. */
  readonly problem: string | undefined;
  readonly showsPublished: boolean;
}

/** The chart of a run as the window and pictures draw it. */
export interface ChartView {
  readonly metric: Metric;
  /** Of rates. */
  readonly unit: RateUnit;
  /** With every line; for the legend. */
  readonly model: ChartModel;
  /** Without the lines that are hidden, and with room for what is published. */
  readonly drawn: ChartModel;
  readonly published: readonly PublishedLine[];
  /** The horizontal axis, if that is a parameter. */
  readonly parameter: ParameterAxis | undefined;
  readonly xScale: XScale;
  readonly xTicks: readonly number[];
  /** "GFLOPS against size". */
  readonly title: string;
  /** Clock and arithmetic, what a point is, and the method: "Wall time, median and IQR". */
  readonly note: string;
  readonly axisTitle: string;
  /** "Roof 142 GFLOPS". */
  readonly roofLabel: string;
}

/** What a point of the chart is. */
const ABOUT: Readonly<Record<Metric, string>> = {
  utilization: 'median and IQR',
  rate: 'median and IQR',
  error: 'largest relative error against float64',
};

/** The ticks of the vertical axis. */
export const TICK_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  utilization: (value) => formatPercent(value, 0),
  rate: (value) => value.toLocaleString('en-US'),
  error: (value) => formatError(value).replace(/^1\.0×/, ''),
};

/** A tick of the horizontal axis. Roots of rectangles are seldom whole. */
export function sizeText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0);
}

export function metricLabel(metric: Metric, unit: RateUnit): string {
  return { utilization: 'Utilization', rate: unit, error: 'Error' }[metric];
}

export function chartView({ cells, request, environment }: Run, choice: ChartChoice): ChartView {
  const { problems, contenders, method } = request;
  const { metric, axis, hidden, showsPublished } = choice;
  const parameter = parameterAxes(contenders).find(({ name }) => name === axis);
  const shown = parameter && choice.problem !== undefined ? choice.problem : null;
  const own = shown === null ? cells : cells.filter((cell) => keyOf(cell) === shown);
  const typical = shown === null ? typicalProblem(problems) : own[0]?.problem;
  const basis = { roof: environment.roof, method, typical };
  const model = chartModel(own, contenders, basis, metric, parameter?.name);
  const published = showsPublished && !parameter ? publishedLines(problems, metric) : [];
  const xScale = model.xDomain[0] > 0 ? choice.xScale : 'linear';
  const unit = rateUnitOf(typical);
  return {
    metric,
    unit,
    model,
    drawn: {
      ...withRoomFor(model, published),
      series: model.series.filter(({ contender }) => !hidden.includes(contender)),
    },
    published,
    parameter,
    xScale,
    xTicks: ticksOf(model, xScale, parameter !== undefined),
    title: `${metricLabel(metric, unit)} against ${parameter?.label ?? 'size'}`,
    note: [...seriesNotes(cells).all, ABOUT[metric], methodLabel(method)].filter(Boolean).join(', '),
    axisTitle:
      shown !== null && own[0] ? `${parameter?.label}, at ${problemLabel(own[0].problem)}` : model.sizeTitle,
    roofLabel: roofLabel(environment.roof, typical),
  };
}

/** Up to so many sizes are the ticks of their axis. */
const MOST_PLACES = 6;

/** The places themselves if they are few or values of a parameter, else round ones. */
function ticksOf({ series, xDomain: [min, max] }: ChartModel, scale: XScale, isParameter: boolean): number[] {
  const all = series.flatMap(({ points, marks }) => [...points, ...marks].map(({ x }) => x));
  const places = [...new Set(all)].sort((a, b) => a - b);
  if (isParameter || places.length <= MOST_PLACES) return places;
  return scale === 'log2' ? log2Ticks(min, max) : innerTicks(min, max);
}
