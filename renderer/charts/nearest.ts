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
