import type { SweepRequest } from '../../ipc/types.ts';
import { areDecided, extensionOf, isLook } from '../../ipc/verdict/looks.ts';
import { pairsOfCopy, pairsOfSides, pairsToDefaults } from '../../ipc/verdict/pairs.ts';
import type { PlannedProblem } from './plan.ts';

/** Whether a problem has been measured in enough epochs; asked before each of them, problem by problem. */
export type EnoughEpochs = (planned: PlannedProblem, done: number) => boolean;

/**
 * A sweep has a fixed number of epochs. A rematch, the timing of an edited copy and the final of a tuning go on until
 * their verdicts are clear or the problem has used its equal share of the time left; what it does not use is left to
 * the problems after it.
 * @param problems how many there are
 */
export function enoughEpochs(request: SweepRequest, problems: number, now: () => number): EnoughEpochs {
  const { method } = request;
  const extension = extensionOf(request);
  if (!extension) return (_planned, done) => done >= method.epochs;
  const { rematch, copy } = request;
  const pairsIn = (run: Pick<PlannedProblem, 'cells'>) =>
    rematch ? pairsOfSides(run) : copy ? pairsOfCopy(copy, run) : pairsToDefaults(run);
  const end = now() + extension.budgetMs;
  let deadline = end;
  let left = problems;
  return (planned, done) => {
    if (done === 0) deadline = now() + Math.max(0, end - now()) / left--;
    if (done < method.epochs) return false;
    if (done >= extension.maxEpochs || now() >= deadline) return true;
    return isLook(done, method.epochs) && areDecided(pairsIn(measured(planned)), request);
  };
}

/** Cells that are still being measured count as verified: those that are wrong take no further part. */
function measured({ cells }: PlannedProblem) {
  return {
    cells: cells.map((cell) => ({ ...cell, status: cell.status === 'running' ? 'ok' : cell.status })),
  };
}
