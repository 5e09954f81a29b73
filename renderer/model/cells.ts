import type { Cell, CellStatus } from '../../electron/ipc/types.ts';

/** How each status is shown, and whether the cell is finished. */
export const STATUS = {
  pending: { label: 'Pending', tone: 'quiet', done: false },
  running: { label: 'Running', tone: 'accent', done: false },
  ok: { label: 'Verified', tone: 'good', done: true },
  wrong: { label: 'Wrong result', tone: 'bad', done: true },
  failed: { label: 'Failed', tone: 'bad', done: true },
  unsupported: { label: 'Unsupported', tone: 'quiet', done: true },
  rejected: { label: 'Rejected: faster than the roof', tone: 'warn', done: true },
} as const satisfies Record<CellStatus, { label: string; tone: Tone; done: boolean }>;

export type Tone = 'quiet' | 'accent' | 'good' | 'warn' | 'bad';

/** The statuses with a mark of their own in the chart and the table. */
const MARKED_STATUSES = ['wrong', 'failed', 'unsupported', 'rejected'] as const;
export type MarkedStatus = (typeof MARKED_STATUSES)[number];

export function isMarked(status: CellStatus): status is MarkedStatus {
  return (MARKED_STATUSES as readonly string[]).includes(status);
}

/** The id of a cell within its run. */
export function cellId(problem: string, contender: string): string {
  return `${problem}|${contender}`;
}

/** The key of a cell's problem, taken from its id. */
export function keyOf({ id, contender }: Cell): string {
  return id.slice(0, -cellId('', contender).length);
}

/** Replaces changed cells and appends new ones, without changing the arguments. */
export function mergeCells(cells: readonly Cell[], changed: readonly Cell[]): Cell[] {
  const byId = new Map(changed.map((cell) => [cell.id, cell]));
  const merged = cells.map((cell) => byId.get(cell.id) ?? cell);
  const known = new Set(cells.map(({ id }) => id));
  return [...merged, ...changed.filter(({ id }) => !known.has(id))];
}

export function countDone(cells: readonly Cell[]): number {
  return cells.filter(({ status }) => STATUS[status].done).length;
}
