import { parseVariant } from '../../../kernels/index.ts';
import { floorOf, type NoiseFloor } from '../../ipc/noise/noise-floor.ts';
import type { Run } from '../../ipc/types.ts';
import { type Judgement, judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { pairsAgainst, pairsOfSides } from '../../ipc/verdict/pairs.ts';
import type { Compared } from '../../ipc/verdict/record.ts';
import { UsageError } from '../usage-error.ts';

/** Verdicts, and what they are about. */
export interface Comparison {
  readonly judgement: Judgement;
  readonly compared: Compared;
}

/**
 * Compares a run's contenders with one of them, or the sides of a rematch, paired by round. Throws UsageError unless the
 * run is a rematch, measures an edited copy, or has the contender.
 * @param floor of the run's device, if it is known
 */
export function compareWithin(run: Run, floor: NoiseFloor | undefined, against?: string): Comparison {
  const { request } = run;
  const isRematch = request.contenders.some((name) => parseVariant(name).side !== undefined);
  const reference = against ?? (isRematch ? null : request.copy?.of);
  if (reference === undefined || (reference !== null && !request.contenders.includes(reference)))
    throw new UsageError(
      `--against ${against ?? 'is required with one run'}: expected ${request.contenders.join(', ')}`,
    );
  const pairs = reference === null ? pairsOfSides(run) : pairsAgainst(reference, run);
  const judging = judgingOf(request, ({ candidate }) => floorOf(floor, 'paired', candidate));
  const { id, name } = run;
  const { baseline, candidate } = request.rematch ?? { baseline: { id, name }, candidate: { id, name } };
  return {
    judgement: judgePairs(pairs, judging),
    compared: {
      method: 'paired',
      baseline: { ...baseline, contender: reference },
      candidate: { ...candidate, contender: null },
    },
  };
}
