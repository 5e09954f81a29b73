import type { DatabaseSync } from 'node:sqlite';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import { underRoof } from '../../ipc/roof.ts';
import type { Cell, Roof, Sample } from '../../ipc/types.ts';
import { fromJson, toJson } from './json-column.ts';
import type { ProgramTable } from './program-table.ts';

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
  note: string | null;
  program_hash: string | null;
  failure: string | null;
}

interface SampleRow {
  epoch: number;
  round: number;
  position: number;
  wall_ns: number;
  gpu_ns: number | null;
  encoder_ns: number | null;
}

/** The columns of #samplesOfRun. */
type SampleColumns = [
  cell: number,
  epoch: number,
  round: number,
  position: number,
  wallNs: number,
  gpuNs: number | null,
  encoderNs: number | null,
];

const WITH_PROGRAMS = `
  SELECT cells.*, programs.hash AS program_hash FROM cells LEFT JOIN programs ON programs.key = cells.program`;

/** Cells and their samples. The caller opens the transaction. */
export class CellTable {
  readonly #programs: ProgramTable;
  readonly #insert;
  readonly #update;
  readonly #setSummary;
  readonly #keyAndCount;
  readonly #insertSample;
  readonly #deleteSamples;
  readonly #cellsOfRun;
  readonly #samplesOfRun;
  readonly #keysOfRun;
  readonly #cell;
  readonly #samplesOfCell;
  readonly #shelveRunning;
  readonly #deleteUndoneSamples;
  readonly #resetUndone;
  readonly #bestRatesOfRun;

  constructor(database: DatabaseSync, programs: ProgramTable) {
    this.#programs = programs;
    this.#insert = database.prepare(`
      INSERT INTO cells (run_id, position, id, problem, contender, status, duplicates, compile_ms,
        verification, summary, conditions, note, program, failure)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#update = database.prepare(`
      UPDATE cells SET status = ?, duplicates = ?, compile_ms = ?, verification = ?, summary = ?,
        conditions = ?, note = ?, program = ?, failure = ?
      WHERE key = ?`);
    this.#setSummary = database.prepare('UPDATE cells SET summary = ? WHERE key = ?');
    this.#keyAndCount = database.prepare(`
      SELECT key, (SELECT count(*) FROM samples WHERE cell = key) AS count FROM cells WHERE run_id = ? AND id = ?`);
    this.#insertSample = database.prepare(`
      INSERT INTO samples (cell, number, epoch, round, position, wall_ns, gpu_ns, encoder_ns)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#deleteSamples = database.prepare('DELETE FROM samples WHERE cell = ? AND number >= ?');
    this.#cellsOfRun = database.prepare(`${WITH_PROGRAMS} WHERE run_id = ? ORDER BY position`);
    // The order of an index and a key, so that nothing is sorted.
    this.#samplesOfRun = database.prepare(`
      SELECT cell, epoch, round, samples.position, wall_ns, gpu_ns, encoder_ns
      FROM cells CROSS JOIN samples ON samples.cell = cells.key
      WHERE run_id = ? ORDER BY cells.position, cells.key, number`);
    // Of many rows, lists take less time than objects.
    this.#samplesOfRun.setReturnArrays(true);
    this.#keysOfRun = database.prepare('SELECT key FROM cells WHERE run_id = ? ORDER BY position');
    this.#cell = database.prepare(`${WITH_PROGRAMS} WHERE cells.key = ?`);
    this.#samplesOfCell = database.prepare('SELECT * FROM samples WHERE cell = ? ORDER BY number');
    this.#shelveRunning = database.prepare(
      `UPDATE cells SET status = 'pending' WHERE run_id = ? AND status = 'running'`,
    );
    this.#deleteUndoneSamples = database.prepare(`
      DELETE FROM samples WHERE cell IN (SELECT key FROM cells WHERE run_id = ? AND status = 'pending')`);
    this.#resetUndone = database.prepare(`
      UPDATE cells SET duplicates = NULL, compile_ms = NULL, verification = NULL, summary = NULL,
        conditions = NULL, note = NULL, failure = NULL
      WHERE run_id = ? AND status = 'pending'`);
    this.#bestRatesOfRun = database.prepare(`
      SELECT max(json_extract(summary, '$.gflops')) AS best FROM cells
      WHERE run_id = ? AND status = 'ok' AND summary IS NOT NULL GROUP BY problem ORDER BY min(position)`);
  }

  /** The best verified rate at each problem, in the order of the problems. */
  bestRatesOfRun(runId: string): number[] {
    const rows = this.#bestRatesOfRun.all(runId);
    return rows.map(({ best }) => best as number);
  }

  /** Adds cells whose programs are stored; `position` is that of the first of them in the run. */
  insert(runId: string, cells: readonly Cell[], position = 0): void {
    for (const [index, cell] of cells.entries()) {
      const result = this.#insert.run(
        runId,
        position + index,
        cell.id,
        toJson(cell.problem),
        cell.contender,
        cell.status,
        cell.duplicates,
        cell.compileMs,
        toJson(cell.verification),
        toJson(cell.summary),
        toJson(cell.conditions),
        cell.note,
        this.#keyOf(cell),
        toJson(cell.failure),
      );
      this.#insertSamples(Number(result.lastInsertRowid), cell.samples, 0);
    }
  }

  /**
   * Brings cells up to date; only their new samples are written. Saving an update again changes nothing. Throws when
   * samples in between are missing.
   */
  save(runId: string, updates: readonly CellUpdate[]): void {
    for (const update of updates) {
      const { id, sampleOffset, newSamples } = update;
      const stored = this.#keyAndCount.get(runId, id) as { key: number; count: number } | undefined;
      if (!stored) throw new Error(`run ${runId} has no cell ${id}`);
      if (sampleOffset > stored.count) {
        throw new RangeError(`${id}: samples from ${sampleOffset} on, but only ${stored.count} before them`);
      }
      const { status, duplicates, compileMs, verification, summary, conditions, note, failure } = update;
      this.#update.run(
        status,
        duplicates,
        compileMs,
        toJson(verification),
        toJson(summary),
        toJson(conditions),
        note,
        this.#keyOf(update),
        toJson(failure),
        stored.key,
      );
      if (sampleOffset < stored.count) this.#deleteSamples.run(stored.key, sampleOffset);
      this.#insertSamples(stored.key, newSamples, sampleOffset);
    }
  }

  /** Gives the cells of a run their shares of another roof. */
  setRoof(runId: string, roof: Roof): void {
    for (const row of this.#cellsOfRun.all(runId) as unknown as CellRow[]) {
      const { summary } = underRoof(cellOf(row, []), roof);
      if (summary) this.#setSummary.run(toJson(summary), row.key);
    }
  }

  /** The cells of a run in their order, with their samples. */
  ofRun(runId: string): Cell[] {
    const samples = new Map<number, Sample[]>();
    for (const row of this.#samplesOfRun.all(runId) as unknown as SampleColumns[]) {
      const [cell, epoch, round, position, wallNs, gpuNs, encoderNs] = row;
      const sample = { epoch, round, position, wallNs, gpuNs, encoderNs };
      const list = samples.get(cell);
      if (list) list.push(sample);
      else samples.set(cell, [sample]);
    }
    const rows = this.#cellsOfRun.all(runId) as unknown as CellRow[];
    return rows.map((row) => cellOf(row, samples.get(row.key) ?? []));
  }

  /** The same without their samples. */
  outlinesOfRun(runId: string): Cell[] {
    const rows = this.#cellsOfRun.all(runId) as unknown as CellRow[];
    return rows.map((row) => cellOf(row, []));
  }

  /** One cell of a run, with its samples; null if there is none of that id. */
  ofId(runId: string, cellId: string): Cell | null {
    const stored = this.#keyAndCount.get(runId, cellId) as { key: number } | undefined;
    return stored ? this.#ofKey(stored.key) : null;
  }

  /** The cells of a run in their order, with their samples, each read when it is asked for. */
  *eachOfRun(runId: string): Generator<Cell, void> {
    for (const { key } of this.#keysOfRun.all(runId) as unknown as Pick<CellRow, 'key'>[]) {
      const cell = this.#ofKey(key);
      if (!cell) throw new Error(`run ${runId} was deleted while it was read`);
      yield cell;
    }
  }

  #ofKey(key: number): Cell | null {
    const row = this.#cell.get(key) as unknown as CellRow | undefined;
    const samples = this.#samplesOfCell.all(key) as unknown as SampleRow[];
    return row ? cellOf(row, samples.map(sampleOf)) : null;
  }

  /** Cells in flight when a run stops become pending; their samples are kept until they are measured again. */
  shelveRunning(runId: string): void {
    this.#shelveRunning.run(runId);
  }

  /** Clears the cells that are not done, before they are measured again, with the programs that they have. */
  resetUndone(runId: string): void {
    this.#deleteUndoneSamples.run(runId);
    this.#resetUndone.run(runId);
  }

  #keyOf({ program }: Pick<Cell, 'program'>): number | null {
    return program === null ? null : this.#programs.keyOf(program);
  }

  #insertSamples(key: number, samples: readonly Sample[], offset: number): void {
    for (const [index, { epoch, round, position, wallNs, gpuNs, encoderNs }] of samples.entries()) {
      this.#insertSample.run(key, offset + index, epoch, round, position, wallNs, gpuNs, encoderNs);
    }
  }
}

function cellOf(row: CellRow, samples: Sample[]): Cell {
  return {
    id: row.id,
    problem: fromJson<Cell['problem']>(row.problem),
    contender: row.contender,
    status: row.status,
    duplicates: row.duplicates,
    compileMs: row.compile_ms,
    verification: fromJson<Cell['verification']>(row.verification),
    summary: fromJson<Cell['summary']>(row.summary),
    samples,
    conditions: fromJson<Cell['conditions']>(row.conditions),
    note: row.note,
    program: row.program_hash,
    failure: fromJson<Cell['failure']>(row.failure),
  };
}

function sampleOf(row: SampleRow): Sample {
  return {
    epoch: row.epoch,
    round: row.round,
    position: row.position,
    wallNs: row.wall_ns,
    gpuNs: row.gpu_ns,
    encoderNs: row.encoder_ns,
  };
}
