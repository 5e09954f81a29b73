import { type CellTimeline, cellTimeline } from '../ipc/history/cell-timeline.ts';
import { isInHistory, suiteOf } from '../ipc/history/suite.ts';
import { NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import type { RunStore } from './run-store.ts';

/** Older runs of a suite are left out, so that the answer takes no longer as a store grows. */
const MOST_RUNS = 500;

/** A cell over the newest runs of a run's suite; null where there is no such run, or no figure of the cell. */
export function cellHistory(store: RunStore, runId: string, cellId: string): CellTimeline | null {
  const headers = store.headers();
  const shown = headers.find(({ id }) => id === runId);
  if (!shown) return null;
  const { key } = suiteOf(shown);
  const own = headers.filter((header) => isInHistory(header) && suiteOf(header).key === key);
  const runs = own.slice(0, MOST_RUNS).flatMap((header) => {
    const cell = store.cell(header.id, cellId);
    return cell ? [{ ...header, ...NO_PROGRAMS, cells: [cell] }] : [];
  });
  return cellTimeline(runs.reverse(), cellId);
}
