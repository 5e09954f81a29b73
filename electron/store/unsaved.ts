// What could not be written yet: it is shown as if it had been, and written as soon as it can be.
import { applyUpdate, type CellUpdate, joinUpdates } from '../ipc/cell-update.ts';
import { type KeptPrograms, NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import { joinPrograms } from '../ipc/programs/restore-program.ts';
import type { Cell, Failure, RunHead, RunStatus } from '../ipc/types.ts';

/** How a run ended. */
export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>;
  readonly failure: Failure | null;
  readonly finishedAt: string | null;
}

/** What of one run could not be written. */
interface UnsavedRun {
  /** By the id of the cell. */
  readonly updates: ReadonlyMap<string, CellUpdate>;
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

const NONE: UnsavedRun = { updates: new Map(), programs: NO_PROGRAMS, end: null };

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
  const { updates, programs, end } = unsaved.get(runId) ?? NONE;
  const joined = new Map(updates);
  for (const update of added) {
    const earlier = joined.get(update.id);
    joined.set(update.id, earlier ? joinUpdates(earlier, update) : update);
  }
  return new Map(unsaved).set(runId, {
    updates: joined,
    programs: joinPrograms(programs, addedPrograms),
    end,
  });
}

/** Adds the end of a run that an owner measured. */
export function withEnd(unsaved: Unsaved, runId: string, owner: string | null, end: RunEnd): Unsaved {
  const known = unsaved.get(runId) ?? NONE;
  return new Map(unsaved).set(runId, { ...known, end: { owner, end } });
}

/** All but one run. */
export function without(unsaved: Unsaved, runId: string): Unsaved {
  return new Map([...unsaved].filter(([id]) => id !== runId));
}

/** A run as it would be stored. */
export function headWith<R extends RunHead>(run: R, unsaved: Unsaved): R {
  return { ...run, ...unsaved.get(run.id)?.end?.end };
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
  const { end } = unsaved.get(runId) ?? NONE;
  return end && changed.status === 'running' ? { ...changed, status: 'pending' } : changed;
}
