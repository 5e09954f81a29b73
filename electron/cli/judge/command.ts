import manifest from '../../../package.json' with { type: 'json' };
import { planTrials } from '../../ipc/judge/plan.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { readKernels } from '../own/kernel-options.ts';
import { parseOptions, readNumber, readPath } from '../parse-options.ts';
import { readCellOptions } from '../sweep/cell-options.ts';
import { createPainter } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { hasFailed, judgeSpeed, type Speed, speedRecord } from './speed.ts';
import { judgementText, speedText } from './text.ts';
import { isBad, runTrials, type Tried } from './trials.ts';

export const JUDGE_OPTIONS = {
  sizes: { type: 'string', multiple: true },
  where: { type: 'string', multiple: true },
  dtype: { type: 'string' },
  set: { type: 'string', multiple: true },
  device: { type: 'string' },
  against: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'string' },
} as const;

/** On the edges of usual blocks, and off them. */
const DEFAULT_SIZES = '64,100,128,200';
const LARGEST_SEED = 2 ** 32 - 1;
const ROUNDS = { min: 1, max: 1000, whole: true, unit: '' };
const SEED = { min: 0, max: LARGEST_SEED, whole: true, unit: '' };

/**
 * `tilescope judge FILE`: whether a kernel is right and safe, by trials that nobody names beforehand; and if it is, with
 * --against, whether it is faster than others.
 */
export async function judgeCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, JUDGE_OPTIONS, true);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new UsageError('judge: expected one kernel, FILE.metal or its descriptor');
  const jsonPath = readPath('json', values.json);
  const rounds = values.rounds === undefined ? 1 : readNumber('rounds', values.rounds, ROUNDS);
  const seed =
    values.seed === undefined
      ? Math.floor(Math.random() * LARGEST_SEED)
      : readNumber('seed', values.seed, SEED);
  await prepareOutputs([jsonPath], [path]);
  const files = readKernels([path]);
  const [file] = files;
  if (!file) throw new UsageError('judge: expected a kernel');
  const { kernel, source } = file;
  const asked = { ...values, sizes: values.sizes ?? [DEFAULT_SIZES], contenders: values.against };
  const { problems, contenders } = readCellOptions(asked, () => ({}), files);
  const given = problems.filter((problem) => 'program' in kernel.program(problem));
  if (given.length === 0) throw new UsageError(`judge ${path}: ${kernel.name} supports none of the sizes`);
  const device = await deviceOf(values.device ?? null);
  const paint = createPainter(process.stdout);
  console.log(
    `${paint('strong', kernel.name)}  ${visibleLine(source)} on ${visibleLine(device.name)}, seed ${seed}\n`,
  );
  const trials = planTrials(kernel, given, { seed, rounds });
  const progress = showProgress(trials.length);
  const tried = await runTrials(file, trials, device.id, progress.tried);
  progress.close();
  console.log(judgementText(tried, contenders === null, paint));
  const isRight = !tried.some(isBad);
  const speed = isRight && contenders ? await judgeSpeed(file, contenders, given, device) : null;
  if (speed) console.log(`\n${speedText(speed, kernel.name, paint)}`);
  if (jsonPath !== null) await writeJson(recordOf(file, device, seed, tried, speed), jsonPath);
  return isRight && !(speed && hasFailed(speed, kernel.name)) ? EXIT_CODES.ok : EXIT_CODES.failed;
}

async function deviceOf(id: string | null): Promise<DeviceInfo> {
  const compute = startCompute();
  try {
    return await chooseDevice(compute, id);
  } finally {
    compute.kill();
  }
}

/** Shows on a terminal how many trials are done. */
function showProgress(total: number): { tried(): void; close(): void } {
  const stream = process.stderr;
  if (!stream.isTTY) return { tried: () => undefined, close: () => undefined };
  const paint = createPainter(stream);
  let done = 0;
  const show = () =>
    stream.write(
      CLEAR_LINE +
        progressBar(
          { fraction: done / total, remainingMs: null, activity: `${done} of ${total} trials` },
          stream.columns || 80,
          paint,
        ),
    );
  show();
  return {
    tried: () => {
      done++;
      show();
    },
    close: () => stream.write(CLEAR_LINE),
  };
}

/** What --json writes. */
function recordOf(
  { kernel, source }: KernelFile,
  device: DeviceInfo,
  seed: number,
  tried: readonly Tried[],
  speed: Speed | null,
) {
  const trials = tried.map(({ findings, texts: _, ...trial }) => ({
    ...trial,
    findings: findings.map(({ kind, message }) => ({ kind, message })),
  }));
  return {
    format: 'tilescope-judgement',
    version: 1,
    tilescope: manifest.version,
    kernel: kernel.name,
    source,
    texts: [...new Set(tried.flatMap(({ texts }) => texts))],
    descriptor: kernel.descriptor,
    device: { id: device.id, name: device.name },
    seed,
    isRight: !tried.some(isBad),
    trials,
    /** Null unless it was asked for, and the kernel is right. */
    speed: speed && speedRecord(speed, kernel.name),
  };
}
