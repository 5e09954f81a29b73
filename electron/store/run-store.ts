import { isDone } from '../ipc/cell.ts';
import type { CellUpdate } from '../ipc/cell-update.ts';
import type { CompileReport } from '../ipc/compile-types.ts';
import { type KeptPrograms, NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import { hashesOf, joinPrograms, programsOf } from '../ipc/programs/restore-program.ts';
import type { Cell, Roof, Run, RunHead, RunHeader } from '../ipc/types.ts';
import { Memo } from './database/memo.ts';
import type { CountedRun } from './database/run-table.ts';
import { isAlive, Owner } from './owner.ts';
import { RunMarker } from './run-marker.ts';
import { StoreError } from './store-error.ts';
import {
  headWith,
  LEFT_BEHIND,
  NOTHING_UNSAVED,
  type RunEnd,
  type Unsaved,
  withEnd,
  without,
  withRoof,
  withUpdates,
} from './unsaved.ts';

/** How long to wait before what could not be written is tried again. */
const RETRY_MS = 3000;

/**
 * Runs, cells and samples in one SQLite file, which the window and any number of command lines may have open at once.
 * Samples are written as they arrive, so that a crash loses none of them. What cannot be written, because the disk is
 * full, is kept in memory, shown as if it had been written, and tried again. Methods throw StoreError.
 */
export class RunStore extends RunMarker {
  /** Called when something could not be written, once until it could be; then with null. */
  onTrouble: (error: StoreError | null) => void = () => undefined;
  #trouble: StoreError | null = null;
  readonly #memo: Memo;
  /** Of this process, from when it first measures or imports a run. */
  #owner: Owner | null = null;
  /** Programs of runs that no cell refers to yet, by the ids of the runs. */
  readonly #arrived = new Map<string, KeptPrograms>();
  #retryAtMs = Number.NEGATIVE_INFINITY;

  /** Opens or creates the store of a file, or with null one in memory. */
  constructor(file: string | null) {
    super(file);
    this.#memo = new Memo(this.store, (error) => this.#tell(error));
    try {
      // A store that can only be read should be found out now.
      this.store.transaction(() => undefined);
      this.recover();
    } catch (error) {
      this.store.close();
      throw error;
    }
  }

  /** Why something could not be written; null once all of it is. */
  get trouble(): StoreError | null {
    return this.#trouble;
  }

  /**
   * Runs that a process left behind when it ended become interrupted ones, and what it was importing is forgotten. Runs
   * of processes that live are left alone. Reports trouble as saveCells() does.
   */
  recover(): void {
    const held = this.store.guard(() => this.tables.runs.held());
    const left = held.filter(({ owner }) => !this.#lives(owner));
    this.#save(
      left.reduce((unsaved, { id, owner }) => withEnd(unsaved, id, owner, LEFT_BEHIND), this.unsaved),
      true,
    );
  }

  /** Adds a new run; a running one is measured by this process. Throws when its id is taken. */
  add(run: Run): void {
    const owner = run.status === 'running' ? this.#ownerId() : null;
    this.store.transaction(() => {
      this.tables.runs.insert(run, owner);
      this.tables.programs.insert(run, owner !== null);
      this.tables.cells.insert(run.id, run.cells);
      this.insertDecisions(run.id, run.decisions);
    });
  }

  /** Begins to add a run whose cells follow. It stays invisible until finishImport(). Throws when its id is taken. */
  beginImport(run: RunHead): void {
    const owner = this.#ownerId();
    this.store.transaction(() => this.tables.runs.insertImport(run, owner));
  }

  /**
   * Adds cells to a run that is being imported; `position` is that of the first of them in the run.
   * @param kept the programs of all cells of the run
   */
  addCells(runId: string, cells: readonly Cell[], position: number, kept: KeptPrograms): void {
    const programs = programsOf(hashesOf(cells), kept);
    this.store.transaction(() => {
      this.tables.programs.insert(programs, false);
      this.tables.cells.insert(runId, cells, position);
    });
  }

  finishImport(run: RunHead & Pick<Run, 'decisions'>): void {
    this.store.transaction(() => {
      this.tables.runs.appear(run);
      this.insertDecisions(run.id, run.decisions);
    });
  }

  /** Newest first. */
  headers(): RunHeader[] {
    return this.store.guard(() => this.tables.runs.all()).map((run) => this.#header(run));
  }

  header(runId: string): RunHeader | null {
    const run = this.store.guard(() => this.tables.runs.counted(runId));
    return run && this.#header(run);
  }

  /** Takes programs that the next update of cells of a run refers to; they are written with it. */
  keepPrograms(runId: string, kept: KeptPrograms): void {
    this.#arrived.set(runId, joinPrograms(this.#arrived.get(runId) ?? NO_PROGRAMS, kept));
  }

  /**
   * Brings cells of a run that this process measures up to date. Throws RangeError when samples in between are missing;
   * a store that cannot be written is reported to onTrouble().
   */
  saveCells(runId: string, updates: readonly CellUpdate[]): void {
    const unsaved = withUpdates(this.unsaved, runId, updates, this.#arrived.get(runId));
    this.#arrived.delete(runId);
    this.#save(unsaved, performance.now() >= this.#retryAtMs);
  }

  /** Gives a run another roof, and its cells their shares of it. Reports trouble as saveCells() does. */
  setRoof(runId: string, roof: Roof): void {
    this.#save(withRoof(this.unsaved, runId, roof), performance.now() >= this.#retryAtMs);
  }

  /** Ends a running run; its cells in flight become pending. Reports trouble as saveCells() does. */
  close(runId: string, end: RunEnd): void {
    this.#arrived.delete(runId);
    this.#save(withEnd(this.unsaved, runId, this.#ownerId(), end), true);
  }

  /** Tries again to write what could not be written. Returns whether nothing of any run is left. */
  saveAll(): boolean {
    this.#memo.save();
    this.#save(this.unsaved, true);
    this.#settle();
    return this.unsaved.size === 0;
  }

  /** The ids of runs of which something could not be written yet. */
  get unsavedRuns(): string[] {
    return [...this.unsaved.keys()];
  }

  /**
   * Continues an interrupted or cancelled run in this process: cells that are not done start over, the others are kept.
   * Returns false if it is not one of those, any more.
   */
  reopen(runId: string): boolean {
    const owner = this.#ownerId();
    const isReopened = this.store.transaction(() => {
      this.#write(this.unsaved);
      const isClaimed = this.tables.runs.claim(runId, owner);
      if (isClaimed) this.tables.cells.resetUndone(runId);
      return isClaimed;
    });
    this.unsaved = NOTHING_UNSAVED;
    this.#settle();
    return isReopened;
  }

  keepCompileTimes(runId: string, report: CompileReport): void {
    this.store.transaction(() => this.tables.runs.setCompileTimes(runId, report));
  }

  rename(runId: string, name: string): void {
    this.store.transaction(() => this.tables.runs.rename(runId, name));
  }

  delete(runId: string): void {
    this.store.transaction(() => {
      this.tables.runs.delete(runId);
      this.tables.programs.removeUnused();
    });
    this.unsaved = without(this.unsaved, runId);
    this.#settle();
  }

  /** A small value that `remember` kept between launches; null when there is none. */
  remembered(key: string): unknown {
    return this.#memo.get(key);
  }

  /** Keeps a small value between launches. Reports trouble as saveCells() does. */
  remember(key: string, value: unknown): void {
    this.#memo.set(key, value);
  }

  /** Changes what is remembered, or null, as no other process can meanwhile; it is written now or not at all. */
  change(key: string, next: (value: unknown) => unknown): void {
    this.#memo.change(key, next);
  }

  /** Whether another process has changed the store since this was last asked. */
  hasNews(): boolean {
    return this.store.hasNews();
  }

  /** Writes what is left if it can be, and closes the file; the store cannot be used afterwards. */
  dispose(): void {
    this.saveAll();
    this.store.close();
    this.#owner?.dispose();
  }

  #header({ head, marks, cellCount, doneCount, owner }: CountedRun): RunHeader {
    const done = this.unsaved.has(head.id) ? this.outline(head.id)?.cells.filter(isDone).length : doneCount;
    const known = headWith(head, this.unsaved);
    const isElsewhere = known.status === 'running' && !this.#isOwn(owner);
    return { ...known, ...marks, cellCount, doneCount: done ?? doneCount, isElsewhere };
  }

  #save(unsaved: Unsaved, isDue: boolean): void {
    if (unsaved.size > 0 && isDue) {
      try {
        this.store.transaction(() => this.#write(unsaved));
        this.unsaved = NOTHING_UNSAVED;
        this.#settle();
        return;
      } catch (error) {
        this.#tell(error);
        this.#retryAtMs = performance.now() + RETRY_MS;
      }
    }
    this.unsaved = unsaved;
  }

  #write(unsaved: Unsaved): void {
    for (const [runId, { updates, programs, roof, end }] of unsaved) {
      this.tables.programs.insert(programs, true);
      this.tables.cells.save(runId, [...updates.values()]);
      if (roof && this.tables.runs.setRoof(runId, roof)) this.tables.cells.setRoof(runId, roof);
      if (!end) continue;
      if (this.tables.runs.dropImport(runId, end.owner)) this.tables.programs.removeUnused();
      // Of a run that was left behind, another process may have been first.
      if (this.tables.runs.end(runId, end)) this.tables.cells.shelveRunning(runId);
    }
  }

  /** The trouble is over once everything is written. */
  #settle(): void {
    if (this.#trouble === null || this.unsaved.size > 0 || !this.#memo.isSaved) return;
    this.#trouble = null;
    this.onTrouble(null);
  }

  /** Reports what kept something from being written, once; throws any other error. */
  #tell(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    const isKnown = this.#trouble !== null;
    this.#trouble = error;
    if (!isKnown) this.onTrouble(error);
  }

  #lives(owner: string | null): boolean {
    return this.#isOwn(owner) || (owner !== null && this.file !== null && isAlive(this.file, owner));
  }

  #isOwn(owner: string | null): boolean {
    return owner !== null && (this.file === null || owner === this.#owner?.id);
  }

  #ownerId(): string {
    const { file } = this;
    if (file === null) return 'this process';
    this.#owner ??= this.store.guard(() => new Owner(file));
    return this.#owner.id;
  }
}
