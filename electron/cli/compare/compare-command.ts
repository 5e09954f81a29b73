import { formatPercent } from '../../ipc/figures.ts';
import { floorOf, type NoiseFloor, UNKNOWN_BETWEEN_RUNS } from '../../ipc/noise/noise-floor.ts';
import type { Run } from '../../ipc/types.ts';
import { type Judging, judgePairs } from '../../ipc/verdict/judgement.ts';
import { pairsOfRuns } from '../../ipc/verdict/pairs.ts';
import { noiseBetweenRuns, screenedRatio } from '../../ipc/verdict/screened-ratio.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { prepareOutputs } from '../output-file.ts';
import { parseOptions, readPath } from '../parse-options.ts';
import { loadRunFrom } from '../runs/load-run.ts';
import { withRuns } from '../runs/open-runs.ts';
import { type ExitCode, UsageError } from '../usage-error.ts';
import { type Comparison, compareWithin } from './compare-within.ts';
import { knownFloor } from './known-floor.ts';
import { reportVerdicts } from './outcome.ts';

export const COMPARE_OPTIONS = {
  against: { type: 'string' },
  json: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

/**
 * `tilescope compare BASELINE CANDIDATE`: screens two runs. `tilescope compare RUN [--against CONTENDER]`: compares a
 * run's contenders with one of them, or the sides of a rematch, paired by round.
 */
export async function compareCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, COMPARE_OPTIONS, true);
  const outputs = { jsonPath: readPath('json', values.json), isQuiet: values.quiet ?? false };
  const [first, second, ...others] = positionals;
  if (!first || others.length > 0)
    throw new UsageError('compare: expected a baseline and a candidate, or one run');
  if (second !== undefined && values.against !== undefined)
    throw new UsageError('--against: expected one run, whose contenders are compared');
  await prepareOutputs([outputs.jsonPath]);
  const { judgement, compared } = await withRuns(async (open) => {
    const run = await loadRunFrom(open, first);
    if (second === undefined) return compareWithin(run, knownFloor(open, run), values.against);
    const candidate = await loadRunFrom(open, second);
    return screen(run, candidate, knownFloor(open, candidate), outputs.isQuiet);
  });
  return reportVerdicts(judgement, compared, outputs);
}

/** Two runs share no rounds, so they are compared as far as the noise floor allows. Throws UsageError. */
function screen(baseline: Run, candidate: Run, floor: NoiseFloor | undefined, isQuiet: boolean): Comparison {
  const pairs = pairsOfRuns(candidate, baseline);
  if (pairs.length === 0)
    throw new UsageError('compare: expected runs that have a problem and a contender in common');
  if (!isQuiet) tellAboutScreening(baseline, candidate, floor);
  const judging: Judging = {
    ratioOf: ({ candidate: one, baseline: other }) => screenedRatio(one.samples, other.samples),
    noiseFloorOf: () => 0,
    commonNoiseOf: ({ candidate: one }) => noiseBetweenRuns(floorOf(floor, 'betweenRuns', one)),
  };
  const named = ({ id, name }: Run) => ({ id, name, contender: null });
  return {
    judgement: judgePairs(pairs, judging),
    compared: { method: 'screened', baseline: named(baseline), candidate: named(candidate) },
  };
}

function tellAboutScreening(baseline: Run, candidate: Run, floor: NoiseFloor | undefined): void {
  const [here, there] = [candidate, baseline].map(({ environment }) => environment.device.name);
  const notes = [
    `Screening “${visibleLine(candidate.name)}” against “${visibleLine(baseline.name)}”: they share no rounds, so only what exceeds the noise between runs counts. tilescope rematch measures both again, side by side.`,
    ...(here === there ? [] : [`The runs are of different devices: ${here} and ${there}.`]),
    floor
      ? `Noise between runs: measured ${floor.measuredAt.slice(0, 10)}.`
      : `Noise between runs: unknown, taken for ${formatPercent(UNKNOWN_BETWEEN_RUNS, 0)}. tilescope noise measures it.`,
  ];
  console.log(`${notes.map(visibleLine).join('\n')}\n`);
}
