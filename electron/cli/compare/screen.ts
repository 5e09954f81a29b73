import { formatPercent } from '../../ipc/figures.ts';
import { type NoiseFloor, UNKNOWN_BETWEEN_RUNS } from '../../ipc/noise/noise-floor.ts';
import type { Run } from '../../ipc/types.ts';
import { screenRuns } from '../../ipc/verdict/screening.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { UsageError } from '../usage-error.ts';
import type { Comparison } from './compare-within.ts';

/**
 * Two runs share no rounds, so they are compared as far as the noise floor allows. Throws UsageError unless they have
 * cells in common.
 * @param floor of the candidate's device, if it is known
 */
export function screen(baseline: Run, candidate: Run, floor: NoiseFloor | undefined): Comparison {
  const judgement = screenRuns(baseline, candidate, floor);
  if (judgement.pairs.length === 0)
    throw new UsageError('compare: expected runs that have a problem and a contender in common');
  const named = ({ id, name }: Run) => ({ id, name, contender: null });
  return {
    judgement,
    compared: { method: 'screened', baseline: named(baseline), candidate: named(candidate) },
  };
}

/** What screening is, and on what it is based, to be read before its verdicts. */
export function screeningText(baseline: Run, candidate: Run, floor: NoiseFloor | undefined): string {
  const [here, there] = [candidate, baseline].map(({ environment }) => environment.device.name);
  const notes = [
    `Screening “${visibleLine(candidate.name)}” against “${visibleLine(baseline.name)}”: they share no rounds, so only what exceeds the noise between runs counts. tilescope rematch measures both again, side by side.`,
    ...(here === there ? [] : [`The runs are of different devices: ${here} and ${there}.`]),
    floor
      ? `Noise between runs: measured ${floor.measuredAt.slice(0, 10)}.`
      : `Noise between runs: unknown, taken for ${formatPercent(UNKNOWN_BETWEEN_RUNS, 0)}. tilescope noise measures it.`,
  ];
  return notes.map(visibleLine).join('\n');
}
