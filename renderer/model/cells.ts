import { cellId, isDone } from '../../electron/ipc/cell.ts';
import type { Cell, CellStatus } from '../../electron/ipc/types.ts';

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

export function countDone(cells: readonly Cell[]): number {
  return cells.filter(isDone).length;
}
