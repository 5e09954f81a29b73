import { cellId } from '../../electron/ipc/cell.ts';
import type { CellRef } from './selection.ts';
import type { ChartModel, Mark, Plot, Point, Series } from './series.ts';

/** Where a cell is in a chart. */
export interface Indexed {
  readonly plot: Plot;
  readonly series: Series;
  readonly item: Point | Mark;
}

/** Kept for as long as the chart: the cursor and the legend ask on every move of the pointer. */
const INDEXES = new WeakMap<ChartModel, ReadonlyMap<string, Indexed>>();

/** The place of a cell in a chart; undefined if it is not drawn. */
export function placeInChart(model: ChartModel, ref: CellRef | null): Indexed | undefined {
  if (!ref) return undefined;
  const index = INDEXES.get(model) ?? indexOf(model);
  INDEXES.set(model, index);
  return index.get(cellId(ref.problem, ref.contender));
}

function indexOf({ plots }: ChartModel): ReadonlyMap<string, Indexed> {
  const index = new Map<string, Indexed>();
  for (const plot of plots) {
    for (const series of plot.series) {
      for (const item of [...series.points, ...series.marks]) {
        index.set(cellId(item.problem, item.contender), { plot, series, item });
      }
    }
  }
  return index;
}

/** The point of a line at a place: of the problem that is there, else of the first. */
export function pointAt(
  { points }: Pick<Series, 'points'>,
  { problem, x }: Pick<Point, 'problem' | 'x'>,
): Point | undefined {
  let found: Point | undefined;
  for (let at = firstFrom(points, x); points[at]?.x === x; at += 1) {
    const point = points[at];
    if (point?.problem === problem) return point;
    found ??= point;
  }
  return found?.problem === problem ? found : undefined;
}

/** The index of the first item at or beyond a place, by halving. @param items ascending */
export function firstFrom(items: readonly { readonly x: number }[], x: number): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((items[middle]?.x ?? x) < x) from = middle + 1;
    else to = middle;
  }
  return from;
}
