import { doubtsOf } from '../../ipc/doubts.ts';
import type { Cell, CellStatus, Method } from '../../ipc/types.ts';
import type { Style } from '../terminal/paint.ts';

/** How the outcome of a cell is shown: a mark, and a label where there are no figures. */
interface StatusMark {
  readonly mark: string;
  readonly label: string;
  readonly style: Style;
}

export const STATUS_MARKS: Readonly<Record<CellStatus, StatusMark>> = {
  ok: { mark: '✓', label: '', style: 'good' },
  wrong: { mark: '✗', label: 'wrong result', style: 'bad' },
  failed: { mark: '!', label: 'failed', style: 'bad' },
  rejected: { mark: '▲', label: 'faster than the roof', style: 'warning' },
  unsupported: { mark: '–', label: 'unsupported', style: 'quiet' },
  running: { mark: '·', label: 'not finished', style: 'quiet' },
  pending: { mark: '·', label: 'not measured', style: 'quiet' },
};

/** Replaces the tick of a correct cell whose figures are doubtful. */
export const DOUBTFUL_MARK = '○';

/** The mark of a cell; a missing one counts as pending. */
export function markOf(cell: Cell | undefined, method: Method): StatusMark {
  const known = STATUS_MARKS[cell?.status ?? 'pending'];
  const isDoubtful = cell?.status === 'ok' && doubtsOf(cell, method) !== null;
  return isDoubtful ? { ...known, mark: DOUBTFUL_MARK, style: 'warning' } : known;
}
