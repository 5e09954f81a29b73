import type { Problem } from '../../kernels/index.ts';
import type { CacheUse } from '../../native/types.ts';
import { isDone } from './cell.ts';
import type { CellUpdate } from './cell-update.ts';
import type { CheckRequest, CheckResponse } from './check-types.ts';
import type { CompileProgress, CompileReport, CompileRequest } from './compile-types.ts';
import type { TextDiagnostic } from './edit/edit-schema.ts';
import type { CompiledCopy, Examination, ExaminationRequest } from './judge/examination.ts';
import type { AskedPrograms, KeptPrograms } from './programs/kept-program.ts';
import type { LibraryTrialRequest, LibraryTrialResponse } from './try-library.ts';
import type {
  Cell,
  CellConditions,
  Conditions,
  DeviceInfo,
  Environment,
  Result,
  Roof,
  Run,
  SweepRequest,
} from './types.ts';
import type { ValidationReport } from './validation-types.ts';

/** What a resumed sweep has to know of a cell that is done. */
export interface DoneCell extends Pick<Cell, 'id' | 'status' | 'duplicates'> {
  /** The first number that no epoch of its samples has. */
  nextEpoch: number;
}

/** The cells that a resumed sweep does not measure again. */
export function doneCells(cells: readonly Cell[]): DoneCell[] {
  return cells.filter(isDone).map(({ id, status, duplicates, samples }) => {
    return { id, status, duplicates, nextEpoch: (samples.at(-1)?.epoch ?? -1) + 1 };
  });
}

/** Requests to the compute process, each answered once. */
export interface ComputeRequests {
  devices: { request: Record<string, never>; response: DeviceInfo[] };
  environment: { request: { device: string }; response: Environment };
  sweep: {
    /**
     * `done`: cells of an earlier part of the run, which are not measured again; `programs`: those of cells that are not
     * to be measured with a program that is generated now.
     */
    request: {
      runId: string;
      sweep: SweepRequest;
      environment: Environment;
      done: DoneCell[];
      programs: AskedPrograms;
    };
    response: { status: Extract<Run['status'], 'finished' | 'cancelled'> };
  };
  cancel: { request: { runId: string }; response: null };
  /** Compiles MSL text, and runs one of its kernels with every memory access checked. */
  check: { request: CheckRequest; response: CheckResponse };
  /** Runs a program on one problem, perhaps with every memory access checked, and verifies what it wrote. */
  examine: { request: ExaminationRequest; response: Examination };
  /** Compiles the texts of a program that somebody edits, and says what is wrong with them. */
  compileCopy: { request: CompiledCopy; response: TextDiagnostic[] };
  /** Compiles every program that the workbench can generate for a device, and creates its pipelines. */
  validate: { request: { device: string; op: Problem['op'] | null }; response: ValidationReport };
  /** Measures what it costs to compile the kernels of a sweep. Can be cancelled by its runId. */
  compile: { request: CompileRequest; response: CompileReport };
  /** Runs a library on a trial of a known fault; throws what kept it from running. */
  tryLibrary: { request: LibraryTrialRequest; response: LibraryTrialResponse };
  /** What the cache of compiled kernels holds, after it was cleared if that is asked for. */
  cache: { request: { clear: boolean }; response: CacheUse };
  /** The machine's present conditions. */
  conditions: { request: Record<string, never>; response: Conditions };
}

/** Events from the compute process, never sent during a timed round. */
export type ComputeEvent =
  /** Programs and texts of cells that change with the next batch, each once. */
  | { type: 'programs'; runId: string; kept: KeptPrograms }
  /** Cells that changed since the last batch. */
  | { type: 'cells'; runId: string; updates: CellUpdate[] }
  | { type: 'progress'; runId: string; progress: Progress }
  | { type: 'conditions'; runId: string; conditions: CellConditions }
  /** Another roof: shares of it change in all cells of the run that were reported before. */
  | { type: 'roof'; runId: string; roof: Roof }
  | { type: 'validation'; done: number; total: number; failed: number }
  | { type: 'compilation'; progress: CompileProgress }
  | { type: 'log'; runId: string | null; level: 'info' | 'warning' | 'error'; message: string };

export interface Progress {
  runId: string;
  /** Share of the cost-weighted work that is done, 0…1. */
  fraction: number;
  /** Estimated time left; null until known. */
  remainingMs: number | null;
  /** "verifying simdgroup at 512×512×512" */
  activity: string;
}

export type ToCompute = { id: number; method: keyof ComputeRequests; request: unknown };
export type FromCompute = { id: number; result: Result<unknown> } | { event: ComputeEvent };
