import type { DatabaseSync } from 'node:sqlite';
import { DONE_STATUSES } from '../../ipc/cell.ts';
import type { CompileReport } from '../../ipc/compile-types.ts';
import { isSameCeiling } from '../../ipc/roof.ts';
import type { Roof, Run, RunHead, RunStatus } from '../../ipc/types.ts';
import type { OwnedEnd } from '../unsaved.ts';
import { fromJson, toJson } from './json-column.ts';

/** The status of a run whose cells are being added: nobody sees it. */
const IMPORTING = 'importing';

const VISIBLE = `(SELECT * FROM runs WHERE status <> '${IMPORTING}') AS runs`;

const COUNTED = `
  SELECT runs.*,
    (SELECT count(*) FROM cells WHERE run_id = runs.id) AS cell_count,
    (SELECT count(*) FROM cells WHERE run_id = runs.id AND status IN (${DONE_STATUSES.map((s) => `'${s}'`).join(', ')})) AS done_count
  FROM ${VISIBLE}`;

interface RunRow {
  id: string;
  name: string;
  started_at: string;
  finished_at: string | null;
  status: RunStatus;
  failure: string | null;
  request: string;
  environment: string;
  source: string | null;
  owner: string | null;
}

/** A run with its counts, and the owner that measures it. */
export interface CountedRun {
  readonly head: RunHead;
  readonly cellCount: number;
  readonly doneCount: number;
  readonly owner: string | null;
}

/** A run that is being measured or imported; runs of earlier versions have no owner. */
export interface HeldRun {
  readonly id: string;
  readonly owner: string | null;
}

/** Runs without their cells. The caller opens the transaction. */
export class RunTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(run: RunHead, owner: string | null, status: string = run.status): void {
    const { id, name, startedAt, finishedAt, failure, request, environment, source } = run;
    this.#run(
      `INSERT INTO runs (id, name, started_at, finished_at, status, failure, request, environment, source, owner)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, name, startedAt, finishedAt, status, toJson(failure), toJson(request), toJson(environment)],
      source,
      owner,
    );
  }

  /** Adds a run that stays invisible until appear(). */
  insertImport(run: RunHead, owner: string): void {
    this.insert(run, owner, IMPORTING);
  }

  appear({ id, status }: RunHead): void {
    this.#run('UPDATE runs SET status = ?, owner = NULL WHERE id = ?', status, id);
  }

  /** Whether an id is taken, also by a run that is being imported. */
  has(runId: string): boolean {
    return this.#database.prepare('SELECT 1 FROM runs WHERE id = ?').get(runId) !== undefined;
  }

  /** Newest first. */
  all(): CountedRun[] {
    const rows = this.#database.prepare(`${COUNTED} ORDER BY started_at DESC, id`).all();
    return rows.map(countedRun);
  }

  counted(runId: string): CountedRun | null {
    const row = this.#database.prepare(`${COUNTED} WHERE id = ?`).get(runId);
    return row ? countedRun(row) : null;
  }

  head(runId: string): RunHead | null {
    const row = this.#database.prepare(`SELECT * FROM ${VISIBLE} WHERE id = ?`).get(runId);
    return row ? headOf(row as unknown as RunRow) : null;
  }

  /** Gives a run another roof. Returns whether its cells reach another share of it. */
  setRoof(runId: string, roof: Roof): boolean {
    const environment = this.head(runId)?.environment;
    if (!environment) return false; // deleted meanwhile
    this.#run('UPDATE runs SET environment = ? WHERE id = ?', toJson({ ...environment, roof }), runId);
    return !isSameCeiling(environment.roof, roof);
  }

  /** Ends the run that an owner measures. Returns whether it still was that owner's. */
  end(runId: string, { owner, end: { status, failure, finishedAt } }: OwnedEnd): boolean {
    return this.#run(
      `UPDATE runs SET status = ?, failure = ?, finished_at = ?, owner = NULL
       WHERE id = ? AND owner IS ? AND status = 'running'`,
      ...[status, toJson(failure), finishedAt, runId, owner],
    );
  }

  /** Makes an interrupted or cancelled run a running one of an owner. Returns whether it was one. */
  claim(runId: string, owner: string): boolean {
    return this.#run(
      `UPDATE runs SET status = 'running', failure = NULL, finished_at = NULL, owner = ?
       WHERE id = ? AND status IN ('interrupted', 'cancelled')`,
      ...[owner, runId],
    );
  }

  held(): HeldRun[] {
    const query = `SELECT id, owner FROM runs WHERE status IN ('running', '${IMPORTING}')`;
    return this.#database.prepare(query).all() as unknown as HeldRun[];
  }

  /** Forgets a run that an owner was importing. Returns whether there was one. */
  dropImport(runId: string, owner: string | null): boolean {
    return this.#run(
      `DELETE FROM runs WHERE id = ? AND owner IS ? AND status = '${IMPORTING}'`,
      runId,
      owner,
    );
  }

  /** What it costs to compile a run's kernels; null if that was never measured. */
  compileTimes(runId: string): CompileReport | null {
    const row = this.#database.prepare('SELECT compile_times FROM runs WHERE id = ?').get(runId);
    return fromJson((row?.compile_times ?? null) as string | null);
  }

  setCompileTimes(runId: string, report: CompileReport): void {
    this.#run('UPDATE runs SET compile_times = ? WHERE id = ?', toJson(report), runId);
  }

  rename(runId: string, name: string): void {
    this.#run('UPDATE runs SET name = ? WHERE id = ?', name, runId);
  }

  delete(runId: string): void {
    this.#run('DELETE FROM runs WHERE id = ?', runId);
  }

  /** Returns whether a row changed. */
  #run(statement: string, ...parameters: (string | null)[]): boolean {
    return this.#database.prepare(statement).run(...parameters).changes !== 0;
  }
}

function headOf(row: RunRow): RunHead {
  return {
    id: row.id,
    name: row.name,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: row.status,
    failure: fromJson<Run['failure']>(row.failure),
    request: fromJson<Run['request']>(row.request),
    environment: fromJson<Run['environment']>(row.environment),
    source: row.source,
  };
}

function countedRun(row: object): CountedRun {
  const counted = row as RunRow & { cell_count: number; done_count: number };
  const { cell_count: cellCount, done_count: doneCount, owner } = counted;
  return { head: headOf(counted), cellCount, doneCount, owner };
}
