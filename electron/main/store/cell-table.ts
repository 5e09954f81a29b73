import type { DatabaseSync } from 'node:sqlite';
import type { Cell, Sample } from '../../ipc/types.ts';
import { fromJson, toJson } from './json-column.ts';

interface CellRow {
  key: number;
  id: string;
  problem: string;
  contender: string;
  status: Cell['status'];
  duplicates: number | null;
  compile_ms: number | null;
  verification: string | null;
  summary: string | null;
  conditions: string | null;
  failure: string | null;
}

interface SampleRow {
  cell: number;
  round: number;
  position: number;
  wall_ns: number;
  gpu_ns: number | null;
  encoder_ns: number | null;
}

/** Cells and their samples. The caller opens the transaction. */
export class CellTable {
  readonly #insert;
  readonly #update;
  readonly #keyAndCount;
  readonly #insertSample;
  readonly #deleteSamples;
  readonly #cellsOfRun;
  readonly #samplesOfRun;
  readonly #shelveRunning;
  readonly #deleteUndoneSamples;
  readonly #resetUndone;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(`
      INSERT INTO cells (run_id, position, id, problem, contender, status, duplicates, compile_ms,
        verification, summary, conditions, failure)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#update = database.prepare(`
      UPDATE cells SET status = ?, duplicates = ?, compile_ms = ?, verification = ?, summary = ?,
        conditions = ?, failure = ?
      WHERE key = ?`);
    this.#keyAndCount = database.prepare(`
      SELECT key, (SELECT count(*) FROM samples WHERE cell = key) AS count FROM cells WHERE run_id = ? AND id = ?`);
    this.#insertSample = database.prepare(
      'INSERT INTO samples (cell, number, round, position, wall_ns, gpu_ns, encoder_ns) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#deleteSamples = database.prepare('DELETE FROM samples WHERE cell = ?');
    this.#cellsOfRun = database.prepare('SELECT * FROM cells WHERE run_id = ? ORDER BY position');
    this.#samplesOfRun = database.prepare(`
      SELECT samples.* FROM samples JOIN cells ON cells.key = samples.cell
      WHERE cells.run_id = ? ORDER BY cell, number`);
    this.#shelveRunning = database.prepare(
      `UPDATE cells SET status = 'pending' WHERE run_id = ? AND status = 'running'`,
    );
    this.#deleteUndoneSamples = database.prepare(`
      DELETE FROM samples WHERE cell IN (SELECT key FROM cells WHERE run_id = ? AND status = 'pending')`);
    this.#resetUndone = database.prepare(`
      UPDATE cells SET duplicates = NULL, compile_ms = NULL, verification = NULL, summary = NULL,
        conditions = NULL, failure = NULL
      WHERE run_id = ? AND status = 'pending'`);
  }

  insert(runId: string, cells: readonly Cell[]): void {
    for (const [position, cell] of cells.entries()) {
      const { id, problem, contender, status, duplicates, compileMs } = cell;
      const result = this.#insert.run(
        ...[runId, position, id, toJson(problem), contender, status, duplicates, compileMs],
        ...[toJson(cell.verification), toJson(cell.summary), toJson(cell.conditions), toJson(cell.failure)],
      );
      this.#appendSamples(Number(result.lastInsertRowid), cell.samples, 0);
    }
  }

  /** Brings cells up to date. Samples only ever grow while a cell is measured, so just the new ones are written. */
  save(runId: string, cells: readonly Cell[]): void {
    for (const cell of cells) {
      const stored = this.#keyAndCount.get(runId, cell.id) as { key: number; count: number } | undefined;
      if (!stored) throw new Error(`cell ${cell.id} is not of run ${runId}`);
      this.#update.run(
        ...[cell.status, cell.duplicates, cell.compileMs],
        ...[toJson(cell.verification), toJson(cell.summary), toJson(cell.conditions), toJson(cell.failure)],
        stored.key,
      );
      const restarted = cell.samples.length < stored.count;
      if (restarted) this.#deleteSamples.run(stored.key);
      this.#appendSamples(stored.key, cell.samples, restarted ? 0 : stored.count);
    }
  }

  /** The cells of a run in their order, with their samples. */
  ofRun(runId: string): Cell[] {
    const samples = new Map<number, Sample[]>();
    for (const row of this.#samplesOfRun.all(runId) as unknown as SampleRow[]) {
      const sample: Sample = {
        ...{ round: row.round, position: row.position },
        ...{ wallNs: row.wall_ns, gpuNs: row.gpu_ns, encoderNs: row.encoder_ns },
      };
      const list = samples.get(row.cell);
      if (list) list.push(sample);
      else samples.set(row.cell, [sample]);
    }
    const rows = this.#cellsOfRun.all(runId) as unknown as CellRow[];
    return rows.map((row) => ({
      id: row.id,
      problem: fromJson<Cell['problem']>(row.problem),
      contender: row.contender,
      status: row.status,
      duplicates: row.duplicates,
      compileMs: row.compile_ms,
      verification: fromJson<Cell['verification']>(row.verification),
      summary: fromJson<Cell['summary']>(row.summary),
      samples: samples.get(row.key) ?? [],
      conditions: fromJson<Cell['conditions']>(row.conditions),
      failure: fromJson<Cell['failure']>(row.failure),
    }));
  }

  /** Cells in flight when a run stops are pending again; the samples they got are kept until they are measured anew. */
  shelveRunning(runId: string): void {
    this.#shelveRunning.run(runId);
  }

  /** Clears what cells that are not done have, before they are measured anew. */
  resetUndone(runId: string): void {
    this.#deleteUndoneSamples.run(runId);
    this.#resetUndone.run(runId);
  }

  #appendSamples(key: number, samples: readonly Sample[], from: number): void {
    for (let number = from; number < samples.length; number++) {
      const sample = samples[number] as Sample;
      const { round, position, wallNs, gpuNs, encoderNs } = sample;
      this.#insertSample.run(key, number, round, position, wallNs, gpuNs, encoderNs);
    }
  }
}
