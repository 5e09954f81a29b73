import { floorOf, type NoiseFloor } from '../noise/noise-floor.ts';
import type { Run } from '../types.ts';
import { judgePairs } from '../verdict/judgement.ts';
import { judgingOf } from '../verdict/looks.ts';
import { pairsOfCopy } from '../verdict/pairs.ts';
import { verdictRecord } from '../verdict/record.ts';
import type { CopyVerdict } from './edit-schema.ts';

/**
 * How an edited copy did beside its original; null for a run that measures none.
 * @param run with its samples
 * @param floor of the run's device, if it is known
 */
export function copyVerdict(run: Run, floor: NoiseFloor | undefined): CopyVerdict | null {
  const { id, name, request, failure } = run;
  const { copy } = request;
  if (!copy) return null;
  const judging = judgingOf(request, ({ candidate }) => floorOf(floor, 'paired', candidate));
  const judgement = judgePairs(pairsOfCopy(copy, run), judging);
  const { cells, overall } = verdictRecord(judgement, {
    method: 'paired',
    baseline: { id, name, contender: copy.of },
    candidate: { id, name, contender: copy.name },
  });
  const copies = run.cells
    .filter(({ contender }) => contender === copy.name)
    .map(({ problem, status, failure, verification }) => ({ problem, status, failure, verification }));
  return { runId: id, failure, cells, overall, copies };
}
