/** A place in the drawing that stands for a cell. */
export interface Target {
  readonly problem: string;
  readonly contender: string;
  /** Whose line it is on. */
  readonly line: string;
  readonly px: number;
  readonly py: number;
  /** Drawn as a mark in a lane rather than as a point. */
  readonly marked: boolean;
}

/**
 * The target that a pointer means: of those in the nearest column, the one nearest in height.
 * Columns first, because people aim along an axis; `targets` may be in any order.
 */
export function nearestTarget(targets: readonly Target[], px: number, py: number): Target | null {
  let nearest: Target | null = null;
  let nearestColumn = Number.POSITIVE_INFINITY;
  let nearestHeight = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const column = Math.abs(target.px - px);
    const height = Math.abs(target.py - py);
    // Half a pixel is one column: two contenders' points at one size may differ by rounding.
    if (column < nearestColumn - 0.5 || (column < nearestColumn + 0.5 && height < nearestHeight)) {
      nearest = target;
      nearestColumn = column;
      nearestHeight = height;
    }
  }
  return nearest;
}
