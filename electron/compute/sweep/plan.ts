import { estimate, type Problem, problemKey } from '../../../kernels/index.ts';
import { cellId, isDone } from '../../ipc/cell.ts';
import type { DoneCell } from '../../ipc/compute-protocol.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import type { Cell, Method, SweepRequest } from '../../ipc/types.ts';

/** A problem with the cells that have yet to be measured. */
export interface PlannedProblem {
  problem: Problem;
  cells: Cell[];
  /** Dispatches per sample, if an earlier part of the same run chose them for this problem. */
  duplicates: number | null;
  /** The number of its first epoch: after those of an earlier part of the run, with which it shares no round. */
  firstEpoch: number;
  /** Expected duration, in arbitrary units that are the same for all problems of a plan. */
  cost: number;
}

/** What a middling kernel reaches; a guess that only weighs progress. */
const TYPICAL_GFLOPS = 20;

/**
 * What is left of a sweep, cheapest problem first, so that the first results come early. Duplicate problems and
 * contenders are measured once; those of `done` that are done are not measured again.
 */
export function planSweep(request: SweepRequest, done: readonly DoneCell[]): PlannedProblem[] {
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
      firstEpoch: Math.max(0, ...ids.map((id) => kept.get(id)?.nextEpoch ?? 0)),
      cost: cost(problem, contenders.length, request.method),
    }))
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => a.cost - b.cost || problemKey(a.problem).localeCompare(problemKey(b.problem)));
}

/** Rounds last as long as their time limit, or as the minimum number of samples if that takes longer. */
function cost(problem: Problem, contenders: number, method: Method): number {
  const dispatchMs = estimate(problem).flops / TYPICAL_GFLOPS / 1e6;
  const roundMs = contenders * (method.spinMs + Math.max(dispatchMs, method.minSampleMs));
  // Compilation, reference and warm-up take about a quarter of the time of the rounds.
  return 1.25 * Math.max(method.maxProblemMs, roundMs * method.minSamples) + dispatchMs;
}
