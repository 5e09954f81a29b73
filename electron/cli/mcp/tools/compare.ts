import * as z from 'zod';
import { verdictRecord } from '../../../ipc/verdict/record.ts';
import { compareWithin } from '../../compare/compare-within.ts';
import { knownFloor } from '../../compare/known-floor.ts';
import { screen, screeningText } from '../../compare/screen.ts';
import { verdictTable } from '../../compare/verdict-table.ts';
import { storedRun } from '../../runs/load-run.ts';
import { withRuns } from '../../runs/open-runs.ts';
import { plain } from '../../terminal/paint.ts';
import { UsageError } from '../../usage-error.ts';
import { runArgument } from '../problem-arguments.ts';
import type { Tool } from '../tool.ts';
import { verdictsSchema, verdictsValue } from '../verdicts-answer.ts';

const input = z.strictObject({
  run: runArgument.describe(
    'The baseline, or the one run: an id or the beginning of it, a name, or "latest"',
  ),
  candidate: runArgument.optional().describe('Another run, to be screened against the first'),
  against: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Of one run: the contender that the others are compared with, round by round'),
});

export const compareTool: Tool<typeof input, typeof verdictsSchema> = {
  name: 'compare',
  title: 'Compare runs or contenders',
  description:
    'Verdicts FASTER, SLOWER, SAME or UNCLEAR with ratios and intervals: of the contenders of one run against one of them, paired by round, or of two runs, which can only be screened, since equal runs differ. It measures nothing.',
  input,
  output: verdictsSchema,
  isReadOnly: true,
  run: ({ run: first, candidate: second, against }) =>
    withRuns(async (open) => {
      const run = storedRun(open(), first);
      if (second === undefined) return answerOf(compareWithin(run, knownFloor(open, run), against), []);
      if (against !== undefined)
        throw new UsageError('against: expected one run, whose contenders are compared');
      const candidate = storedRun(open(), second);
      const floor = knownFloor(open, candidate);
      const comparison = screen(run, candidate, floor);
      return answerOf(comparison, [screeningText(run, candidate, floor), '']);
    }),
};

function answerOf({ judgement, compared }: ReturnType<typeof compareWithin>, head: readonly string[]) {
  return {
    text: [...head, verdictTable(judgement, plain)].join('\n'),
    value: verdictsValue(verdictRecord(judgement, compared)),
    stopped: null,
  };
}
