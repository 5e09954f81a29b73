import { firstFrom } from '../model/chart-index.ts';
import type { PlotScales } from '../model/plot-scale.ts';
import type { Mark, Plot, Point, Series } from '../model/series.ts';

/** A cell in the drawing. */
export interface Target {
  readonly series: Series;
  readonly item: Point | Mark;
  readonly px: number;
  readonly py: number;
}

/** Points of one size may differ by rounding: half a pixel is the same column. */
const SAME_COLUMN = 0.5;

/** @param laneOf the height of a line's marks */
export function targetOf(
  series: Series,
  item: Point | Mark,
  scales: PlotScales,
  laneOf: (series: Series) => number,
): Target {
  const py = 'status' in item ? laneOf(series) : scales.y(item.value);
  return { series, item, px: scales.x(item.x), py };
}

/** The cell nearest to the pointer: first by column, because people aim along the axis, then by height. */
export function nearestTarget(
  { series }: Pick<Plot, 'series'>,
  scales: PlotScales,
  laneOf: (series: Series) => number,
  px: number,
  py: number,
): Target | null {
  const x = scales.valueAt(px);
  const lists = series.flatMap((one) =>
    [one.points, one.marks].map((items: readonly (Point | Mark)[]) => ({
      ...{ one, items, at: firstFrom(items, x) },
    })),
  );
  const columnOf = (item: Point | Mark | undefined) =>
    item ? Math.abs(scales.x(item.x) - px) : Number.POSITIVE_INFINITY;
  const column = Math.min(
    ...lists.flatMap(({ items, at }) => [columnOf(items[at - 1]), columnOf(items[at])]),
  );
  let nearest: Target | null = null;
  const consider = (one: Series, item: Point | Mark | undefined): boolean => {
    if (!item || columnOf(item) >= column + SAME_COLUMN) return false;
    const target = targetOf(one, item, scales, laneOf);
    if (!nearest || Math.abs(target.py - py) < Math.abs(nearest.py - py)) nearest = target;
    return true;
  };
  for (const { one, items, at } of lists) {
    for (let left = at - 1; consider(one, items[left]); ) left -= 1;
    for (let right = at; consider(one, items[right]); ) right += 1;
  }
  return nearest;
}

/** A published figure is under the pointer when it is this near, in pixels. */
const TOUCH_PX = 12;

/** The figure under the pointer; null if there is none, or the measured target is nearer. */
export function touched<F extends { readonly px: number; readonly py: number }>(
  figures: readonly F[],
  measured: Pick<Target, 'px' | 'py'> | null,
  px: number,
  py: number,
): F | null {
  const distance = (one: { px: number; py: number }) => Math.hypot(one.px - px, one.py - py);
  const reach = Math.min(TOUCH_PX, measured ? distance(measured) : TOUCH_PX);
  return figures.reduce<F | null>((best, figure) => {
    return distance(figure) < (best ? distance(best) : reach) ? figure : best;
  }, null);
}
