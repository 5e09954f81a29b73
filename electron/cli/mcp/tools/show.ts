import * as z from 'zod';
import { describeIssue, generate, type Problem, startKernel, targetOf } from '../../../../kernels/index.ts';
import { formatMoment } from '../../../ipc/figures.ts';
import type { RunHeader } from '../../../ipc/types.ts';
import { visibleLine } from '../../../ipc/visible-text.ts';
import { chooseDevice } from '../../choose-device.ts';
import { storedRun } from '../../runs/load-run.ts';
import { shortId, withRuns } from '../../runs/open-runs.ts';
import { findCell, mslText, passesText } from '../../runs/show-command.ts';
import { readContenders } from '../../sweep/contender-options.ts';
import { readPairs, readProblems } from '../../sweep/problem-options.ts';
import { environmentText, resultsText } from '../../sweep/run-text.ts';
import { plain } from '../../terminal/paint.ts';
import { UsageError } from '../../usage-error.ts';
import { type Answer, boundedList, moreSchema } from '../answer.ts';
import type { Call } from '../call.ts';
import {
  opArgument,
  problemOptions,
  problemShape,
  runArgument,
  sizesArgument,
} from '../problem-arguments.ts';
import { runShape, runValue } from '../run-answer.ts';
import type { Setting, Tool } from '../tool.ts';

const WIDTH = 120;
const MOST_RUNS = 30;
/** The name of a kernel to begin with. */
const BEGINNING = 'mine';

const { where: _, ...fields } = problemShape;
const input = z.strictObject({
  run: runArgument.optional().describe('An id or the beginning of it, a name, or "latest": its cells'),
  contender: z.string().min(1).max(200).optional().describe('With "size": the MSL of that cell'),
  size: sizesArgument.max(200).optional().describe('Such as "512" or "512x256x128"'),
  op: opArgument
    .optional()
    .describe(
      'In place of "run": an operation; with "contender" and "size" the MSL that is generated for it, alone a kernel to begin with',
    ),
  ...fields,
});
const output = z.object({
  runs: z
    .array(z.object({ runId: z.string(), name: z.string(), status: z.string(), startedAt: z.string() }))
    .optional(),
  more: moreSchema.optional(),
  run: z.object(runShape).optional(),
  msl: z.string().optional(),
  descriptor: z.looseObject({}).optional(),
});
type Args = z.infer<typeof input>;
type Shown = Answer<z.infer<typeof output>>;

export const showTool: Tool<typeof input, typeof output> = {
  name: 'show',
  title: 'Show runs and MSL',
  description:
    'Without arguments: the runs of this machine, newest first. With "run": its cells; with "contender" and "size" the MSL that was measured. With "op" alone: a kernel with its descriptor that work, to be changed into one of your own. With "op", "contender" and "size": the MSL that Tilescope generates.',
  input,
  output,
  isReadOnly: true,
  async run(args, setting, call) {
    if (args.op === undefined) return args.run === undefined ? listed() : ofRun(args);
    if (args.run !== undefined) throw new UsageError('op: expected no "run" beside it');
    return args.contender === undefined ? beginning(args.op, args) : generated(args.op, args, setting, call);
  },
};

function listed(): Promise<Shown> {
  return withRuns(async (open) => {
    const { first, more } = boundedList(open().headers(), MOST_RUNS);
    const runs = first.map(({ id, name, status, startedAt }) => ({ runId: id, name, status, startedAt }));
    const lines = first.map(lineOf);
    return { text: lines.join('\n') || 'No runs yet.', value: { runs, more }, stopped: null };
  });
}

function lineOf({ id, startedAt, status, cellCount, doneCount, name }: RunHeader): string {
  return `${shortId(id)}  ${formatMoment(startedAt)}  ${status}  ${doneCount} of ${cellCount} cells  ${visibleLine(name)}`;
}

function ofRun({ run: reference, contender, size }: Args): Promise<Shown> {
  return withRuns(async (open) => {
    const run = storedRun(open(), reference as string);
    if (contender !== undefined || size !== undefined)
      return ofText(mslText(findCell(run, contender, size), run));
    const text = `${visibleLine(run.name)}\n${environmentText(run.environment, plain)}\n\n${resultsText(run, WIDTH, plain)}`;
    return { text, value: { run: runValue(run) }, stopped: null };
  });
}

function ofText(msl: string): Shown {
  return { text: msl, value: { msl }, stopped: null };
}

/** As tilescope new writes it. Throws UsageError. */
function beginning(op: string, args: Args): Shown {
  const { set = [] } = problemOptions(args);
  const fields = { ...(args.dtype !== undefined && { dtype: args.dtype }), ...readPairs(set) };
  const started = startKernel(op, fields, BEGINNING);
  if ('issues' in started) throw new UsageError(started.issues.map(describeIssue).join('; '));
  const { descriptor, texts } = started;
  const [msl, ...others] = Object.values(texts) as [string, ...string[]];
  if (others.length > 0)
    throw new UsageError(
      `op ${op}: a kernel to begin with has several texts: tilescope new ${op} writes them`,
    );
  const text = `${JSON.stringify(descriptor, null, 2)}\n\n${msl}`;
  return { text, value: { msl, descriptor: { ...descriptor } }, stopped: null };
}

/** Throws UsageError, CommandError. */
async function generated(op: string, args: Args, { device: id }: Setting, call: Call): Promise<Shown> {
  const { contender, size, dtype } = args;
  if (size === undefined) throw new UsageError('size: expected one with "op" and "contender"');
  const set = readPairs(problemOptions(args).set ?? []);
  const { family, problems } = readProblems({ op, dtype, set, sizes: size, where: [] });
  const names = readContenders(contender as string, family.op);
  const [[problem, ...otherProblems], [name, ...otherNames]] = [problems, names];
  if (!problem || !name || otherProblems.length + otherNames.length > 0)
    throw new UsageError('show: expected one size and one contender');
  const device = await deviceOf(id, call);
  const made = generate(name, problem as Problem, {}, targetOf(device));
  if ('issues' in made) throw new UsageError(made.issues.map(describeIssue).join('; '));
  return ofText(passesText(made.program.passes, [`${name} at ${size} for ${device.name}`]));
}

async function deviceOf(id: string | null, call: Call) {
  const compute = call.start();
  try {
    return await chooseDevice(compute, id);
  } finally {
    compute.kill();
  }
}
