import { estimate } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { ComputeEvent, DoneCell } from '../../ipc/compute-protocol.ts';
import type { AskedPrograms } from '../../ipc/programs/kept-program.ts';
import { isSameCeiling } from '../../ipc/roof.ts';
import type { Environment, Roof, SweepRequest } from '../../ipc/types.ts';
import { endsProcess } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import type { Fault } from '../faults.ts';
import { createLoadMeter, type LoadMeter } from '../load/load-meter.ts';
import { adoptRoof } from './adopt-roof.ts';
import { lastLevelCache } from './cache-size.ts';
import { enoughEpochs } from './enough-epochs.ts';
import { measureProblem } from './measure-problem.ts';
import { type PlannedProblem, planSweep } from './plan.ts';
import { trackProgress } from './progress.ts';
import { createReporter } from './reporter.ts';
import { watchRoof } from './run-roof.ts';
import type { SweepContext } from './sweep-context.ts';
import { withTensorUsers } from './tensor-users.ts';

export interface SweepOptions {
  native: Native;
  runId: string;
  request: SweepRequest;
  environment: Environment;
  /** Cells of an earlier part of this run; those that are done are not measured again. */
  done: readonly DoneCell[];
  /** Those of cells whose programs are not generated. */
  programs: AskedPrograms;
  signal: AbortSignal;
  fault: Fault | null;
  emit(event: ComputeEvent): void;
  /** Milliseconds, monotonic. */
  now?: () => number;
  /** By default, of this machine. */
  load?: LoadMeter;
}

export type SweepEnd = 'finished' | 'cancelled';

/**
 * Measures what is left of a sweep, problem by problem, and reports cells and progress by events. A failure of a cell
 * or of a problem's data becomes the status of its cells, and the sweep continues; only what endsProcess() ends it.
 */
export async function runSweep(options: SweepOptions): Promise<SweepEnd> {
  const endActivity = options.native.beginActivity('Tilescope is measuring a sweep');
  try {
    return await measureAll(options);
  } finally {
    endActivity();
  }
}

async function measureAll(options: SweepOptions): Promise<SweepEnd> {
  const { request, environment, done, programs, signal } = options;
  const roof = withTensorUsers(environment.roof, request, programs);
  const plan = planSweep(request, done, roof);
  const context = createContext({ ...options, environment: { ...environment, roof } }, plan);
  const { reporter, progress, method, cache } = context;
  if (!isSameCeiling(roof, environment.roof)) reporter.roof(roof);
  for (const { cells } of plan) {
    for (const cell of cells) reporter.change(cell, { program: programs.cells[cell.id] ?? null });
  }
  reporter.conditions(options.native.conditions());
  if (method.cache === 'cold') {
    const megabytes = (cache.bytes / 1e6).toFixed(0);
    reporter.log('info', `Cold caches: data rotate through twice ${megabytes} MB (${cache.source}).`);
  }
  for (const planned of plan) {
    if (signal.aborted) break;
    try {
      await measureProblem(planned, context);
    } catch (error) {
      settleProblem(planned, error, context);
      if (endsProcess(error)) throw error;
    }
    await context.native.storePipelines(); // between problems, when nothing is timed
    await measureRoof(planned === plan.at(-1) ? 'measureAtEnd' : 'measureBetween', context);
    if (!signal.aborted) progress.next();
    reporter.activity('');
    reporter.flush();
  }
  return signal.aborted ? 'cancelled' : 'finished';
}

function createContext(options: SweepOptions, plan: readonly PlannedProblem[]): SweepContext {
  const { native, runId, request, environment, done, programs, signal, fault, emit } = options;
  const { now = () => performance.now(), load = createLoadMeter() } = options;
  const progress = trackProgress(plan, now);
  const reporter = createReporter(runId, progress, emit, now);
  const onChange = (roof: Roof, before: Roof) => adoptRoof(roof, before, plan, reporter);
  let begun = 0;
  return {
    native,
    environment,
    roof: watchRoof({ native, load, device: environment.device, roof: environment.roof, now, onChange }),
    load,
    method: request.method,
    isEnough: enoughEpochs(request, plan.length, now),
    // Somebody waits for the verdict on a copy, which may be a thousand times slower.
    limitMs: request.copy ? request.copy.budgetMs / plan.length : Number.POSITIVE_INFINITY,
    judgedAs: (name) => (name === request.copy?.name ? request.copy.judgedAs : name),
    heat: request.heat,
    adopted: request.adopted ?? {},
    cache: lastLevelCache(environment.device),
    programs,
    reporter,
    progress,
    signal,
    fault,
    now,
    flopsOf: (problem) => estimate(problem).flops,
    cellBegins: async () => fault?.cellBegins(++begun, done.length > 0),
  };
}

/** Measures the roof when nothing is timed. Nothing but the loss of the process keeps the sweep from going on. */
async function measureRoof(
  when: 'measureBetween' | 'measureAtEnd',
  { roof, signal, reporter }: SweepContext,
): Promise<void> {
  if (signal.aborted) return;
  try {
    await roof[when]();
  } catch (error) {
    if (endsProcess(error)) throw error;
    reporter.log('warning', `The roof could not be measured again: ${failureOf(error).message}`);
  }
}

/** Cells in flight wait to be resumed after a cancellation or a fatal error; otherwise the problem has failed. */
function settleProblem({ cells }: PlannedProblem, error: unknown, { reporter, signal }: SweepContext): void {
  const mayResume = signal.aborted || endsProcess(error);
  for (const cell of cells) {
    if (cell.status !== 'pending' && cell.status !== 'running') continue;
    reporter.change(
      cell,
      mayResume ? { status: 'pending' } : { status: 'failed', failure: failureOf(error) },
    );
  }
  reporter.flush();
}
