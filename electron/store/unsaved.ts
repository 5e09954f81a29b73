// What could not be written yet: it is shown as if it had been, and written as soon as it can be.
import { applyUpdate, type CellUpdate, joinUpdates } from '../ipc/cell-update.ts';
import { type KeptPrograms, NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import { joinPrograms } from '../ipc/programs/restore-program.ts';
import { underRoof } from '../ipc/roof.ts';
import type { Cell, Failure, Roof, RunHead, RunStatus } from '../ipc/types.ts';

/** How a run ended. */
export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>;
  readonly failure: Failure | null;
  readonly finishedAt: string | null;
}

/** The end of a run whose process ended before it. */
export const LEFT_BEHIND: RunEnd = {
  status: 'interrupted',
  failure: {
    code: 'INTERRUPTED',
    message:
      'Tilescope ended while this sweep was running. The samples taken so far are kept; the sweep can be resumed.',
  },
  finishedAt: null,
};

/** What of one run could not be written. */
interface UnsavedRun {
  /** By the id of the cell. */
  readonly updates: ReadonlyMap<string, CellUpdate>;
  /** Another than that of the stored run. */
  readonly roof: Roof | null;
  /** What the updates refer to, unless it is stored. */
  readonly programs: KeptPrograms;
  readonly end: OwnedEnd | null;
}

/** The end of a run that an owner measured: it counts only as long as the run is still that owner's. */
export interface OwnedEnd {
  readonly owner: string | null;
  readonly end: RunEnd;
}

/** By the id of the run. */
export type Unsaved = ReadonlyMap<string, UnsavedRun>;

export const NOTHING_UNSAVED: Unsaved = new Map();

const NONE: UnsavedRun = { updates: new Map(), programs: NO_PROGRAMS, roof: null, end: null };

/**
 * Adds updates of a run's cells, and the programs that they are the first to refer to. Throws RangeError when samples in
 * between are missing.
 */
export function withUpdates(
  unsaved: Unsaved,
  runId: string,
  added: readonly CellUpdate[],
  addedPrograms = NO_PROGRAMS,
): Unsaved {
  const { updates, programs, ...rest } = unsaved.get(runId) ?? NONE;
  const joined = new Map(updates);
  for (const update of added) {
    const earlier = joined.get(update.id);
    joined.set(update.id, earlier ? joinUpdates(earlier, update) : update);
  }
  return new Map(unsaved).set(runId, {
    ...rest,
    updates: joined,
    programs: joinPrograms(programs, addedPrograms),
  });
}

/** Adds the end of a run that an owner measured. */
export function withEnd(unsaved: Unsaved, runId: string, owner: string | null, end: RunEnd): Unsaved {
  const known = unsaved.get(runId) ?? NONE;
  return new Map(unsaved).set(runId, { ...known, end: { owner, end } });
}

/** Adds another roof of a run, of which the cells so far reach another share. */
export function withRoof(unsaved: Unsaved, runId: string, roof: Roof): Unsaved {
  return new Map(unsaved).set(runId, { ...(unsaved.get(runId) ?? NONE), roof });
}

/** All but one run. */
export function without(unsaved: Unsaved, runId: string): Unsaved {
  return new Map([...unsaved].filter(([id]) => id !== runId));
}

/** A run as it would be stored. */
export function headWith<R extends RunHead>(run: R, unsaved: Unsaved): R {
  const { roof, end } = unsaved.get(run.id) ?? NONE;
  return { ...run, ...(roof && { environment: { ...run.environment, roof } }), ...end?.end };
}

/** A cell as it would be stored: in flight when its run ended, it is pending again. */
export function cellWith(cell: Cell, runId: string, unsaved: Unsaved): Cell {
  const update = unsaved.get(runId)?.updates.get(cell.id);
  return ended(update ? applyUpdate(cell, update) : cell, runId, unsaved);
}

/** The same of a cell without its samples. */
export function outlineWith(outline: Cell, runId: string, unsaved: Unsaved): Cell {
  const update = unsaved.get(runId)?.updates.get(outline.id);
  const changed = update ? applyUpdate(outline, { ...update, sampleOffset: 0, newSamples: [] }) : outline;
  return ended(changed, runId, unsaved);
}

/** What is not stored of the programs of a run's cells. */
export function programsWith(runId: string, unsaved: Unsaved): KeptPrograms {
  return (unsaved.get(runId) ?? NONE).programs;
}

function ended(changed: Cell, runId: string, unsaved: Unsaved): Cell {
  const { roof, end } = unsaved.get(runId) ?? NONE;
  const shared = roof ? underRoof(changed, roof) : changed;
  return end && shared.status === 'running' ? { ...shared, status: 'pending' } : shared;
}
