import type { SweepRequest } from '../../ipc/types.ts';
import { areDecided, isLook } from '../../ipc/verdict/looks.ts';
import { pairsOfSides } from '../../ipc/verdict/pairs.ts';
import type { PlannedProblem } from './plan.ts';

/** Whether a problem has been measured in enough epochs; asked before each of them, problem by problem. */
export type EnoughEpochs = (planned: PlannedProblem, done: number) => boolean;

/**
 * A sweep has a number of epochs. A rematch goes on until its verdicts are clear, or the problem's equal part of the
 * time that is left is over; what a problem leaves over is for those after it.
 * @param problems how many there are
 */
export function enoughEpochs(request: SweepRequest, problems: number, now: () => number): EnoughEpochs {
  const { method, rematch } = request;
  if (!rematch) return (_planned, done) => done >= method.epochs;
  const end = now() + rematch.budgetMs;
  let deadline = end;
  let left = problems;
  return (planned, done) => {
    if (done === 0) deadline = now() + Math.max(0, end - now()) / left--;
    if (done < method.epochs) return false;
    if (done >= rematch.maxEpochs || now() >= deadline) return true;
    return isLook(done, method.epochs) && areDecided(measuredPairs(planned), request);
  };
}

/** Pairs of cells that are still being measured count as verified: those that are wrong take no further part. */
function measuredPairs({ cells }: PlannedProblem) {
  return pairsOfSides({
    cells: cells.map((cell) => ({ ...cell, status: cell.status === 'running' ? 'ok' : cell.status })),
  });
}
