import { isDone } from '../ipc/cell.ts';
import type { CellUpdate } from '../ipc/cell-update.ts';
import type { CompileReport } from '../ipc/compile-types.ts';
import type { Cell, Roof, Run, RunHead, RunHeader } from '../ipc/types.ts';
import { CellTable } from './database/cell-table.ts';
import { Memo } from './database/memo.ts';
import { type CountedRun, RunTable } from './database/run-table.ts';
import { StoreDatabase } from './database/store-database.ts';
import { isAlive, Owner } from './owner.ts';
import { StoreError } from './store-error.ts';
import {
  cellWith,
  headWith,
  LEFT_BEHIND,
  NOTHING_UNSAVED,
  outlineWith,
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
export class RunStore {
  /** Called when something could not be written, once until it could be; then with null. */
  onTrouble: (error: StoreError | null) => void = () => undefined;
  #trouble: StoreError | null = null;
  readonly #store: StoreDatabase;
  readonly #runs: RunTable;
  readonly #cells: CellTable;
  readonly #memo: Memo;
  /** Of this process, from when it first measures or imports a run. */
  #owner: Owner | null = null;
  #unsaved = NOTHING_UNSAVED;
  #retryAtMs = Number.NEGATIVE_INFINITY;

  /** Opens or creates the store of a file, or with null one in memory. */
  constructor(file: string | null) {
    this.#store = new StoreDatabase(file);
    this.#memo = new Memo(this.#store, (error) => this.#tell(error));
    try {
      const { database } = this.#store;
      [this.#runs, this.#cells] = this.#store.guard(() => [new RunTable(database), new CellTable(database)]);
      // A store that can only be read should be found out now.
      this.#store.transaction(() => undefined);
      this.recover();
    } catch (error) {
      this.#store.close();
      throw error;
    }
  }

  /** Null: the runs are in memory, and end with this process. */
  get file(): string | null {
    return this.#store.file;
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
    const held = this.#store.guard(() => this.#runs.held());
    const left = held.filter(({ owner }) => !this.#lives(owner));
    this.#save(
      left.reduce((unsaved, { id, owner }) => withEnd(unsaved, id, owner, LEFT_BEHIND), this.#unsaved),
      true,
    );
  }

  /** Adds a new run; a running one is measured by this process. Throws when its id is taken. */
  add(run: Run): void {
    const owner = run.status === 'running' ? this.#ownerId() : null;
    this.#store.transaction(() => {
      this.#runs.insert(run, owner);
      this.#cells.insert(run.id, run.cells);
    });
  }

  /** Begins to add a run whose cells follow. It stays invisible until finishImport(). Throws when its id is taken. */
  beginImport(run: RunHead): void {
    const owner = this.#ownerId();
    this.#store.transaction(() => this.#runs.insertImport(run, owner));
  }

  /** Adds cells to a run that is being imported; `position` is that of the first of them in the run. */
  addCells(runId: string, cells: readonly Cell[], position: number): void {
    this.#store.transaction(() => this.#cells.insert(runId, cells, position));
  }

  finishImport(run: RunHead): void {
    this.#store.transaction(() => this.#runs.appear(run));
  }

  /** Whether an id is taken, also by a run that is being imported. */
  has(runId: string): boolean {
    return this.#store.guard(() => this.#runs.has(runId));
  }

  /** Newest first. */
  headers(): RunHeader[] {
    return this.#store.guard(() => this.#runs.all()).map((run) => this.#header(run));
  }

  header(runId: string): RunHeader | null {
    const run = this.#store.guard(() => this.#runs.counted(runId));
    return run && this.#header(run);
  }

  run(runId: string): Run | null {
    const run = this.#store.reading(() => {
      const head = this.#runs.head(runId);
      return head && { ...head, cells: this.#cells.ofRun(runId) };
    });
    if (!run || !this.#unsaved.has(runId)) return run;
    const cells = run.cells.map((cell) => cellWith(cell, runId, this.#unsaved));
    return headWith({ ...run, cells }, this.#unsaved);
  }

  /** A run with cells that lack their samples, of which a run may have millions. */
  outline(runId: string): Run | null {
    const run = this.#store.reading(() => {
      const head = this.#runs.head(runId);
      return head && { ...head, cells: this.#cells.outlinesOfRun(runId) };
    });
    if (!run || !this.#unsaved.has(runId)) return run;
    const cells = run.cells.map((cell) => outlineWith(cell, runId, this.#unsaved));
    return headWith({ ...run, cells }, this.#unsaved);
  }

  /** One cell of a run with its samples; null if there is none of that id. */
  cell(runId: string, cellId: string): Cell | null {
    const cell = this.#store.reading(() => this.#cells.ofId(runId, cellId));
    return cell && cellWith(cell, runId, this.#unsaved);
  }

  /** The cells of a run in their order, each read when it is asked for. */
  *cells(runId: string): Generator<Cell, void> {
    for (const cell of this.#cells.eachOfRun(runId)) yield cellWith(cell, runId, this.#unsaved);
  }

  /**
   * Brings cells of a run that this process measures up to date. Throws RangeError when samples in between are missing;
   * a store that cannot be written is reported to onTrouble().
   */
  saveCells(runId: string, updates: readonly CellUpdate[]): void {
    this.#save(withUpdates(this.#unsaved, runId, updates), performance.now() >= this.#retryAtMs);
  }

  /** Gives a run another roof, and its cells their shares of it. Reports trouble as saveCells() does. */
  setRoof(runId: string, roof: Roof): void {
    this.#save(withRoof(this.#unsaved, runId, roof), performance.now() >= this.#retryAtMs);
  }

  /** Ends a running run; its cells in flight become pending. Reports trouble as saveCells() does. */
  close(runId: string, end: RunEnd): void {
    this.#save(withEnd(this.#unsaved, runId, this.#ownerId(), end), true);
  }

  /** Tries again to write what could not be written. Returns whether nothing of any run is left. */
  saveAll(): boolean {
    this.#memo.save();
    this.#save(this.#unsaved, true);
    this.#settle();
    return this.#unsaved.size === 0;
  }

  /** The ids of runs of which something could not be written yet. */
  get unsavedRuns(): string[] {
    return [...this.#unsaved.keys()];
  }

  /**
   * Continues an interrupted or cancelled run in this process: cells that are not done start over, the others are kept.
   * Returns false if it is not one of those, any more.
   */
  reopen(runId: string): boolean {
    const owner = this.#ownerId();
    const isReopened = this.#store.transaction(() => {
      this.#write(this.#unsaved);
      const isClaimed = this.#runs.claim(runId, owner);
      if (isClaimed) this.#cells.resetUndone(runId);
      return isClaimed;
    });
    this.#unsaved = NOTHING_UNSAVED;
    this.#settle();
    return isReopened;
  }

  /** What it costs to compile a run's kernels, as it was last measured; null if it was not. */
  compileTimes(runId: string): CompileReport | null {
    return this.#store.guard(() => this.#runs.compileTimes(runId));
  }

  keepCompileTimes(runId: string, report: CompileReport): void {
    this.#store.transaction(() => this.#runs.setCompileTimes(runId, report));
  }

  rename(runId: string, name: string): void {
    this.#store.transaction(() => this.#runs.rename(runId, name));
  }

  delete(runId: string): void {
    this.#store.transaction(() => this.#runs.delete(runId));
    this.#unsaved = without(this.#unsaved, runId);
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

  /** Whether another process has changed the store since this was last asked. */
  hasNews(): boolean {
    return this.#store.hasNews();
  }

  /** Writes what is left if it can be, and closes the file; the store cannot be used afterwards. */
  dispose(): void {
    this.saveAll();
    this.#store.close();
    this.#owner?.dispose();
  }

  #header({ head, cellCount, doneCount, owner }: CountedRun): RunHeader {
    const done = this.#unsaved.has(head.id) ? this.outline(head.id)?.cells.filter(isDone).length : doneCount;
    const known = headWith(head, this.#unsaved);
    const isElsewhere = known.status === 'running' && !this.#isOwn(owner);
    return { ...known, cellCount, doneCount: done ?? doneCount, isElsewhere };
  }

  #save(unsaved: Unsaved, isDue: boolean): void {
    if (unsaved.size > 0 && isDue) {
      try {
        this.#store.transaction(() => this.#write(unsaved));
        this.#unsaved = NOTHING_UNSAVED;
        this.#settle();
        return;
      } catch (error) {
        this.#tell(error);
        this.#retryAtMs = performance.now() + RETRY_MS;
      }
    }
    this.#unsaved = unsaved;
  }

  #write(unsaved: Unsaved): void {
    for (const [runId, { updates, roof, end }] of unsaved) {
      this.#cells.save(runId, [...updates.values()]);
      if (roof && this.#runs.setRoof(runId, roof)) this.#cells.setRoof(runId, roof);
      if (!end) continue;
      this.#runs.dropImport(runId, end.owner);
      // Of a run that was left behind, another process may have been first.
      if (this.#runs.end(runId, end)) this.#cells.shelveRunning(runId);
    }
  }

  /** The trouble is over once everything is written. */
  #settle(): void {
    if (this.#trouble === null || this.#unsaved.size > 0 || !this.#memo.isSaved) return;
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
    this.#owner ??= this.#store.guard(() => new Owner(file));
    return this.#owner.id;
  }
}
