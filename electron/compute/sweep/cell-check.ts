import type { Timing } from '../../../native/types.ts';
import type { Cell } from '../../ipc/types.ts';
import { prepareContender } from '../contenders/contenders.ts';
import type { PreparedContender, Setting } from '../contenders/prepared-contender.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import type { Expectation } from '../reference.ts';
import { verify } from '../verify.ts';
import type { Contestant } from './rounds.ts';
import type { SweepContext } from './sweep-context.ts';

/** A cell that is prepared and right: it may be timed. */
export interface Candidate extends Contestant {
  readonly cell: Cell;
  readonly contender: PreparedContender;
}

/**
 * Prepares a cell and verifies one run of it. A cell that cannot be run or is wrong gets its status and its failure,
 * and null is returned. Throws only what ends the sweep: a cancellation, a kernel that is stuck, or a GPU
 * that is lost.
 */
export async function checkCell(
  cell: Cell,
  setting: Setting,
  expectations: readonly Expectation[],
  context: SweepContext,
): Promise<Candidate | null> {
  let contender: PreparedContender | null = null;
  try {
    await withDeadline(() => context.cellBegins(), deadlineMs(0), context.signal);
    contender = await prepareContender(cell.contender, setting);
    const candidate = candidateOf(cell, contender, context);
    context.board.change(cell, { compileMs: contender.compileMs });
    if (await isRight(candidate, setting, expectations, context)) return candidate;
  } catch (error) {
    failCell(cell, error, context);
  }
  contender?.release();
  return null;
}

/** Marks a cell with what went wrong. Rethrows what ends the sweep. */
export function failCell(cell: Cell, error: unknown, { board, signal }: SweepContext): void {
  if (signal.aborted) throw error;
  const failure = failureOf(error);
  board.change(cell, { status: failure.code === 'UNSUPPORTED' ? 'unsupported' : 'failed', failure });
  if (endsProcess(error)) throw error;
}

function candidateOf(cell: Cell, contender: PreparedContender, { signal, flopsOf }: SweepContext): Candidate {
  const flops = flopsOf(cell.problem);
  const run = async (duplicates: number): Promise<Timing> => {
    signal.throwIfAborted();
    return withDeadline((stop) => contender.run(duplicates, stop), deadlineMs(flops * duplicates), signal);
  };
  return { cell, contender, samples: [], run };
}

async function isRight(
  { cell, run, contender }: Candidate,
  { family, operands: ofProblem, fault }: Setting,
  expectations: readonly Expectation[],
  { board }: SweepContext,
): Promise<boolean> {
  const operands = contender.operands ?? ofProblem;
  await operands.resetOutputs();
  await run(1);
  const { verification, failure } = await verify(
    expectations,
    family.tolerance(cell.problem),
    async (buffer) => {
      const output = await operands.readOutput(buffer);
      fault?.spoil(cell.contender, output.values);
      return output;
    },
  );
  board.change(cell, { verification, failure, status: failure ? 'wrong' : 'running' });
  return failure === null;
}
