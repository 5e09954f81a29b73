import { floorOf } from '../../ipc/noise/noise-floor.ts';
import type { Run } from '../../ipc/types.ts';
import { judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { newRematch } from '../../ipc/verdict/new-rematch.ts';
import { pairsOfSides } from '../../ipc/verdict/pairs.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { type NumberRange, parseOptions, readNumber, readPath } from '../parse-options.ts';
import { loadRun } from '../runs/load-run.ts';
import { shortId, storeWith } from '../runs/open-runs.ts';
import { measureInto } from '../sweep/measure-run.ts';
import { environmentText } from '../sweep/run-text.ts';
import { createPainter } from '../terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { knownFloor } from './known-floor.ts';
import { reportVerdicts } from './outcome.ts';

export const REMATCH_OPTIONS = {
  budget: { type: 'string' },
  contenders: { type: 'string' },
  changed: { type: 'boolean' },
  json: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

const BUDGET: NumberRange = { min: 1, max: 86_400, whole: false, unit: 'seconds' };
/** Enough to find 3 % in a few kernels on two cores. */
const DEFAULT_BUDGET_S = 60;

/** `tilescope rematch BASELINE CANDIDATE`: measures the programs of two runs again, side by side, and judges them. */
export async function rematchCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, REMATCH_OPTIONS, true);
  const [first, second, ...others] = positionals;
  if (!first || !second || others.length > 0)
    throw new UsageError('rematch: expected a baseline and a candidate, as tilescope runs lists them');
  const outputs = { jsonPath: readPath('json', values.json), isQuiet: values.quiet ?? false };
  const seconds =
    values.budget === undefined ? DEFAULT_BUDGET_S : readNumber('budget', values.budget, BUDGET);
  await prepareOutputs([outputs.jsonPath]);
  const [baseline, candidate] = [await loadRun(first), await loadRun(second)];
  const compute = startCompute();
  try {
    const device = await chooseDevice(compute, candidate.request.device);
    const environment = unwrap(await compute.request('environment', { device: device.id }));
    const run = newRematch(baseline, candidate, environment, {
      contenders: readNames(values.contenders, candidate),
      isChangedOnly: values.changed ?? false,
      budgetMs: seconds * 1000,
    });
    if ('reason' in run) throw new UsageError(`rematch: ${run.reason}`);
    if (!outputs.isQuiet) console.log(headText(run));
    return await measure(run, compute, outputs);
  } finally {
    compute.kill();
  }
}

async function measure(
  run: Run,
  compute: ReturnType<typeof startCompute>,
  outputs: Parameters<typeof reportVerdicts>[2],
): Promise<ExitCode> {
  const store = storeWith(run);
  try {
    await measureInto(compute, store, run, outputs.isQuiet);
    const measured = store.run(run.id) as Run;
    if (measured.failure) throw new CommandError(measured.failure.message);
    if (measured.status === 'cancelled') {
      console.error(`tilescope: Cancelled; tilescope resume ${shortId(run.id)} goes on.`);
      return EXIT_CODES.interrupted;
    }
    const floor = knownFloor(measured);
    const judging = judgingOf(measured.request, ({ candidate }) => floorOf(floor, 'paired', candidate));
    const { baseline, candidate } = run.request.rematch as NonNullable<Run['request']['rematch']>;
    return await reportVerdicts(
      judgePairs(pairsOfSides(measured), judging),
      {
        method: 'paired',
        baseline: { ...baseline, contender: null },
        candidate: { ...candidate, contender: null },
      },
      outputs,
    );
  } finally {
    store.dispose();
  }
}

/** The contenders that are named, which the candidate has to have. */
function readNames(text: string | undefined, { request }: Run): string[] | null {
  if (text === undefined) return null;
  const names = text.split(/,(?!\s*\w+=)/).map((part) => part.trim());
  const unknown = names.find((name) => !request.contenders.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`--contenders ${unknown}: expected ${request.contenders.join(', ')}`);
}

function headText({ name, environment }: Run): string {
  const paint = createPainter(process.stdout);
  return `${paint('strong', visibleLine(name))}\n${environmentText(environment, paint)}\n`;
}
