/** The place of a cell in the drawing. */
export interface Target {
  readonly problem: string;
  readonly contender: string;
  /** The contender of its line. */
  readonly line: string;
  readonly px: number;
  readonly py: number;
  /** Whether it is a mark in a lane rather than a point. */
  readonly marked: boolean;
}

/**
 * The target nearest to the pointer: first by column, because people aim along the axis, then by height.
 * `targets` may be in any order.
 */
export function nearestTarget(targets: readonly Target[], px: number, py: number): Target | null {
  let nearest: Target | null = null;
  let nearestColumn = Number.POSITIVE_INFINITY;
  let nearestHeight = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const column = Math.abs(target.px - px);
    const height = Math.abs(target.py - py);
    // Points of one size may differ by rounding: half a pixel is the same column.
    if (column < nearestColumn - 0.5 || (column < nearestColumn + 0.5 && height < nearestHeight)) {
      nearest = target;
      nearestColumn = column;
      nearestHeight = height;
    }
  }
  return nearest;
}

/** A published figure is under the pointer when it is this near, in pixels. */
const TOUCH_PX = 12;

/** The figure under the pointer; null if there is none, or a measured target is nearer. */
export function touched<F extends { readonly px: number; readonly py: number }>(
  figures: readonly F[],
  targets: readonly Target[],
  px: number,
  py: number,
): F | null {
  const distance = (one: { px: number; py: number }) => Math.hypot(one.px - px, one.py - py);
  const measured = targets.reduce((least, target) => Math.min(least, distance(target)), TOUCH_PX);
  return figures.reduce<F | null>((best, figure) => {
    return distance(figure) < (best ? distance(best) : measured) ? figure : best;
  }, null);
}
