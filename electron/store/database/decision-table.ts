import type { DatabaseSync } from 'node:sqlite';
import type { ComparedRuns, KeptDecision, ReviewEntry } from '../../ipc/review/decisions.ts';
import { fromJson, toJson } from './json-column.ts';

type DecisionRow<T extends ReviewEntry> = Omit<T, 'cells'> & { cells: string };

const STEP = 'cells, decision, note, who, at';
const OF_RUNS = 'candidate = ? AND baseline = ? AND undone_at IS NULL';
const SAME =
  'candidate = ? AND baseline = ? AND cells = ? AND decision = ? AND note = ? AND who = ? AND at = ?';
/** Steps of others, which came with files, stand among those that were taken here. */
const [OLDEST_FIRST, NEWEST_FIRST] = ['ORDER BY at, key', 'ORDER BY at DESC, key DESC'];

/** What people decided, step by step. The caller opens the transaction. */
export class DecisionTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The steps of a review that were not undone, oldest first. */
  ofRuns({ baseline, candidate }: ComparedRuns): ReviewEntry[] {
    const query = `SELECT ${STEP} FROM decisions WHERE ${OF_RUNS} ${OLDEST_FIRST}`;
    return this.#database
      .prepare(query)
      .all(candidate, baseline)
      .map(stepOf<ReviewEntry>);
  }

  /** The steps of all reviews of a candidate, also those that were undone, oldest first. */
  ofCandidate(candidate: string): KeptDecision[] {
    const query = `SELECT baseline, ${STEP}, undone_at AS undoneAt FROM decisions WHERE candidate = ? ${OLDEST_FIRST}`;
    return this.#database
      .prepare(query)
      .all(candidate)
      .map(stepOf<KeptDecision>);
  }

  /** Adds a step unless it is there; one that was undone here or there is undone. */
  add(candidate: string, { baseline, cells, decision, note, who, at, undoneAt }: KeptDecision): void {
    const step = [candidate, baseline, toJson(cells), decision, note, who, at];
    this.#database
      .prepare(`UPDATE decisions SET undone_at = coalesce(undone_at, ?) WHERE ${SAME}`)
      .run(undoneAt, ...step);
    this.#database
      .prepare(
        `INSERT INTO decisions (candidate, baseline, ${STEP}, undone_at)
         SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE ${SAME})`,
      )
      .run(...step, undoneAt, ...step);
  }

  /** Marks the newest step as undone. Returns whether there was one. */
  undo({ baseline, candidate }: ComparedRuns, at: string): boolean {
    const newest = `SELECT key FROM decisions WHERE ${OF_RUNS} ${NEWEST_FIRST} LIMIT 1`;
    const { changes } = this.#database
      .prepare(`UPDATE decisions SET undone_at = ? WHERE key = (${newest})`)
      .run(at, candidate, baseline);
    return changes > 0;
  }
}

function stepOf<T extends ReviewEntry>(row: unknown): T {
  const found = row as DecisionRow<T>;
  return { ...found, cells: fromJson<string[]>(found.cells) } as unknown as T;
}
