import type { CompileReport } from '../ipc/compile-types.ts';
import {
  type AskedPrograms,
  type ContentHash,
  type KeptPrograms,
  NO_PROGRAMS,
} from '../ipc/programs/kept-program.ts';
import { hashesOf, joinPrograms, programsOf } from '../ipc/programs/restore-program.ts';
import type { Cell, Run } from '../ipc/types.ts';
import { CellTable } from './database/cell-table.ts';
import { DecisionTable } from './database/decision-table.ts';
import { ProgramTable } from './database/program-table.ts';
import { RunTable } from './database/run-table.ts';
import { StoreDatabase } from './database/store-database.ts';
import { cellWith, headWith, NOTHING_UNSAVED, outlineWith, programsWith, type Unsaved } from './unsaved.ts';

interface Tables {
  readonly runs: RunTable;
  readonly programs: ProgramTable;
  readonly cells: CellTable;
  readonly decisions: DecisionTable;
}

/** What is stored of runs, and what could not be written yet as if it had been. Methods throw StoreError. */
export class RunReader {
  protected readonly store: StoreDatabase;
  protected readonly tables: Tables;
  protected unsaved: Unsaved = NOTHING_UNSAVED;

  /** Opens or creates the store of a file, or with null one in memory. */
  constructor(file: string | null) {
    this.store = new StoreDatabase(file);
    try {
      this.tables = this.store.guard(() => tablesOf(this.store));
    } catch (error) {
      this.store.close();
      throw error;
    }
  }

  /** Null: the runs are in memory, and end with this process. */
  get file(): string | null {
    return this.store.file;
  }

  /** Whether an id is taken, also by a run that is being imported. */
  has(runId: string): boolean {
    return this.store.guard(() => this.tables.runs.has(runId));
  }

  run(runId: string): Run | null {
    const { runs, programs, cells } = this.tables;
    const run = this.store.reading(() => {
      const head = runs.head(runId);
      return (
        head && { ...head, ...this.#decided(runId), ...programs.ofRun(runId), cells: cells.ofRun(runId) }
      );
    });
    if (!run || !this.unsaved.has(runId)) return run;
    const known = run.cells.map((cell) => cellWith(cell, runId, this.unsaved));
    return headWith({ ...run, ...this.#programsOf(runId, known, run), cells: known }, this.unsaved);
  }

  /** A run without programs, and with cells that lack their samples, of which a run may have millions. */
  outline(runId: string): Run | null {
    const { runs, cells } = this.tables;
    const run = this.store.reading(() => {
      const head = runs.head(runId);
      return head && { ...head, ...this.#decided(runId), ...NO_PROGRAMS, cells: cells.outlinesOfRun(runId) };
    });
    if (!run || !this.unsaved.has(runId)) return run;
    const known = run.cells.map((cell) => outlineWith(cell, runId, this.unsaved));
    return headWith({ ...run, cells: known }, this.unsaved);
  }

  /** One cell of a run with its samples; null if there is none of that id. */
  cell(runId: string, cellId: string): Cell | null {
    const cell = this.store.reading(() => this.tables.cells.ofId(runId, cellId));
    return cell && cellWith(cell, runId, this.unsaved);
  }

  /** The cells of a run in their order, each read when it is asked for. */
  *cells(runId: string): Generator<Cell, void> {
    for (const cell of this.tables.cells.eachOfRun(runId)) yield cellWith(cell, runId, this.unsaved);
  }

  /** The best verified rate at each problem of a run in GFLOPS, in the order of its problems. */
  bestRates(runId: string): number[] {
    return this.store.reading(() => this.tables.cells.bestRatesOfRun(runId));
  }

  /** The programs of a run's cells. */
  programs(runId: string): KeptPrograms {
    const stored = this.store.reading(() => this.tables.programs.ofRun(runId));
    if (!this.unsaved.has(runId)) return stored;
    return this.#programsOf(runId, this.outline(runId)?.cells ?? [], stored);
  }

  /** What was decided about a run's cells; nothing is left of that if nothing was. */
  decided(runId: string): Pick<Run, 'decisions'> {
    return this.store.guard(() => this.#decided(runId));
  }

  /** The program of a cell; null if it has none, or there is no such cell. */
  program(runId: string, cellId: string): KeptPrograms | null {
    const { programs } = this.tables;
    const update = this.unsaved.get(runId)?.updates.get(cellId);
    const unsaved = programsWith(runId, this.unsaved);
    return this.store.reading(() => {
      const hash = update ? update.program : programs.hashOfCell(runId, cellId);
      if (hash === null) return null;
      return Object.hasOwn(unsaved.programs, hash) ? programsOf([hash], unsaved) : programs.ofHash(hash);
    });
  }

  /**
   * The programs that pending cells of a run are to be measured with: those that they were begun or added with here. One
   * that came with a file is not run by merely resuming: its cell gets a program that is generated.
   */
  programsToMeasure(runId: string): AskedPrograms {
    const { programs } = this.tables;
    return this.store.reading(() => {
      const cells = programs.ownOfPending(runId);
      return { cells, kept: programsOf(Object.values(cells), programs.ofRun(runId)) };
    });
  }

  /** Those of some programs that were never measured or begun here: they came with files. */
  foreignPrograms(hashes: readonly ContentHash[]): ContentHash[] {
    return this.store.guard(() => hashes.filter((hash) => !this.tables.programs.isOwn(hash)));
  }

  /** What it costs to compile a run's kernels, as it was last measured; null if it was not. */
  compileTimes(runId: string): CompileReport | null {
    return this.store.guard(() => this.tables.runs.compileTimes(runId));
  }

  #decided(runId: string): Pick<Run, 'decisions'> {
    const decisions = this.tables.decisions.ofCandidate(runId);
    return decisions.length > 0 ? { decisions } : {};
  }

  #programsOf(runId: string, cells: readonly Cell[], stored: KeptPrograms): KeptPrograms {
    return programsOf(hashesOf(cells), joinPrograms(stored, programsWith(runId, this.unsaved)));
  }
}

function tablesOf({ database }: StoreDatabase): Tables {
  const programs = new ProgramTable(database);
  const cells = new CellTable(database, programs);
  return { runs: new RunTable(database), programs, cells, decisions: new DecisionTable(database) };
}
