import { cellId, isDone } from '../../electron/ipc/cell.ts';
import type { Cell, CellStatus } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';

/** How each status is shown. */
export const STATUS = {
  pending: { label: 'Pending', tone: 'quiet' },
  running: { label: 'Running', tone: 'accent' },
  ok: { label: 'Verified', tone: 'good' },
  wrong: { label: 'Wrong result', tone: 'bad' },
  failed: { label: 'Failed', tone: 'bad' },
  unsupported: { label: 'Unsupported', tone: 'quiet' },
  rejected: { label: 'Rejected: faster than the roof', tone: 'warn' },
} as const satisfies Record<CellStatus, { label: string; tone: Tone }>;

export type Tone = 'quiet' | 'accent' | 'good' | 'warn' | 'bad';

/** The colours of the tones in drawings. */
export const TONE_COLOR: Readonly<Record<Tone, string>> = {
  quiet: 'var(--text-3)',
  accent: 'var(--accent)',
  good: 'var(--good)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
};

/** The statuses with a mark of their own in the chart and the table. */
const MARKED_STATUSES = ['wrong', 'failed', 'unsupported', 'rejected'] as const;
export type MarkedStatus = (typeof MARKED_STATUSES)[number];

export function isMarked(status: CellStatus): status is MarkedStatus {
  return (MARKED_STATUSES as readonly string[]).includes(status);
}

/** The key of a cell's problem, taken from its id. */
export function keyOf({ id, contender }: Cell): string {
  return id.slice(0, -cellId('', contender).length);
}

/**
 * Cells of which those of a problem share it: it came apart on its way here, and what is known of a problem is kept by
 * the object.
 */
export function sharingProblems(cells: readonly Cell[]): Cell[] {
  const problems = new Map<string, Problem>();
  return cells.map((cell) => {
    const key = keyOf(cell);
    const known = problems.get(key);
    if (!known) problems.set(key, cell.problem);
    return known && known !== cell.problem ? { ...cell, problem: known } : cell;
  });
}

export function countDone(cells: readonly Cell[]): number {
  return cells.filter(isDone).length;
}
