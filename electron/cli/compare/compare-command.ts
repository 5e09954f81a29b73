import { prepareOutputs } from '../output-file.ts';
import { parseOptions, readPath } from '../parse-options.ts';
import { loadRunFrom } from '../runs/load-run.ts';
import { withRuns } from '../runs/open-runs.ts';
import { type ExitCode, UsageError } from '../usage-error.ts';
import { compareWithin } from './compare-within.ts';
import { knownFloor } from './known-floor.ts';
import { reportVerdicts } from './outcome.ts';
import { screen, screeningText } from './screen.ts';

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
    const floor = knownFloor(open, candidate);
    const comparison = screen(run, candidate, floor);
    if (!outputs.isQuiet) console.log(`${screeningText(run, candidate, floor)}\n`);
    return comparison;
  });
  return reportVerdicts(judgement, compared, outputs);
}
