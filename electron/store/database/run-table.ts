import type { DatabaseSync } from 'node:sqlite';
import type { CompileReport } from '../../ipc/compile-types.ts';
import { isSameCeiling } from '../../ipc/roof.ts';
import type { Slide } from '../../ipc/story.ts';
import type { Roof, Run, RunHead, RunMarks, RunStatus } from '../../ipc/types.ts';
import type { OwnedEnd } from '../unsaved.ts';
import { fromJson, toJson } from './json-column.ts';

/** The status of a run whose cells are being added: nobody sees it. */
const IMPORTING = 'importing';

/** What is shown of runs; not what it costs to compile them, which is long. */
const VISIBLE = `
  SELECT id, name, started_at, finished_at, status, failure, request, environment, source, story, owner, pinned,
    tags,    counts.cells AS cell_count, counts.done AS done_count
  FROM runs JOIN counts ON counts.run_id = runs.id
  WHERE status <> '${IMPORTING}' AND discarded = 0`;

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
  story: string | null;
  owner: string | null;
  pinned: number;
  tags: string | null;
  cell_count: number;
  done_count: number;
}

/** The texts of a run, and what they say. */
interface ParsedRun extends Pick<RunRow, 'request' | 'environment'> {
  readonly parts: Pick<RunHead, 'request' | 'environment'>;
}

/** A run with its marks and counts, and the owner that measures it. */
export interface CountedRun {
  readonly head: RunHead;
  readonly marks: RunMarks;
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
  /** What was parsed when the runs were last listed, by their ids: that is asked for again and again. */
  #parsed = new Map<string, ParsedRun>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(run: RunHead, owner: string | null, status: string = run.status): void {
    const { id, name, startedAt, finishedAt, failure, request, environment, source, story } = run;
    this.#run(
      `INSERT INTO runs (id, name, started_at, finished_at, status, failure, request, environment, source, owner,
         story)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, name, startedAt, finishedAt, status, toJson(failure), toJson(request), toJson(environment)],
      ...[source, owner, story ? toJson(story) : null],
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
    const rows = this.#database
      .prepare(`${VISIBLE} ORDER BY started_at DESC, id`)
      .all() as unknown as RunRow[];
    this.#parsed = new Map(rows.map((row) => [row.id, this.#parse(row)]));
    return rows.map((row) => this.#counted(row));
  }

  counted(runId: string): CountedRun | null {
    const row = this.#database.prepare(`${VISIBLE} AND id = ?`).get(runId);
    return row ? this.#counted(row as unknown as RunRow) : null;
  }

  head(runId: string): RunHead | null {
    return this.counted(runId)?.head ?? null;
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

  mark(runId: string, { pinned, tags }: RunMarks): void {
    const texts = [pinned ? '1' : '0', tags.length > 0 ? toJson(tags) : null];
    this.#run('UPDATE runs SET pinned = ?, tags = ? WHERE id = ?', ...texts, runId);
  }

  /** Replaces the story of a run; an empty one is none. */
  setStory(runId: string, story: readonly Slide[]): void {
    this.#run('UPDATE runs SET story = ? WHERE id = ?', story.length > 0 ? toJson(story) : null, runId);
  }

  /** Hides a run from everybody, or shows it again. Returns whether there is one. */
  discard(runId: string, isDiscarded: boolean): boolean {
    return this.#run('UPDATE runs SET discarded = ? WHERE id = ?', isDiscarded ? '1' : '0', runId);
  }

  discarded(): string[] {
    const rows = this.#database.prepare('SELECT id FROM runs WHERE discarded = 1').all();
    return rows.map(({ id }) => id as string);
  }

  delete(runId: string): void {
    this.#run('DELETE FROM runs WHERE id = ?', runId);
  }

  #counted(row: RunRow): CountedRun {
    const { cell_count: cellCount, done_count: doneCount, owner } = row;
    const { request, environment } = this.#parse(row).parts;
    const head = {
      id: row.id,
      name: row.name,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      status: row.status,
      failure: fromJson<Run['failure']>(row.failure),
      request,
      environment,
      source: row.source,
      story: fromJson<Slide[] | null>(row.story) ?? undefined,
    };
    const marks = { pinned: row.pinned !== 0, tags: fromJson<string[] | null>(row.tags) ?? [] };
    return { head, marks, cellCount, doneCount, owner };
  }

  #parse({ id, request, environment }: RunRow): ParsedRun {
    const known = this.#parsed.get(id);
    if (known?.request === request && known.environment === environment) return known;
    return {
      request,
      environment,
      parts: {
        request: fromJson<Run['request']>(request),
        environment: fromJson<Run['environment']>(environment),
      },
    };
  }

  /** Returns whether a row changed. */
  #run(statement: string, ...parameters: (string | null)[]): boolean {
    return this.#database.prepare(statement).run(...parameters).changes !== 0;
  }
}
