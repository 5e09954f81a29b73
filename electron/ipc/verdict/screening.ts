import { floorOf, type NoiseFloor } from '../noise/noise-floor.ts';
import type { Run } from '../types.ts';
import { type Judgement, judgePairs } from './judgement.ts';
import { pairsOfRuns } from './pairs.ts';
import { noiseBetweenRuns, screenedRatio } from './screened-ratio.ts';

type Cells = Pick<Run, 'cells'>;

/**
 * The verdicts on the cells that two runs have in common. They share no rounds, so they are compared as far as the noise
 * floor allows.
 * @param floor of the candidate's device, if it is known
 */
export function screenRuns(baseline: Cells, candidate: Cells, floor: NoiseFloor | undefined): Judgement {
  return judgePairs(pairsOfRuns(candidate, baseline), {
    ratioOf: ({ candidate: one, baseline: other }) => screenedRatio(one.samples, other.samples),
    noiseFloorOf: () => 0,
    commonNoiseOf: ({ candidate: one }) => noiseBetweenRuns(floorOf(floor, 'betweenRuns', one)),
  });
}
