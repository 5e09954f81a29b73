import { isOwn, toleranceOf } from '../../../kernels/index.ts';
import type { Timing } from '../../../native/types.ts';
import type { Kept } from '../../ipc/programs/keep-program.ts';
import type { Cell, Verification } from '../../ipc/types.ts';
import { prepareContender } from '../contenders/contenders.ts';
import type { PreparedContender, Setting } from '../contenders/prepared-contender.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import { wrongLibrary } from '../libraries/wrong-library.ts';
import type { Expectation } from '../reference.ts';
import type { TimedContender } from './rounds.ts';
import type { SweepContext } from './sweep-context.ts';
import { verifySets } from './verify-sets.ts';

const OTHER_INPUTS = 'Right for the inputs that it was timed with, and wrong for others after the timing:';
const AFTER = 'Right before the timing and wrong after it:';

/** A cell that is prepared and verified, so that it may be timed. Its samples are those of the cell. */
export interface ReadyCell extends Omit<TimedContender, 'duplicates'> {
  readonly cell: Cell;
  readonly contender: PreparedContender;
}

/** A cell whose dispatches per sample are chosen. */
export type WarmCell = ReadyCell & TimedContender;

/**
 * Prepares a cell and verifies one run of it. Returns null for a cell that cannot be run or is wrong, after giving it
 * its status and failure. Throws only what ends the sweep: a cancellation, a stuck kernel, or the loss of the GPU.
 */
export async function checkCell(
  cell: Cell,
  setting: Setting,
  expectations: readonly Expectation[],
  context: SweepContext,
): Promise<ReadyCell | null> {
  let ready: ReadyCell | null = null;
  try {
    await withDeadline(() => context.cellBegins(), deadlineMs(0), context.signal);
    ready = await prepareCell(cell, setting, context);
    if (!ready) return null;
    const { compileMs, note } = ready.contender;
    context.reporter.change(cell, { compileMs, note });
    if (await isRight(ready, 1, setting, expectations, context)) return ready;
  } catch (error) {
    failCell(cell, error, context);
  }
  ready?.contender.release();
  return null;
}

/** Prepares a cell that was verified in an earlier epoch. Returns and throws as checkCell() does. */
export async function prepareCell(
  cell: Cell,
  setting: Setting,
  context: SweepContext,
): Promise<ReadyCell | null> {
  try {
    const onProgram = (kept: Kept) => context.reporter.keep(cell, kept);
    const ofCell = { ...setting, program: askedProgram(cell, context), onProgram };
    return readyCell(cell, await prepareContender(cell.contender, ofCell), setting, context);
  } catch (error) {
    failCell(cell, error, context);
    return null;
  }
}

function askedProgram({ id }: Cell, { programs: { cells, kept } }: SweepContext): Kept | null {
  const hash = cells[id];
  return hash === undefined ? null : { hash, kept };
}

/** Gives a cell the status and failure of an error. Rethrows what ends the sweep. */
export function failCell(cell: Cell, error: unknown, { reporter, signal }: SweepContext): void {
  if (signal.aborted) throw error;
  const failure = failureOf(error);
  reporter.change(cell, { status: failure.code === 'UNSUPPORTED' ? 'unsupported' : 'failed', failure });
  if (endsProcess(error)) throw error;
}

function readyCell(
  cell: Cell,
  contender: PreparedContender,
  { operands }: Setting,
  { signal, flopsOf }: SweepContext,
): ReadyCell {
  const beforeSample = (contender.operands ?? operands).restoreOutputs;
  const flops = flopsOf(cell.problem);
  const run = async (duplicates: number): Promise<Timing> => {
    signal.throwIfAborted();
    return withDeadline((stop) => contender.run(duplicates, stop), deadlineMs(flops * duplicates), signal);
  };
  return { cell, contender, samples: cell.samples, beforeSample, run };
}

/**
 * Verifies a cell once more after its rounds, in the memory that was timed: a kernel may be right the first time only. A
 * cell that is not right any more gets its status and failure. Throws as checkCell() does.
 */
export async function checkAgain(
  { duplicates, ...ready }: WarmCell,
  setting: Setting,
  expectations: readonly Expectation[],
  context: SweepContext,
): Promise<void> {
  if (ready.cell.status !== 'running') return;
  try {
    // As in the rounds, unless results grow from run to run: then only the first is known.
    await isRight(ready, ready.beforeSample ? 1 : duplicates, setting, expectations, context);
  } catch (error) {
    failCell(ready.cell, error, context);
  }
}

/** Contenders whose texts are somebody's own, right so far. */
export function ownOf(cells: readonly ReadyCell[]): ReadyCell[] {
  return cells.filter(({ cell }) => isOwn(cell.contender) && cell.status === 'running');
}

/**
 * Verifies a cell with inputs that it was not timed with, over the outputs and the scratch memory that its rounds left: a
 * kernel that keeps results between launches is right for the old ones only. Throws as checkCell() does.
 * @param expectations for the inputs that are in the buffers now
 */
export async function checkElsewhere(
  ready: ReadyCell,
  setting: Setting,
  expectations: readonly Expectation[],
  context: SweepContext,
): Promise<void> {
  try {
    await ready.run(1 + setting.operands.copies.length);
    const tolerance = toleranceOf(ready.cell.contender, ready.cell.problem);
    const { failure } = await verifySets(setting.operands, expectations, tolerance);
    if (!failure) return;
    const message = `${OTHER_INPUTS} ${failure.message}`;
    context.reporter.change(ready.cell, { status: 'wrong', failure: { ...failure, message } });
  } catch (error) {
    failCell(ready.cell, error, context);
  }
}

/** Runs each set of buffers once, and so often at least, and compares what is in all of them. */
async function isRight(
  { cell, run, contender }: ReadyCell,
  runs: number,
  { operands: ofProblem, fault }: Setting,
  expectations: readonly Expectation[],
  { reporter, judgedAs }: SweepContext,
): Promise<boolean> {
  const operands = contender.operands ?? ofProblem;
  const { contender: name, problem } = cell;
  await operands.resetOutputs();
  await run(Math.max(1 + operands.copies.length, runs));
  const verdict = await verifySets(operands, expectations, toleranceOf(judgedAs(name), problem), (values) =>
    fault?.spoil(name, values),
  );
  const { verification, failure } = wrongLibrary(name, problem, verdict);
  const isAfter = cell.samples.length > 0;
  reporter.change(cell, {
    verification: isAfter && !failure ? worse(cell.verification, verification) : verification,
    failure: failure && isAfter ? { ...failure, message: `${AFTER} ${failure.message}` } : failure,
    status: failure ? 'wrong' : 'running',
  });
  return failure === null;
}

/** The verification with the larger error. */
function worse(one: Verification | null, other: Verification | null): Verification | null {
  return (other?.maxRelativeError ?? 0) >= (one?.maxRelativeError ?? 0) ? other : one;
}
