import { formatItems } from '../../ipc/figures.ts';
import type { Run } from '../../ipc/types.ts';
import { newRematch } from '../../ipc/verdict/new-rematch.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { RunStore } from '../../store/run-store.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { type NumberRange, parseOptions, readNumber, readPath } from '../parse-options.ts';
import { loadRunFrom } from '../runs/load-run.ts';
import { shortId, storeWith, withRuns } from '../runs/open-runs.ts';
import { measureInto } from '../sweep/measure-run.ts';
import { environmentText } from '../sweep/run-text.ts';
import { createPainter } from '../terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { compareWithin } from './compare-within.ts';
import { knownFloor } from './known-floor.ts';
import { reportVerdicts } from './outcome.ts';

export const REMATCH_OPTIONS = {
  budget: { type: 'string' },
  contenders: { type: 'string' },
  changed: { type: 'boolean' },
  trust: { type: 'boolean' },
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
  const [baseline, candidate] = await withRuns(async (open) => {
    const runs = [await loadRunFrom(open, first), await loadRunFrom(open, second)] as const;
    if (!values.trust) refuseForeign(open(), runs);
    return runs;
  });
  const compute = startCompute(outputs.isQuiet);
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
    const { judgement, compared } = compareWithin(
      measured,
      knownFloor(() => store, measured),
    );
    return await reportVerdicts(judgement, compared, outputs);
  } finally {
    store.dispose();
  }
}

/** Programs that came with files run only if they are trusted: on the CPU device they are native code. Throws UsageError. */
function refuseForeign(store: RunStore, runs: readonly Run[]): void {
  const foreign = store.foreignPrograms([...new Set(runs.flatMap(({ programs }) => Object.keys(programs)))]);
  if (foreign.length === 0) return;
  const count = formatItems(foreign.length, 'program');
  throw new UsageError(
    `rematch: ${count} came with a file, and would run as you. Look at them with tilescope show; --trust runs them`,
  );
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
