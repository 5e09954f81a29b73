import { extentsLabel, familyOf } from '../../../kernels/index.ts';
import { mayRunTrusted } from '../../ipc/own-kernels/trusting.ts';
import { stillRacing } from '../../ipc/tune/race.ts';
import { createData } from '../contenders/operands.ts';
import { createMultiplier } from '../products.ts';
import { computeExpectations } from '../reference.ts';
import { type Known, measureEpoch, SHARES } from './epoch.ts';
import type { PlannedProblem } from './plan.ts';
import { settleCell } from './settle-cell.ts';
import type { SweepContext } from './sweep-context.ts';

/**
 * Verifies, warms up and times all cells of one problem, in epochs. A failure of a cell is that cell's status. Throws
 * what ends the sweep, see checkCell(), and failures of the problem itself, such as data that do not fit into memory.
 */
export async function measureProblem(planned: PlannedProblem, context: SweepContext): Promise<void> {
  const { reporter, progress } = context;
  reporter.activity(`preparing ${extentsLabel(planned.problem)}`);
  reporter.flush();
  const known = await expectedOf(planned, context);
  progress.reach(SHARES.data);
  let isCut = true;
  try {
    await measureEpochs(planned, known, context);
    isCut = false;
  } finally {
    // Also after a cancellation or a fatal error: the samples taken so far are kept.
    for (const cell of planned.cells) await settleCell(cell, isCut, context);
  }
}

/** The problem's data, and what is expected of them. */
async function expectedOf({ problem }: PlannedProblem, context: SweepContext): Promise<Known> {
  const { native, method, signal } = context;
  const family = familyOf(problem);
  const data = await createData(family, problem, method.seed);
  const multiplier = createMultiplier(native, signal, mayRunTrusted(problem, context.programs));
  try {
    const reference = family.reference(problem, data.inputs);
    return { data, expectations: await computeExpectations(reference, method.seed, multiplier), multiplier };
  } finally {
    multiplier.release(); // its memory; should a verification need it, it gets new memory
  }
}

/**
 * Measures the cells epoch by epoch; those that failed or are wrong take part in no further one, nor do those that a
 * heat has dropped.
 */
async function measureEpochs(planned: PlannedProblem, known: Known, context: SweepContext): Promise<void> {
  const { isEnough, heat, signal } = context;
  let { duplicates, cells } = planned;
  let firstRound = 0;
  try {
    for (let index = 0; cells.length > 0 && !isEnough(planned, index); index++) {
      const epoch = { index, number: planned.firstEpoch + index, firstRound };
      const end = await measureEpoch({ ...planned, cells, duplicates }, epoch, known, context);
      signal.throwIfAborted();
      ({ duplicates } = end);
      firstRound += end.rounds;
      cells = cells.filter(({ status }) => status === 'running');
      if (heat?.kind === 'screen') cells = stillRacing(cells, heat);
    }
  } finally {
    known.multiplier.release();
  }
}
