import { formatItems, formatMoment } from '../../electron/ipc/figures.ts';
import type { RunHeader, RunStatus } from '../../electron/ipc/types.ts';
import type { Tone } from './cells.ts';

/** How each status of a run is shown, and whether the run can be resumed. */
export const RUN_STATUS = {
  running: { label: 'Running', tone: 'accent', resumable: false },
  finished: { label: 'Finished', tone: 'good', resumable: false },
  cancelled: { label: 'Cancelled', tone: 'quiet', resumable: true },
  interrupted: { label: 'Interrupted', tone: 'bad', resumable: true },
} as const satisfies Record<RunStatus, { label: string; tone: Tone; resumable: boolean }>;

/** "52 cells · 2 Jan 2025, 03:04": what is said of a run below its name, after its status. */
export function runDetail({ status, cellCount, doneCount, startedAt }: RunHeader): string {
  const cells = status === 'finished' ? formatItems(cellCount, 'cell') : `${doneCount} of ${cellCount} cells`;
  return `${cells} · ${formatMoment(startedAt)}`;
}
