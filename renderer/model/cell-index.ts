import type { Cell } from '../../electron/ipc/types.ts';

/** Kept for as long as the cells: every hover asks, and a run may have ten thousand of them. */
const INDEXES = new WeakMap<readonly Cell[], ReadonlyMap<string, Cell>>();

/** The cells of a run by their ids. */
export function cellsById(cells: readonly Cell[]): ReadonlyMap<string, Cell> {
  const known = INDEXES.get(cells);
  if (known) return known;
  const index = new Map(cells.map((cell) => [cell.id, cell]));
  INDEXES.set(cells, index);
  return index;
}
