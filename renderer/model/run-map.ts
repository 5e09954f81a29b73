import { doubtsOf } from '../../electron/ipc/doubts.ts';
import { type RateUnit, rateIn, rateUnitOf, typicalProblem } from '../../electron/ipc/rate.ts';
import type { Cell, Run } from '../../electron/ipc/types.ts';
import { contenderLabel } from '../../kernels/index.ts';
import type { HeatCell } from '../charts/heat-map.tsx';
import type { HeatKind } from '../charts/heat-scale.ts';
import { isMarked, keyOf, STATUS } from './cells.ts';
import { metricLabel, VALUE_TEXT } from './chart-view.ts';
import { contenderWithout } from './dimension.ts';
import { visibleCells } from './filter.ts';
import { referenceOf } from './headline.ts';
import { CONTENDER_AXIS, chooseAxes, type MapAxis, mapAxes, valuesOn } from './map-axes.ts';
import { sizeLabel } from './problem-size.ts';
import { speedOf } from './rows.ts';
import type { CellRef } from './selection.ts';
import type { Metric } from './series.ts';

/** Names of axes, and a contender without what is on them; null for the usual ones. */
export interface MapChoice {
  readonly x: string | null;
  readonly y: string | null;
  /** Null for the fastest at each size. */
  readonly contender: string | null;
}

export const DEFAULT_MAP: MapChoice = { x: null, y: null, contender: null };

/** A place of the map, with the cell whose figure it shows. */
export interface MapCell extends HeatCell {
  readonly ref: CellRef;
}

/** A run over two of its dimensions. */
export interface RunMap {
  readonly axes: readonly MapAxis[];
  /** Null if fewer than two dimensions differ. */
  readonly x: MapAxis | null;
  readonly y: MapAxis | null;
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly cells: readonly MapCell[];
  /** Of those that can be chosen; none where contenders are an axis. */
  readonly contenders: readonly string[];
  /** The chosen one; null for the fastest at each size. */
  readonly contender: string | null;
  readonly unit: RateUnit;
  readonly reference: string | null;
  /** "Ratio to OpenBLAS" */
  readonly title: string;
  /** More places than anybody could read. */
  readonly isTooLarge: boolean;
}

const MOST_PLACES = 2500;

/** How each metric is coloured. */
export const HEAT_KIND: Readonly<Record<Metric, HeatKind>> = {
  utilization: 'level',
  rate: 'level',
  ratio: 'more is better',
  error: 'decades',
};

interface Asked {
  readonly metric: Metric;
  readonly filter: string;
  readonly reference: string | null;
}

/** The heat map of a run. Where several sizes share a place, it shows the one whose figure is in their middle. */
export function runMap(run: Run, choice: MapChoice, { metric, filter, reference: asked }: Asked): RunMap {
  const { request } = run;
  const axes = mapAxes(request);
  const shown = visibleCells(run, filter);
  const reference = referenceOf(run, asked);
  const chosen = chooseAxes(axes, shown, choice);
  const unit = rateUnitOf(typicalProblem(request.problems));
  const against = metric === 'ratio' && reference !== null ? ` to ${contenderLabel(reference)}` : '';
  const title = `${metricLabel(metric, unit)}${against}`;
  const none = { axes, xs: [], ys: [], cells: [], contenders: [], contender: null, unit, reference, title };
  if (!chosen) return { ...none, x: null, y: null, isTooLarge: false };
  const [x, y] = chosen;
  const parameters = chosen.flatMap(({ parameter }) => parameter ?? []);
  const baseOf = (contender: string) => contenderWithout(contender, parameters);
  const hasAxis = (cell: Cell) => x.textOf(cell) !== null && y.textOf(cell) !== null;
  const placed = shown.filter(hasAxis);
  const isByContender = chosen.some(({ name }) => name === CONTENDER_AXIS);
  const contenders = isByContender ? [] : [...new Set(placed.map((cell) => baseOf(cell.contender)))];
  const contender = contenders.find((one) => one === choice.contender) ?? null;
  const [xs, ys] = [valuesOn(x, placed), valuesOn(y, placed)];
  const base = { ...none, x, y, xs, ys, contenders, contender };
  if (xs.length * ys.length > MOST_PLACES) return { ...base, isTooLarge: true };
  const figureOf = figures(run, metric, unit, reference);
  // The reference beside itself says nothing.
  const isAsked = (cell: Cell) =>
    contender === null
      ? isByContender || metric !== 'ratio' || cell.contender !== reference
      : baseOf(cell.contender) === contender;
  const groups = Map.groupBy(placed.filter(isAsked), (cell) => `${x.textOf(cell)}\n${y.textOf(cell)}`);
  const cells = [...groups].map(([place, group]) => placeOf(place, group, { run, x, y, metric, figureOf }));
  return { ...base, cells: withBest(cells, metric), isTooLarge: false };
}

type FigureOf = (cell: Cell) => number | null;

/** What a metric shows of verified cells. */
function figures(run: Run, metric: Metric, unit: RateUnit, reference: string | null): FigureOf {
  const baselines = new Map(
    run.cells.flatMap((cell) => (cell.contender === reference ? [[keyOf(cell), cell] as const] : [])),
  );
  return (cell) => {
    const { summary, verification, status, problem } = cell;
    if (status !== 'ok' || !summary) return null;
    if (metric === 'error') return verification?.maxRelativeError ?? null;
    if (metric === 'utilization') return summary.utilization;
    if (metric === 'rate') return rateIn(unit, problem, summary.gflops);
    const baseline = baselines.get(keyOf(cell));
    return baseline ? speedOf(cell, baseline) : null;
  };
}

interface Context {
  readonly run: Run;
  readonly x: MapAxis;
  readonly y: MapAxis;
  readonly metric: Metric;
  readonly figureOf: FigureOf;
}

function placeOf(place: string, group: readonly Cell[], { run, x, y, metric, figureOf }: Context): MapCell {
  const [across = '', down = ''] = place.split('\n');
  const sizes = [...Map.groupBy(group, keyOf).values()].map((own) => fastest(own, figureOf));
  const measured = sizes.flatMap((cell) => {
    const value = figureOf(cell);
    return value === null ? [] : [{ cell, value }];
  });
  measured.sort((one, other) => one.value - other.value);
  const middle = measured[Math.floor((measured.length - 1) / 2)];
  const cell = middle?.cell ?? sizes.find(({ status }) => isMarked(status)) ?? (group[0] as Cell);
  const isRefused = !middle && isMarked(cell.status);
  const doubt = middle ? doubtsOf(cell, run.request.method) : null;
  const figure = middle ? VALUE_TEXT[metric](middle.value) : null;
  const details = [
    `${x.label} ${across}, ${y.label} ${down}: ${figure ?? withoutFigure(cell)}`,
    `${contenderLabel(cell.contender)} at ${sizeLabel(cell.problem)}`,
    ...(measured.length > 1 ? [`the middle of ${measured.length} sizes`] : []),
    ...(doubt ? [`doubtful: ${doubt}`] : []),
  ];
  return {
    x: across,
    y: down,
    value: middle?.value ?? null,
    ...(isRefused && { mark: 'refused' as const }),
    isDoubtful: doubt !== null,
    details: details.join(' · '),
    ref: { runId: run.id, problem: keyOf(cell), contender: cell.contender },
  };
}

/** The fastest of one problem's cells that have a figure, by one clock: that of most. */
function fastest(cells: readonly Cell[], figureOf: FigureOf): Cell {
  const measured = cells.filter((cell) => figureOf(cell) !== null);
  const clocks = [...Map.groupBy(measured, ({ summary }) => summary?.clock).values()];
  const most = clocks.reduce<Cell[]>((best, one) => (one.length > best.length ? one : best), []);
  const rate = ({ summary }: Cell) => summary?.gflops ?? 0;
  return most.reduce(
    (best, cell) => (rate(cell) > rate(best) ? cell : best),
    most[0] ?? cells.find(({ status }) => isMarked(status)) ?? (cells[0] as Cell),
  );
}

/** Why a cell has no figure. */
function withoutFigure({ status, failure }: Cell): string {
  if (status === 'ok') return 'no figure by the clock of the reference';
  const { label } = STATUS[status];
  return failure ? `${label.toLowerCase()}: ${failure.message}` : label.toLowerCase();
}

/** Rings the best place. */
function withBest(cells: readonly MapCell[], metric: Metric): MapCell[] {
  const sign = metric === 'error' ? -1 : 1;
  const best = cells.reduce<MapCell | null>((found, cell) => {
    if (cell.value === null) return found;
    return found?.value == null || sign * cell.value > sign * found.value ? cell : found;
  }, null);
  return cells.map((cell) =>
    cell === best ? { ...cell, mark: 'best', details: `${cell.details} · best` } : cell,
  );
}
