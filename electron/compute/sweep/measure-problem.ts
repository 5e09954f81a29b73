import { extentsLabel, type Family, familyOf, type Problem } from '../../../kernels/index.ts';
import { worseConditions } from '../../ipc/conditions.ts';
import { ceilingOf } from '../../ipc/roof.ts';
import type { Cell, Summary } from '../../ipc/types.ts';
import { createOperands, type Operands } from '../contenders/operands.ts';
import { createRandom } from '../random.ts';
import { computeExpectations } from '../reference.ts';
import { breaksRoof, findRoof, isBounded } from '../roof.ts';
import { setsToRotate } from './cache-size.ts';
import { type Candidate, checkCell, failCell } from './cell-check.ts';
import type { PlannedProblem } from './plan.ts';
import { runRounds } from './rounds.ts';
import { summarize } from './summary.ts';
import type { SweepContext } from './sweep-context.ts';
import { chooseDuplicates, warmUp } from './warm-up.ts';

/** How much of a problem's expected time its steps take; the rounds have the rest. */
const SHARES = { data: 0.1, checked: 0.35, warm: 0.45 } as const;
/** All warm-ups of a problem together take at most this share of the time for its rounds. */
const WARM_UP_SHARE = 0.25;

/**
 * Verifies, warms up and times all cells of one problem. What goes wrong with a cell is that cell's status. Throws
 * what ends the sweep, see checkCell(), and failures of the problem itself: its data do not fit into memory.
 */
export async function measureProblem(planned: PlannedProblem, context: SweepContext): Promise<void> {
  const { native, environment, method, board, cache } = context;
  board.activity(`preparing ${extentsLabel(planned.problem)}`);
  board.tell();
  const { problem } = planned;
  const family = familyOf(problem);
  const operands = await createOperands(native, environment.device.id, family, problem, method.seed, {
    storage: method.storage,
    sets: (setBytes) => (method.cache === 'cold' ? setsToRotate(setBytes, cache.bytes) : 1),
  });
  const candidates: Candidate[] = [];
  try {
    await checkCells(planned, { family, operands }, candidates, context);
    if (candidates.length > 0) await timeCells(planned, candidates, context);
  } finally {
    for (const { contender } of candidates) contender.release();
    operands.release();
  }
}

/** Adds the cells that may be timed to `candidates`. */
async function checkCells(
  { problem, cells }: PlannedProblem,
  { family, operands }: { family: Family<Problem>; operands: Operands },
  candidates: Candidate[],
  context: SweepContext,
): Promise<void> {
  const { native, environment, method, board, progress, signal, fault } = context;
  const expectations = await computeExpectations(family.reference(problem, operands.inputs), method.seed);
  progress.reach(SHARES.data);
  const { device } = environment;
  const setting = { native, device, family, problem, operands, fault, encoding: method.encoding };
  for (const [index, cell] of cells.entries()) {
    signal.throwIfAborted();
    board.activity(`verifying ${cell.contender} at ${extentsLabel(problem)}`);
    board.change(cell, { status: 'running', failure: null });
    board.tellIfDue();
    const candidate = await checkCell(cell, setting, expectations, context);
    if (candidate) candidates.push(candidate);
    progress.reach(SHARES.data + ((SHARES.checked - SHARES.data) * (index + 1)) / cells.length);
  }
}

async function timeCells(
  planned: PlannedProblem,
  candidates: readonly Candidate[],
  context: SweepContext,
): Promise<void> {
  const { native, method, board, progress, signal, now } = context;
  const place = extentsLabel(planned.problem);
  board.activity(`warming up ${place}`);
  board.tellIfDue();
  const { ready, duplicates } = await prepareRounds(planned, candidates, context);
  progress.reach(SHARES.warm);
  board.activity(`timing ${place}`);
  for (const { cell } of ready) board.change(cell, { duplicates });

  const before = native.conditions();
  let isCut = true;
  try {
    await runRounds(ready, {
      method,
      duplicates,
      signal,
      now,
      random: createRandom(method.seed, `rounds ${place}`),
      onFailure: ({ cell }, error) => failCell(cell, error, context),
      onRound: (share) => {
        progress.reach(SHARES.warm + (1 - SHARES.warm) * share);
        if (!board.isDue()) return;
        for (const candidate of ready) showSamples(candidate, context);
        board.tell();
      },
    });
    isCut = signal.aborted;
  } finally {
    // Also after a cancellation, and beside what ends the process: samples that were taken are kept.
    const conditions = worseConditions(before, native.conditions());
    board.conditions(conditions);
    for (const candidate of ready) {
      showSamples(candidate, context);
      board.change(candidate.cell, { conditions });
      await settle(candidate.cell, isCut, context);
    }
  }
  signal.throwIfAborted();
}

/** Warms every candidate up, and chooses the dispatches per sample by the fastest. */
async function prepareRounds(
  { duplicates: chosen }: PlannedProblem,
  candidates: readonly Candidate[],
  context: SweepContext,
): Promise<{ ready: Candidate[]; duplicates: number }> {
  const { method, now } = context;
  const budgetMs = (method.maxProblemMs * WARM_UP_SHARE) / candidates.length;
  const warm: { candidate: Candidate; dispatchNs: number }[] = [];
  for (const candidate of candidates) {
    try {
      warm.push({ candidate, dispatchNs: await warmUp(candidate.run, budgetMs, now) });
    } catch (error) {
      failCell(candidate.cell, error, context);
    }
  }
  const fastest = warm.toSorted((a, b) => a.dispatchNs - b.dispatchNs)[0];
  const duplicates =
    chosen ??
    (fastest ? await chooseDuplicates(fastest.candidate.run, fastest.dispatchNs, method.minSampleMs) : 1);
  return { ready: warm.map(({ candidate }) => candidate), duplicates };
}

function showSamples({ cell, samples }: Candidate, context: SweepContext): void {
  if (samples.length === 0) return;
  const { method, environment, flopsOf, board } = context;
  const flops = flopsOf(cell.problem);
  const ceiling = ceilingOf(environment.roof, cell.problem);
  const summary = summarize(samples, { flops, ceiling, seed: method.seed });
  board.change(cell, { samples: [...samples], summary });
}

/** The verdict on a cell whose rounds are over, or were cut short. */
async function settle(cell: Cell, isCut: boolean, context: SweepContext): Promise<void> {
  const { board, method, environment } = context;
  const { summary, problem } = cell;
  if (cell.status !== 'running' || !summary) return;
  const isSuspect = isBounded(cell.contender, environment) && breaksRoof(summary, environment.roof, problem);
  // A cell that was cut short stays in flight, and waits to be resumed, if too little is known of it.
  if (isCut && (isSuspect || summary.n < method.minSamples)) return;
  const isBelieved = !isSuspect || (await staysUnderRoof(cell, summary, context));
  board.change(
    cell,
    isBelieved ? { status: 'ok' } : { status: 'rejected', failure: tooFast(cell, summary, context) },
  );
}

/** A roof that was measured while the machine was busy is too low: it is measured again before a time is rejected. */
async function staysUnderRoof(cell: Cell, summary: Summary, context: SweepContext): Promise<boolean> {
  const { native, environment, board } = context;
  const roof = await findRoof(native, environment.device);
  if (breaksRoof(summary, roof, cell.problem)) return false;
  board.log(
    'warning',
    `${cell.contender} at ${extentsLabel(cell.problem)} is above the roof measured at the start, ` +
      `${environment.roof.gflops.toFixed(0)} GFLOPS, and under the one measured now, ${roof.gflops.toFixed(0)} GFLOPS.`,
  );
  return true;
}

function tooFast({ problem }: Cell, { gflops, clock }: Summary, { environment }: SweepContext) {
  const roof = ceilingOf(environment.roof, problem);
  return {
    code: 'ABOVE_ROOF',
    message: `${gflops.toFixed(1)} GFLOPS by ${clock === 'gpu' ? 'GPU' : 'wall'} time are more than the device can do, ${roof.toFixed(1)} GFLOPS.`,
    detail: 'A kernel this fast does not do all of its work, or the roof was measured on a busy machine.',
  };
}
