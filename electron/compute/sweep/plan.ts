import { estimate, type Problem, problemKey } from '../../../kernels/index.ts';
import { cellId, isDone } from '../../ipc/cell.ts';
import type { DoneCell } from '../../ipc/compute-protocol.ts';
import { expectedTime } from '../../ipc/expected-time.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import { ceilingOf } from '../../ipc/roof.ts';
import type { Cell, Method, Roof, SweepRequest } from '../../ipc/types.ts';

/** A problem with the cells that have yet to be measured. */
export interface PlannedProblem {
  problem: Problem;
  cells: Cell[];
  /** Dispatches per sample, if an earlier part of the same run chose them for this problem. */
  duplicates: number | null;
  /** The number of its first epoch: after those of an earlier part of the run, with which it shares no round. */
  firstEpoch: number;
  /** Expected duration of its cells, in arbitrary units that are the same for all problems of a plan. */
  cost: number;
}

/** The share of the roof that a middling kernel reaches: a guess that only weighs progress. */
const TYPICAL_SHARE = 0.25;
/** What a cell takes before its rounds, however small its problem: a guess, too. */
const PREPARATION_MS = 30;

/**
 * What is left of a sweep, the problem with the least work first, so that the first results come early. Duplicate
 * problems and contenders are measured once; those of `done` that are done are not measured again.
 */
export function planSweep(request: SweepRequest, done: readonly DoneCell[], roof: Roof): PlannedProblem[] {
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
      // Slow cells may have had fewer.
      duplicates: Math.max(0, ...ids.map((id) => kept.get(id)?.duplicates ?? 0)) || null,
      firstEpoch: Math.max(0, ...ids.map((id) => kept.get(id)?.nextEpoch ?? 0)),
    }))
    .filter(({ cells }) => cells.length > 0)
    .map((planned) => ({ ...planned, cost: costOf(planned, request.method, roof) }))
    .sort(byWork);
}

/** The most that the rounds may take at a typical rate, and what goes before them. */
function costOf({ problem, cells }: Planned, method: Method, roof: Roof): number {
  const rates = cells.map(({ contender }) => TYPICAL_SHARE * ceilingOf(roof, problem, contender));
  return expectedTime(problem, rates, method).most + cells.length * PREPARATION_MS;
}

type Planned = Pick<PlannedProblem, 'problem' | 'cells'>;

function byWork({ problem: one }: Planned, { problem: other }: Planned): number {
  const difference = estimate(one).flops - estimate(other).flops;
  return difference || problemKey(one).localeCompare(problemKey(other));
}
