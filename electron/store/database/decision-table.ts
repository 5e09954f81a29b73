import type { DatabaseSync } from 'node:sqlite';
import type { ComparedRuns, ReviewEntry } from '../../ipc/review/decisions.ts';
import { fromJson, toJson } from './json-column.ts';

interface DecisionRow extends Omit<ReviewEntry, 'cells'> {
  cells: string;
}

const OF_RUNS = 'baseline = ? AND candidate = ? AND undone_at IS NULL';

/** What people decided, step by step. The caller opens the transaction. */
export class DecisionTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The steps of a review that were not undone, oldest first. */
  ofRuns({ baseline, candidate }: ComparedRuns): ReviewEntry[] {
    const rows = this.#database
      .prepare(`SELECT cells, decision, note, who, at FROM decisions WHERE ${OF_RUNS} ORDER BY key`)
      .all(baseline, candidate) as unknown as DecisionRow[];
    return rows.map((row) => ({ ...row, cells: fromJson<string[]>(row.cells) }));
  }

  add({ baseline, candidate }: ComparedRuns, { cells, decision, note, who, at }: ReviewEntry): void {
    this.#database
      .prepare(
        `INSERT INTO decisions (baseline, candidate, cells, decision, note, who, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(baseline, candidate, toJson(cells), decision, note, who, at);
  }

  /** Marks the newest step as undone. Returns whether there was one. */
  undo({ baseline, candidate }: ComparedRuns, at: string): boolean {
    const { changes } = this.#database
      .prepare(
        `UPDATE decisions SET undone_at = ? WHERE key = (SELECT max(key) FROM decisions WHERE ${OF_RUNS})`,
      )
      .run(at, baseline, candidate);
    return changes > 0;
  }
}
