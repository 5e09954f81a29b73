import { DatabaseSync } from 'node:sqlite';
import { DONE_STATUSES } from '../../ipc/cell.ts';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import type { Cell, Failure, Run, RunHead, RunHeader, RunStatus } from '../../ipc/types.ts';
import { CellTable } from './cell-table.ts';
import { fromJson, toJson } from './json-column.ts';
import { migrate } from './schema.ts';

interface RunRow {
  id: string;
  name: string;
  started_at: string;
  finished_at: string | null;
  status: RunStatus;
  failure: string | null;
  request: string;
  environment: string;
}

type HeaderRow = RunRow & { cell_count: number; done_count: number };

/** The status of a run whose cells are being added: nobody sees it. */
const IMPORTING = 'importing';

const RUNS = `(SELECT * FROM runs WHERE status <> '${IMPORTING}') AS runs`;

const HEADER_QUERY = `
  SELECT runs.*,
    (SELECT count(*) FROM cells WHERE run_id = runs.id) AS cell_count,
    (SELECT count(*) FROM cells WHERE run_id = runs.id AND status IN (${DONE_STATUSES.map((s) => `'${s}'`).join(', ')})) AS done_count
  FROM ${RUNS}`;

const LEFT_RUNNING: Failure = {
  code: 'INTERRUPTED',
  message:
    'Tilescope ended while this sweep was running. The samples taken so far are kept; the sweep can be resumed.',
};

/** Runs, cells and samples in one SQLite file. Samples are written as they arrive, so that a crash loses none of them. */
export class RunStore {
  readonly #database: DatabaseSync;
  readonly #cells: CellTable;

  /** Opens or creates the store. Runs that an earlier process left running become interrupted ones. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(this.#database);
    this.#cells = new CellTable(this.#database);
    this.#database.exec(`DELETE FROM runs WHERE status = '${IMPORTING}'`);
    for (const { id, status } of this.headers()) {
      if (status === 'running') this.close(id, 'interrupted', { failure: LEFT_RUNNING, finishedAt: null });
    }
  }

  /** Adds a new run. Throws when its id is taken. */
  add(run: Run): void {
    this.#transaction(() => {
      this.#insert(run, run.status);
      this.#cells.insert(run.id, run.cells);
    });
  }

  /** Begins to add a run whose cells follow. It stays invisible until finishImport(). Throws when its id is taken. */
  beginImport(run: RunHead): void {
    this.#insert(run, IMPORTING);
  }

  /** Adds cells to a run that is being imported; `position` is that of the first of them in the run. */
  addCells(runId: string, cells: readonly Cell[], position: number): void {
    this.#transaction(() => this.#cells.insert(runId, cells, position));
  }

  finishImport({ id, status }: RunHead): void {
    this.#database.prepare('UPDATE runs SET status = ? WHERE id = ?').run(status, id);
  }

  /** Whether an id is taken, also by a run that is being imported. */
  has(runId: string): boolean {
    return this.#database.prepare('SELECT 1 FROM runs WHERE id = ?').get(runId) !== undefined;
  }

  /** Newest first. */
  headers(): RunHeader[] {
    const rows = this.#database.prepare(`${HEADER_QUERY} ORDER BY started_at DESC, id`).all();
    return (rows as unknown as HeaderRow[]).map(headerOf);
  }

  header(runId: string): RunHeader | null {
    const row = this.#database.prepare(`${HEADER_QUERY} WHERE id = ?`).get(runId);
    return row ? headerOf(row as unknown as HeaderRow) : null;
  }

  run(runId: string): Run | null {
    const row = this.#database.prepare(`SELECT * FROM ${RUNS} WHERE id = ?`).get(runId);
    return row ? { ...partsOf(row as unknown as RunRow), cells: this.#cells.ofRun(runId) } : null;
  }

  /** The cells of a run in their order, each read when it is asked for. */
  cells(runId: string): Generator<Cell, void> {
    return this.#cells.eachOfRun(runId);
  }

  saveCells(runId: string, updates: readonly CellUpdate[]): void {
    this.#transaction(() => this.#cells.save(runId, updates));
  }

  /** Ends a running run; its cells in flight become pending. */
  close(
    runId: string,
    status: Exclude<RunStatus, 'running'>,
    end: { failure: Failure | null; finishedAt: string | null },
  ): void {
    this.#transaction(() => {
      this.#database
        .prepare('UPDATE runs SET status = ?, failure = ?, finished_at = ? WHERE id = ?')
        .run(status, toJson(end.failure), end.finishedAt, runId);
      this.#cells.shelveRunning(runId);
    });
  }

  /** Continues a run: cells that are not done start over, the others are kept. */
  reopen(runId: string): void {
    this.#transaction(() => {
      this.#database
        .prepare(`UPDATE runs SET status = 'running', failure = NULL, finished_at = NULL WHERE id = ?`)
        .run(runId);
      this.#cells.resetUndone(runId);
    });
  }

  rename(runId: string, name: string): void {
    this.#database.prepare('UPDATE runs SET name = ? WHERE id = ?').run(name, runId);
  }

  delete(runId: string): void {
    this.#database.prepare('DELETE FROM runs WHERE id = ?').run(runId);
  }

  /** A small value that `remember` kept between launches; null when there is none. */
  remembered(key: string): unknown {
    const row = this.#database.prepare('SELECT value FROM remembered WHERE key = ?').get(key);
    return row ? JSON.parse((row as { value: string }).value) : null;
  }

  remember(key: string, value: unknown): void {
    this.#database
      .prepare('INSERT INTO remembered VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, JSON.stringify(value));
  }

  /** Closes the file; the store cannot be used afterwards. */
  dispose(): void {
    this.#database.close();
  }

  #insert(run: RunHead, status: string): void {
    const { id, name, startedAt, finishedAt, failure, request, environment } = run;
    const texts = [failure, request, environment].map(toJson);
    this.#database
      .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(id, name, startedAt, finishedAt, status, ...texts);
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#database.exec('COMMIT');
  }
}

function partsOf(row: RunRow): Omit<Run, 'cells'> {
  return {
    id: row.id,
    name: row.name,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: row.status,
    failure: fromJson<Run['failure']>(row.failure),
    request: fromJson<Run['request']>(row.request),
    environment: fromJson<Run['environment']>(row.environment),
  };
}

function headerOf(row: HeaderRow): RunHeader {
  return { ...partsOf(row), cellCount: row.cell_count, doneCount: row.done_count };
}
