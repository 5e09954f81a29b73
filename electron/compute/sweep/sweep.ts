import { estimate } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import type { Cell, Environment, SweepRequest } from '../../ipc/types.ts';
import { endsProcess } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import type { Fault } from '../faults.ts';
import { lastLevelCache } from './cache-size.ts';
import { measureProblem } from './measure-problem.ts';
import { type PlannedProblem, planSweep } from './plan.ts';
import { trackProgress } from './progress.ts';
import { createBoard } from './reporter.ts';
import type { SweepContext } from './sweep-context.ts';

export interface SweepOptions {
  native: Native;
  runId: string;
  request: SweepRequest;
  environment: Environment;
  /** Cells of an earlier part of this run; those that reached an end are not measured again. */
  done: readonly Cell[];
  signal: AbortSignal;
  fault: Fault | null;
  emit(event: ComputeEvent): void;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

export type SweepEnd = 'finished' | 'cancelled';

/**
 * Measures what is left of a sweep, problem after problem, and tells of cells and progress by events. A failure of
 * a cell or of a problem's data is the status of its cells and the sweep goes on; only what endsProcess() ends it.
 */
export async function runSweep(options: SweepOptions): Promise<SweepEnd> {
  const endActivity = options.native.beginActivity('Tilescope measures a sweep');
  try {
    return await measureAll(options);
  } finally {
    endActivity();
  }
}

async function measureAll(options: SweepOptions): Promise<SweepEnd> {
  const { request, done, signal } = options;
  const plan = planSweep(request, done);
  const context = createContext(options, plan);
  const { board, progress } = context;
  for (const { cells } of plan) for (const cell of cells) board.change(cell, {});
  board.conditions(options.native.conditions());
  const { method, cache } = context;
  if (method.cache === 'cold') {
    board.log(
      'info',
      `Cold caches: data rotate through twice ${(cache.bytes / 1e6).toFixed(0)} MB, ${cache.source}.`,
    );
  }
  for (const planned of plan) {
    if (signal.aborted) break;
    try {
      await measureProblem(planned, context);
    } catch (error) {
      settleProblem(planned, error, context);
      if (endsProcess(error)) throw error;
    }
    if (!signal.aborted) progress.next();
    board.activity('');
    board.tell();
  }
  return signal.aborted ? 'cancelled' : 'finished';
}

function createContext(options: SweepOptions, plan: readonly PlannedProblem[]): SweepContext {
  const { native, runId, request, environment, done, signal, fault, emit } = options;
  const now = options.now ?? (() => performance.now());
  const progress = trackProgress(plan, now);
  let begun = 0;
  return {
    native,
    environment,
    method: request.method,
    cache: lastLevelCache(environment.device),
    board: createBoard(runId, progress, emit, now),
    progress,
    signal,
    fault,
    now,
    flopsOf: (problem) => estimate(problem).flops,
    cellBegins: async () => fault?.cellBegins(++begun, done.length > 0),
  };
}

/** Cells in flight at a cancellation, or beside what ends the process, wait to be resumed; else the problem has failed. */
function settleProblem({ cells }: PlannedProblem, error: unknown, { board, signal }: SweepContext): void {
  const mayResume = signal.aborted || endsProcess(error);
  for (const cell of cells) {
    if (cell.status !== 'pending' && cell.status !== 'running') continue;
    board.change(cell, mayResume ? { status: 'pending' } : { status: 'failed', failure: failureOf(error) });
  }
  board.tell();
}
