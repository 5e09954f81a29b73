import { extentsLabel, familyOf, isVirtualGpu, libraryOf } from '../../../kernels/index.ts';
import { worseConditions } from '../../ipc/conditions.ts';
import { createRandom } from '../../ipc/random.ts';
import { ceilingOf } from '../../ipc/roof.ts';
import { summarize } from '../../ipc/summary/summarize.ts';
import type { Cell, CellConditions, Conditions, Environment } from '../../ipc/types.ts';
import { createOperands } from '../contenders/operands.ts';
import type { Setting } from '../contenders/prepared-contender.ts';
import { createMultiplier } from '../products.ts';
import { computeExpectations, type Expectation } from '../reference.ts';
import { setsToRotate } from './cache-size.ts';
import { checkAgain, checkCell, failCell, type ReadyCell } from './cell-check.ts';
import type { PlannedProblem } from './plan.ts';
import { runRounds } from './rounds.ts';
import { settleCell } from './settle-cell.ts';
import type { SweepContext } from './sweep-context.ts';
import { chooseDuplicates, warmUp } from './warm-up.ts';

/** Where each step ends, as a share of the problem's expected time; the rest goes to the rounds. */
const SHARES = { data: 0.1, checked: 0.35, warm: 0.45 } as const;
/** All warm-ups of a problem together take at most this share of the time for its rounds. */
const WARM_UP_SHARE = 0.25;

/**
 * Verifies, warms up and times all cells of one problem. A failure of a cell is that cell's status. Throws what ends
 * the sweep, see checkCell(), and failures of the problem itself, such as data that do not fit into memory.
 */
export async function measureProblem(planned: PlannedProblem, context: SweepContext): Promise<void> {
  const { native, environment, method, reporter, progress, cache, fault } = context;
  reporter.activity(`preparing ${extentsLabel(planned.problem)}`);
  reporter.flush();
  const { problem } = planned;
  const family = familyOf(problem);
  const operands = await createOperands(native, environment.device.id, family, problem, method.seed, {
    storage: method.storage,
    sets: (setBytes) => (method.cache === 'cold' ? setsToRotate(setBytes, cache.bytes) : 1),
  });
  const multiplier = createMultiplier(native, context.signal);
  const ready: ReadyCell[] = [];
  try {
    const reference = family.reference(problem, operands.inputs);
    const expectations = await computeExpectations(reference, method.seed, multiplier);
    multiplier.release(); // its memory; should a verification need it, it gets new memory
    progress.reach(SHARES.data);
    const { encoding, spinMs } = method;
    const { device } = environment;
    const setting = { native, device, family, problem, operands, fault, encoding, spinMs };
    await checkCells(planned, { setting, expectations }, ready, context);
    if (ready.length > 0) await timeCells(planned, ready, { setting, expectations }, context);
  } finally {
    for (const { contender } of ready) contender.release();
    multiplier.release();
    operands.release();
  }
}

/** What the cells of a problem are prepared with, and what is expected of them. */
interface Known {
  readonly setting: Setting;
  readonly expectations: readonly Expectation[];
}

/** Adds the cells that may be timed to `ready`. */
async function checkCells(
  { problem, cells }: PlannedProblem,
  { setting, expectations }: Known,
  ready: ReadyCell[],
  context: SweepContext,
): Promise<void> {
  const { reporter, progress, signal } = context;
  for (const [index, cell] of cells.entries()) {
    signal.throwIfAborted();
    reporter.activity(`verifying ${cell.contender} at ${extentsLabel(problem)}`);
    reporter.change(cell, { status: 'running', failure: null });
    reporter.flushIfDue();
    const checked = await checkCell(cell, setting, expectations, context);
    if (checked) ready.push(checked);
    progress.reach(SHARES.data + ((SHARES.checked - SHARES.data) * (index + 1)) / cells.length);
  }
}

async function timeCells(
  planned: PlannedProblem,
  checked: readonly ReadyCell[],
  { setting, expectations }: Known,
  context: SweepContext,
): Promise<void> {
  const { native, environment, method, reporter, progress, signal, now } = context;
  const place = extentsLabel(planned.problem);
  reporter.activity(`warming up ${place}`);
  reporter.flushIfDue();
  const { warm, duplicates } = await prepareRounds(planned, checked, context);
  progress.reach(SHARES.warm);
  reporter.activity(`timing ${place}`);
  for (const { cell } of warm) reporter.change(cell, { duplicates });

  const before = native.conditions();
  let isCut = true;
  try {
    await runRounds(warm, {
      method,
      duplicates,
      signal,
      now,
      random: createRandom(method.seed, `rounds ${place}`),
      onFailure: ({ cell }, error) => failCell(cell, error, context),
      onRound: (share) => {
        progress.reach(SHARES.warm + (1 - SHARES.warm) * share);
        if (!reporter.isDue()) return;
        for (const ready of warm) showSamples(ready, context);
        reporter.flush();
      },
    });
    isCut = signal.aborted;
  } finally {
    // Also after a cancellation or a fatal error: the samples taken so far are kept.
    const conditions = worseConditions(before, native.conditions());
    reporter.conditions(conditions);
    for (const ready of warm) {
      showSamples(ready, context);
      reporter.change(ready.cell, { conditions: conditionsOf(ready.cell, conditions, environment) });
      if (!isCut) await checkAgain(ready, duplicates, setting, expectations, context);
      await settleCell(ready.cell, isCut, context);
    }
  }
  signal.throwIfAborted();
}

/** The machine's conditions with what is doubtful about the device that a cell ran on. */
function conditionsOf({ contender }: Cell, conditions: Conditions, { device }: Environment): CellConditions {
  const ranOnGpu = libraryOf(contender)?.runsOn !== 'cpu';
  return ranOnGpu && isVirtualGpu(device) ? { ...conditions, virtualGpu: true } : conditions;
}

/** Warms every cell up, and chooses the dispatches per sample by the fastest. */
async function prepareRounds(
  { problem, duplicates: chosen }: PlannedProblem,
  checked: readonly ReadyCell[],
  context: SweepContext,
): Promise<{ warm: ReadyCell[]; duplicates: number }> {
  const { method, now } = context;
  const budgetMs = (method.maxProblemMs * WARM_UP_SHARE) / checked.length;
  const warm: { ready: ReadyCell; dispatchNs: number }[] = [];
  for (const ready of checked) {
    try {
      warm.push({ ready, dispatchNs: await warmUp(restoring(ready), budgetMs, now) });
    } catch (error) {
      failCell(ready.cell, error, context);
    }
  }
  const fastest = warm.toSorted((a, b) => a.dispatchNs - b.dispatchNs)[0];
  const wanted =
    chosen ??
    (fastest ? await chooseDuplicates(restoring(fastest.ready), fastest.dispatchNs, method.minSampleMs) : 1);
  const least = Math.max(...checked.map(({ contender }) => contender.leastCommands ?? 1));
  const duplicates = Math.min(Math.max(wanted, least), familyOf(problem).runsInRange(problem));
  return { warm: warm.map(({ ready }) => ready), duplicates };
}

/** How a cell is run where nothing is timed that counts. */
function restoring({ beforeSample, run }: ReadyCell): ReadyCell['run'] {
  return async (duplicates) => {
    await beforeSample?.();
    return run(duplicates);
  };
}

function showSamples({ cell }: ReadyCell, { environment, flopsOf, reporter }: SweepContext): void {
  const { samples, problem } = cell;
  if (samples.length === 0) return;
  const ceiling = ceilingOf(environment.roof, problem);
  reporter.change(cell, { summary: summarize(samples, { flops: flopsOf(problem), ceiling }) });
}
