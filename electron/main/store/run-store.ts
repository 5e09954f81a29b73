import { DatabaseSync } from 'node:sqlite';
import { DONE_STATUSES } from '../../ipc/cell.ts';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import type { Failure, Run, RunHeader, RunStatus } from '../../ipc/types.ts';
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

const HEADER_QUERY = `
  SELECT runs.*,
    (SELECT count(*) FROM cells WHERE run_id = runs.id) AS cell_count,
    (SELECT count(*) FROM cells WHERE run_id = runs.id AND status IN (${DONE_STATUSES.map((s) => `'${s}'`).join(', ')})) AS done_count
  FROM runs`;

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
    for (const { id, status } of this.headers()) {
      if (status === 'running') this.close(id, 'interrupted', { failure: LEFT_RUNNING, finishedAt: null });
    }
  }

  /** Adds a run, new or imported. Throws when its id is taken. */
  add(run: Run): void {
    this.#transaction(() => {
      const { id, name, startedAt, finishedAt, status } = run;
      this.#database
        .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          id,
          name,
          startedAt,
          finishedAt,
          status,
          toJson(run.failure),
          toJson(run.request),
          toJson(run.environment),
        );
      this.#cells.insert(run.id, run.cells);
    });
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
    const row = this.#database.prepare('SELECT * FROM runs WHERE id = ?').get(runId);
    return row ? { ...partsOf(row as unknown as RunRow), cells: this.#cells.ofRun(runId) } : null;
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
