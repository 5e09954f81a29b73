import { estimate, type Problem, problemKey } from '../../../kernels/index.ts';
import { cellId, isDone } from '../../ipc/cell.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import type { Cell, Method, SweepRequest } from '../../ipc/types.ts';

/** One problem with the cells that are still to be measured. */
export interface PlannedProblem {
  problem: Problem;
  cells: Cell[];
  /** Dispatches per sample that an earlier part of the same run chose for this problem, else null. */
  duplicates: number | null;
  /** Expected duration in arbitrary units that compare problems of one plan. */
  cost: number;
}

/** A guess that only weighs progress: what a middling kernel reaches, FLOP per nanosecond. */
const TYPICAL_GFLOPS = 20;

/**
 * What is left of a sweep, cheapest problem first: early results are the ones that cost least to wait for.
 * Problems and contenders given twice are measured once; of `done`, cells that reached an end are kept as they are.
 */
export function planSweep(request: SweepRequest, done: readonly Cell[]): PlannedProblem[] {
  const kept = new Map(done.filter(isDone).map((cell) => [cell.id, cell]));
  const problems = new Map(request.problems.map((problem) => [problemKey(problem), problem]));
  const contenders = [...new Set(request.contenders)];
  return [...problems]
    .map(([key, problem]) => ({ problem, ids: contenders.map((contender) => cellId(key, contender)) }))
    .map(({ problem, ids }) => ({
      problem,
      cells: ids.flatMap((id, index) =>
        kept.has(id) ? [] : [pendingCell(problem, contenders[index] as string)],
      ),
      duplicates: ids.map((id) => kept.get(id)?.duplicates).find((count) => count) ?? null,
      cost: cost(problem, contenders.length, request.method),
    }))
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => a.cost - b.cost || problemKey(a.problem).localeCompare(problemKey(b.problem)));
}

/** Rounds last their time limit, or as long as the fewest samples allowed when these take longer. */
function cost(problem: Problem, contenders: number, method: Method): number {
  const dispatchMs = estimate(problem).flops / TYPICAL_GFLOPS / 1e6;
  const roundMs = contenders * Math.max(dispatchMs, method.minSampleMs);
  // Compiling, the reference and the warm-up weigh about as much as a quarter of the rounds.
  return 1.25 * Math.max(method.maxProblemMs, roundMs * method.minSamples) + dispatchMs;
}
