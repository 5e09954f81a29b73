// Facts about cells that have one home.
import type { Cell, CellStatus } from './types.ts';

/** The id of the cell of a problem, given by its problemKey(), by a contender. */
export function cellId(problem: string, contender: string): string {
  return `${problem}|${contender}`;
}

const IS_DONE: Readonly<Record<CellStatus, boolean>> = {
  pending: false,
  running: false,
  ok: true,
  wrong: true,
  failed: true,
  unsupported: true,
  rejected: true,
};

/** The statuses of a cell that will not be measured any more. */
export const DONE_STATUSES = (Object.keys(IS_DONE) as CellStatus[]).filter((status) => IS_DONE[status]);

/** Whether a cell will not be measured any more. */
export function isDone({ status }: Pick<Cell, 'status'>): boolean {
  return IS_DONE[status];
}
