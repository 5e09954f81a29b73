import { extentsLabel, familyOf, isVirtualGpu, libraryOf } from '../../../kernels/index.ts';
import { worseConditions } from '../../ipc/conditions.ts';
import { enoughDuplicates, fixedDuplicates } from '../../ipc/protocols.ts';
import { createRandom } from '../../ipc/random.ts';
import { ceilingOf } from '../../ipc/roof.ts';
import { summarize } from '../../ipc/summary/summarize.ts';
import type { Cell, CellConditions, Environment, Method } from '../../ipc/types.ts';
import { allocate, createData, type ProblemData } from '../contenders/operands.ts';
import type { Setting } from '../contenders/prepared-contender.ts';
import type { Multiplier } from '../products.ts';
import { computeExpectations, type Expectation } from '../reference.ts';
import { setsToRotate } from './cache-size.ts';
import {
  checkAgain,
  checkCell,
  checkElsewhere,
  failCell,
  ownOf,
  prepareCell,
  type ReadyCell,
  type WarmCell,
} from './cell-check.ts';
import type { PlannedProblem } from './plan.ts';
import { runRounds } from './rounds.ts';
import type { SweepContext } from './sweep-context.ts';
import { chooseDuplicates, warmUp } from './warm-up.ts';

/** Where steps end, as a share of the problem's expected time; the epochs have equal parts of the rest. */
export const SHARES = { data: 0.1, checked: 0.35 } as const;
/** Where the warm-up of an epoch ends, as a share of its part. */
const WARM_SHARE = 0.15;
/** All warm-ups of a problem together take at most this share of the time for its rounds. */
const WARM_UP_SHARE = 0.25;

/** What all epochs of a problem have in common. */
export interface Known {
  readonly data: ProblemData;
  readonly expectations: readonly Expectation[];
  /** What verifications multiply with; its memory is released after the last epoch. */
  readonly multiplier: Multiplier;
}

/** One epoch of a problem. */
export interface Epoch {
  /** Among those of this part of the run, from 0. */
  readonly index: number;
  /** In its samples. */
  readonly number: number;
  readonly firstRound: number;
}

interface EpochEnd {
  readonly rounds: number;
  readonly duplicates: number | null;
}

/**
 * Creates new buffers and pipelines for a problem's cells, warms them up, times and verifies them. The first epoch
 * verifies them before, too. Throws as measureProblem() does.
 */
export async function measureEpoch(
  planned: PlannedProblem,
  epoch: Epoch,
  known: Known,
  context: SweepContext,
): Promise<EpochEnd> {
  const { native, environment, method, cache, fault, adopted } = context;
  const { problem, duplicates } = planned;
  const { encoding, spinMs, storage } = method;
  const { device } = environment;
  const operands = await allocate(native, device.id, known.data, {
    storage,
    sets: (setBytes) => (method.cache === 'cold' ? setsToRotate(setBytes, cache.bytes) : 1),
  });
  const ready: ReadyCell[] = [];
  try {
    const family = familyOf(problem);
    const setting = { native, device, family, problem, operands, fault, encoding, spinMs, adopted };
    await prepareCells(planned, epoch, { ...known, setting }, ready, context);
    if (ready.length === 0) return { rounds: 0, duplicates };
    return await timeCells(planned, epoch, ready, { ...known, setting }, context);
  } finally {
    for (const { contender } of ready) contender.release();
    operands.release();
  }
}

/** What the cells of a problem are prepared with in an epoch, and what is expected of them. */
interface Prepared extends Known {
  readonly setting: Setting;
}

/** Adds the cells that may be timed to `ready`. */
async function prepareCells(
  { problem, cells }: PlannedProblem,
  { index: epoch }: Epoch,
  { setting, expectations }: Prepared,
  ready: ReadyCell[],
  context: SweepContext,
): Promise<void> {
  const { reporter, progress, signal } = context;
  for (const [index, cell] of cells.entries()) {
    signal.throwIfAborted();
    if (epoch > 0) {
      const again = await prepareCell(cell, setting, context);
      if (again) ready.push(again);
      continue;
    }
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
  epoch: Epoch,
  prepared: readonly ReadyCell[],
  { setting, ...known }: Prepared,
  context: SweepContext,
): Promise<EpochEnd> {
  const { expectations } = known;
  const { native, environment, load, reporter, progress, signal, now } = context;
  const method = methodOfEpoch(context.method, epoch.index);
  const place = extentsLabel(planned.problem);
  const reach = (share: number) =>
    progress.reach(
      SHARES.checked + (1 - SHARES.checked) * shareOfEpochs(epoch.index + share, context.method),
    );
  reporter.activity(`warming up ${place}`);
  reporter.flushIfDue();
  const { warm, duplicates } = await prepareRounds(planned, prepared, { ...context, method });
  reach(WARM_SHARE);
  reporter.activity(`timing ${place}`);
  for (const { cell, duplicates: own } of warm) reporter.change(cell, { duplicates: own });

  const before = native.conditions();
  const beginning = load.begin();
  let rounds = 0;
  try {
    rounds = await runRounds(warm, {
      method,
      limitMs: context.limitMs / context.method.epochs,
      epoch: epoch.number,
      firstRound: epoch.firstRound,
      signal,
      now,
      random: createRandom(method.seed, `rounds ${place} ${epoch.number}`),
      onFailure: ({ cell }, error) => failCell(cell, error, context),
      onRound: (share) => {
        reach(WARM_SHARE + (1 - WARM_SHARE) * share);
        if (!reporter.isDue()) return;
        for (const ready of warm) showSamples(ready, context);
        reporter.flush();
      },
    });
  } finally {
    const used = load.since(beginning);
    const conditions = { ...worseConditions(before, native.conditions()), ...used };
    reporter.conditions(conditions);
    for (const ready of warm) {
      showSamples(ready, context);
      reporter.change(ready.cell, { conditions: conditionsOf(ready.cell, conditions, environment) });
    }
  }
  for (const ready of signal.aborted ? [] : warm) {
    await checkAgain(ready, setting, expectations, context);
  }
  const own = signal.aborted || epoch.index > 0 ? [] : ownOf(warm);
  if (own.length > 0) await checkOwn(own, setting, known, context);
  return { rounds, duplicates };
}

/** Verifies own kernels with other inputs in the memory that was timed, which then has its inputs again. */
async function checkOwn(
  own: readonly ReadyCell[],
  setting: Setting,
  { data, multiplier }: Known,
  context: SweepContext,
): Promise<void> {
  const { family, problem, operands } = setting;
  const seed = (context.method.seed + 1) >>> 0;
  const other = await createData(family, problem, seed);
  const expectations = await computeExpectations(family.reference(problem, other.inputs), seed, multiplier);
  for (const ready of own) {
    // Each run of a kernel may change outputs that it also reads.
    await operands.refill(other);
    await checkElsewhere(ready, setting, expectations, context);
  }
  await operands.refill(data);
}

/** The share of the epochs that is done, 0…1; those that a rematch adds are not foreseen. */
function shareOfEpochs(done: number, { epochs }: Method): number {
  return Math.min(1, done / epochs);
}

/** An epoch's part of the samples and of the time. */
function methodOfEpoch(method: Method, index: number): Method {
  const { epochs, minSamples, maxSamples, maxProblemMs } = method;
  const part = (samples: number) =>
    Math.floor((samples * (index + 1)) / epochs) - Math.floor((samples * index) / epochs);
  return {
    ...method,
    minSamples: part(minSamples),
    maxSamples: part(maxSamples),
    maxProblemMs: maxProblemMs / epochs,
  };
}

/** The worst conditions of a cell's epochs, with what is doubtful about the device that it ran on. */
function conditionsOf(cell: Cell, ofEpoch: CellConditions, { device }: Environment): CellConditions {
  const conditions = cell.conditions ? worseConditions(cell.conditions, ofEpoch) : ofEpoch;
  const ranOnGpu = libraryOf(cell.contender)?.runsOn !== 'cpu';
  return ranOnGpu && isVirtualGpu(device) ? { ...conditions, virtualGpu: true } : conditions;
}

/**
 * Warms every cell up, and chooses the dispatches per sample by the fastest, unless they are known or fixed. A cell has
 * fewer if so many would take far longer than a sample has to.
 */
async function prepareRounds(
  { problem, duplicates: chosen }: PlannedProblem,
  prepared: readonly ReadyCell[],
  context: SweepContext,
): Promise<{ warm: WarmCell[]; duplicates: number }> {
  const { method, now } = context;
  const budgetMs = (method.maxProblemMs * WARM_UP_SHARE) / prepared.length;
  const warm: { ready: ReadyCell; dispatchNs: number }[] = [];
  for (const ready of prepared) {
    try {
      warm.push({ ready, dispatchNs: await warmUp(restoring(ready), budgetMs, now) });
    } catch (error) {
      failCell(ready.cell, error, context);
    }
  }
  const fastest = warm.toSorted((a, b) => a.dispatchNs - b.dispatchNs)[0];
  const fixed = fixedDuplicates(method.protocol, problem);
  const wanted =
    chosen ??
    fixed ??
    (fastest ? await chooseDuplicates(restoring(fastest.ready), fastest.dispatchNs, method.minSampleMs) : 1);
  const least = Math.max(...prepared.map(({ contender }) => contender.leastCommands ?? 1));
  const duplicates = Math.min(Math.max(wanted, least), familyOf(problem).runsInRange(problem));
  const ofCell = ({ cell, contender }: ReadyCell, dispatchNs: number) => {
    if (fixed !== null) return duplicates;
    const enough = cell.duplicates ?? enoughDuplicates(duplicates, dispatchNs / 1e6, method);
    return Math.max(enough, contender.leastCommands ?? 1);
  };
  return {
    warm: warm.map(({ ready, dispatchNs }) => ({ ...ready, duplicates: ofCell(ready, dispatchNs) })),
    duplicates,
  };
}

/** How a cell is run where nothing is timed that counts. */
function restoring({ beforeSample, run }: ReadyCell): ReadyCell['run'] {
  return async (duplicates) => {
    await beforeSample?.();
    return run(duplicates);
  };
}

function showSamples({ cell }: ReadyCell, { roof, flopsOf, reporter }: SweepContext): void {
  const { samples, problem, contender } = cell;
  if (samples.length === 0) return;
  const ceiling = ceilingOf(roof.current, problem, contender);
  reporter.change(cell, { summary: summarize(samples, { flops: flopsOf(problem), ceiling }) });
}
