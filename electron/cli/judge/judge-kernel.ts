import type { Receipt } from '../../ipc/judge/receipt.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import type { Environment } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { chooseDevice } from '../choose-device.ts';
import { type StartCompute, startCompute, unwrap } from '../compute-session.ts';
import { createPainter, type Paint } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import type { Case } from './read-receipt.ts';
import { hasFailed, judgeSpeed, type Speed, speedRecord } from './speed.ts';
import { judgementText, speedText } from './text.ts';
import { isBad, runTrials, type Tried, textsOf } from './trials.ts';

/**
 * Judges a kernel on a device, null being the first, and prints what is found. Throws UsageError, CommandError.
 * @returns a receipt, and whether nothing speaks against it
 */
export async function judgeKernel(
  file: KernelFile,
  { trials, given, others, seed }: Case,
  deviceId: string | null,
): Promise<{ receipt: Receipt; isRight: boolean }> {
  const { kernel, source } = file;
  const environment = await environmentOf(deviceId);
  const { device } = environment;
  const paint = createPainter(process.stdout);
  const on = `${visibleLine(source)} on ${visibleLine(device.name)}, seed ${seed}`;
  console.log(`${paint('strong', kernel.name)}  ${on}\n`);
  const progress = showProgress(trials.length, createPainter(process.stderr));
  const tried = await runTrials(file, trials, device.id, progress.tried);
  progress.close();
  console.log(judgementText(tried, trials, others === null, paint));
  const isRight = !tried.some(isBad);
  const speed = isRight && others ? await judgeSpeed(file, others, given, environment) : null;
  if (speed) console.log(`\n${speedText(speed, kernel.name, paint)}`);
  const receipt = receiptOf(file, { environment, seed, tried, speed });
  return { receipt, isRight: receipt.isRight };
}

/** The environment of a device, null being the first. Throws UsageError, CommandError. */
export async function environmentOf(
  deviceId: string | null,
  start: StartCompute = startCompute,
): Promise<Environment> {
  const compute = start();
  try {
    const { id: device } = await chooseDevice(compute, deviceId);
    return unwrap(await compute.request('environment', { device }));
  } finally {
    compute.kill();
  }
}

/** Shows on a terminal how many trials are done. */
function showProgress(total: number, paint: Paint): { tried(): void; close(): void } {
  const stream = process.stderr;
  if (!stream.isTTY) return { tried: () => undefined, close: () => undefined };
  let done = 0;
  const show = () => {
    const progress = { fraction: done / total, remainingMs: null, activity: `${done} of ${total} trials` };
    stream.write(`${CLEAR_LINE}${progressBar(progress, stream.columns || 80, paint)}`);
  };
  show();
  return {
    tried: () => {
      done++;
      show();
    },
    close: () => stream.write(CLEAR_LINE),
  };
}

interface Judged extends Pick<Receipt, 'environment' | 'seed'> {
  readonly tried: readonly Tried[];
  readonly speed: Speed | null;
}

/** What a judge of a kernel ran. */
export function receiptOf(file: KernelFile, { environment, seed, tried, speed }: Judged): Receipt {
  const { kernel, source } = file;
  const trials = tried.map(({ findings, ...trial }) => ({
    ...trial,
    findings: findings.map(({ kind, message }) => ({ kind, message })),
  }));
  return {
    format: 'tilescope-receipt',
    version: 1,
    madeAt: new Date().toISOString(),
    kernel: kernel.name,
    source,
    texts: [...new Set(tried.flatMap(({ problem }) => textsOf(file, problem)))],
    descriptor: kernel.descriptor,
    environment,
    seed,
    isRight: !tried.some(isBad) && !(speed && hasFailed(speed, kernel.name)),
    trials,
    speed: speed && speedRecord(speed, kernel.name),
  };
}
