import type { Timing } from '../../../native/types.ts';
import type { Cell } from '../../ipc/types.ts';
import { prepareContender } from '../contenders/contenders.ts';
import type { PreparedContender, Setting } from '../contenders/prepared-contender.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import { toleranceOf, wrongLibrary } from '../libraries/wrong-library.ts';
import type { Expectation } from '../reference.ts';
import { verify } from '../verify.ts';
import type { TimedContender } from './rounds.ts';
import type { SweepContext } from './sweep-context.ts';

/** A cell that is prepared and verified, so that it may be timed. Its samples are those of the cell. */
export interface ReadyCell extends TimedContender {
  readonly cell: Cell;
  readonly contender: PreparedContender;
}

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
  let contender: PreparedContender | null = null;
  try {
    await withDeadline(() => context.cellBegins(), deadlineMs(0), context.signal);
    contender = await prepareContender(cell.contender, setting);
    const ready = readyCell(cell, contender, context);
    const { compileMs, note } = contender;
    context.reporter.change(cell, { compileMs, note });
    if (await isRight(ready, setting, expectations, context)) return ready;
  } catch (error) {
    failCell(cell, error, context);
  }
  contender?.release();
  return null;
}

/** Gives a cell the status and failure of an error. Rethrows what ends the sweep. */
export function failCell(cell: Cell, error: unknown, { reporter, signal }: SweepContext): void {
  if (signal.aborted) throw error;
  const failure = failureOf(error);
  reporter.change(cell, { status: failure.code === 'UNSUPPORTED' ? 'unsupported' : 'failed', failure });
  if (endsProcess(error)) throw error;
}

function readyCell(cell: Cell, contender: PreparedContender, { signal, flopsOf }: SweepContext): ReadyCell {
  const flops = flopsOf(cell.problem);
  const run = async (duplicates: number): Promise<Timing> => {
    signal.throwIfAborted();
    return withDeadline((stop) => contender.run(duplicates, stop), deadlineMs(flops * duplicates), signal);
  };
  return { cell, contender, samples: cell.samples, run };
}

async function isRight(
  { cell, run, contender }: ReadyCell,
  { operands: ofProblem, fault }: Setting,
  expectations: readonly Expectation[],
  { reporter }: SweepContext,
): Promise<boolean> {
  const operands = contender.operands ?? ofProblem;
  await operands.resetOutputs();
  await run(1);
  const { contender: name, problem } = cell;
  const tolerance = toleranceOf(name, problem);
  const { verification, failure } = wrongLibrary(
    name,
    problem,
    await verify(expectations, tolerance, async (buffer) => {
      const output = await operands.readOutput(buffer);
      fault?.spoil(name, output.values);
      return output;
    }),
  );
  reporter.change(cell, { verification, failure, status: failure ? 'wrong' : 'running' });
  return failure === null;
}
