import { formatItems, formatPercent } from '../../ipc/figures.ts';
import { defaultMethod } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import { type MeasuredNoise, measureNoise } from '../../ipc/noise/measure-noise.ts';
import { noiseRecord } from '../../ipc/noise/noise-record.ts';
import { NOISE_RUNS, onBothSides } from '../../ipc/noise/noise-request.ts';
import { withOwnKernels } from '../../ipc/own-kernels/with-kernels.ts';
import type { Failure, Result, Run } from '../../ipc/types.ts';
import { judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { pairsOfSides } from '../../ipc/verdict/pairs.ts';
import { keepFloor } from '../../store/noise-floors.ts';
import { RunStore } from '../../store/run-store.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { readKernels } from '../own/kernel-options.ts';
import { type NumberRange, parseOptions, readNumber, readPath } from '../parse-options.ts';
import { openRuns } from '../runs/open-runs.ts';
import { CELL_OPTIONS, type CellOptions, chooseCells, readCellOptions } from '../sweep/cell-options.ts';
import { measureInto } from '../sweep/measure-run.ts';
import { environmentText } from '../sweep/run-text.ts';
import { savedSweeps } from '../sweep/saved-sweeps.ts';
import { columns } from '../terminal/layout.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { countsText } from './verdict-table.ts';

export const NOISE_OPTIONS = {
  ...CELL_OPTIONS,
  kernel: { type: 'string', multiple: true },
  runs: { type: 'string' },
  json: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

const CANCELLED: Failure = { code: 'CANCELLED', message: 'The measurement was cancelled.' };
const RUNS: NumberRange = { min: 2, max: 100, whole: true, unit: '' };

/**
 * `tilescope noise`: measures equal runs, in each of which every contender is measured twice, and keeps by how much
 * equal cells differ. Each run is a process of its own, as runs are.
 */
export async function noiseCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values } = parseOptions(parameters, NOISE_OPTIONS);
  const cells = readCellOptions(
    { ...values, quick: values.quick ?? values.sizes === undefined },
    savedSweeps,
    readKernels(values.kernel ?? []),
  );
  const count = values.runs === undefined ? NOISE_RUNS : readNumber('runs', values.runs, RUNS);
  const jsonPath = readPath('json', values.json);
  const isQuiet = values.quiet ?? false;
  await prepareOutputs([jsonPath]);
  const store = openRuns();
  try {
    const measured = await measureNoise(count, (number) =>
      measureTwins(cells, `${number} of ${count}`, isQuiet, number === 1),
    );
    if (!measured.ok && measured.error.code === CANCELLED.code) return EXIT_CODES.interrupted;
    const noise = unwrap(measured);
    const { environment, floor } = noise;
    keepFloor(store, environment, floor);
    if (!isQuiet) console.log(noiseText(noise));
    if (jsonPath !== null) await writeJson(noiseRecord(floor, environment), jsonPath);
    return EXIT_CODES.ok;
  } finally {
    store.dispose();
  }
}

/** A run with each contender on both sides, in a process of its own. It is not kept. Throws CommandError. */
async function measureTwins(
  cells: CellOptions,
  number: string,
  isQuiet: boolean,
  isFirst: boolean,
): Promise<Result<Run>> {
  const compute = startCompute(isQuiet);
  const store = new RunStore(null);
  try {
    const device = await chooseDevice(compute, cells.device);
    const request = onBothSides({ ...chooseCells(cells, device), method: defaultMethod(device.kind) });
    const environment = unwrap(await compute.request('environment', { device: device.id }));
    const run = withOwnKernels(newRun(`Noise ${number}`, request, environment), cells.kernels);
    store.add(run);
    if (!isQuiet && isFirst) console.log(`${environmentText(environment, createPainter(process.stdout))}\n`);
    await measureInto(compute, store, run, isQuiet);
    const measured = store.run(run.id) as Run;
    const failure = measured.status === 'cancelled' ? CANCELLED : measured.failure;
    return failure ? { ok: false, error: failure } : { ok: true, value: measured };
  } finally {
    compute.kill();
    store.dispose();
  }
}

function noiseText({ floor, runs }: MeasuredNoise): string {
  const paint = createPainter(process.stdout);
  const rows = Object.entries(floor.classes).map(([name, { paired, betweenRuns, cells }]) => [
    name,
    String(cells),
    formatPercent(paired),
    formatPercent(betweenRuns),
  ]);
  const heading = ['cells', 'count', 'paired by round', 'between runs'];
  const verdicts = runs.flatMap((run) => judgePairs(pairsOfSides(run), judgingOf(run.request)).pairs);
  return [
    ...columns([heading, ...rows], ['plain', 'quiet', 'plain', 'plain'], paint),
    '',
    paint(
      'quiet',
      `By how much equal cells differ in 1 of 20 comparisons, from ${formatItems(floor.runs, 'run')}.`,
    ),
    paint('quiet', `Verdicts on equal cells, by ${countsText(verdicts)}.`),
  ].join('\n');
}
