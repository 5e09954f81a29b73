import { randomUUID } from 'node:crypto';
import type {
  CompileProgress,
  CompileRecord,
  CompileReport,
  CompileRequest,
} from '../../ipc/compile-types.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { ownPrograms } from '../../ipc/own-kernels/own-programs.ts';
import { usedAdoptions } from '../../ipc/tune/adoption-text.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { chooseCells } from '../sweep/cell-options.ts';
import { environmentText } from '../sweep/run-text.ts';
import { savedSweeps } from '../sweep/saved-sweeps.ts';
import { onInterruption } from '../terminal/interruptions.ts';
import { createPainter, type Paint } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import { adoptedHere } from '../tune/adopted-here.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { readCompileOptions } from './options.ts';
import { compileText } from './text.ts';

/** `tilescope compile`: measures what it costs to compile the kernels of a sweep. */
export async function compileCommand(parameters: readonly string[]): Promise<ExitCode> {
  const options = readCompileOptions(parameters, savedSweeps);
  await prepareOutputs([options.jsonPath]);
  const paint = createPainter(process.stdout);
  const compute = startCompute();
  try {
    const device = await chooseDevice(compute, options.device);
    const environment = unwrap(await compute.request('environment', { device: device.id }));
    const { maxPhaseMs } = options;
    const cells = chooseCells(options, device);
    const asked = options.usesAdopted ? adoptedHere(environment, cells) : cells;
    const programs = ownPrograms(cells.contenders, cells.problems, options.kernels);
    const request: CompileRequest = { runId: randomUUID(), maxPhaseMs, ...asked, programs };
    console.log(`${environmentText(environment, paint)}\n`);
    for (const used of usedAdoptions(request)) console.log(`Adopted defaults of ${used}`);
    const report = await measure(compute, request);
    if (report === null) return EXIT_CODES.interrupted;
    console.log(compileText(report, paint));
    if (options.jsonPath !== null) {
      const record: CompileRecord = { format: 'tilescope-compile-times', version: 1, environment, ...report };
      await writeJson(record, options.jsonPath);
    }
    return report.failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
  } finally {
    compute.kill();
  }
}

/** Null if it was interrupted. Throws CommandError. */
async function measure(compute: ComputeClient, request: CompileRequest): Promise<CompileReport | null> {
  const show = createDisplay(process.stderr, createPainter(process.stderr));
  compute.onEvent((event) => {
    if (event.type === 'compilation') show(event.progress);
  });
  let isInterrupted = false;
  const unsubscribe = onInterruption(() => {
    if (isInterrupted) compute.kill();
    else void compute.request('cancel', { runId: request.runId });
    isInterrupted = true;
  });
  const result = await compute.request('compile', request);
  unsubscribe();
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  return isInterrupted ? null : unwrap(result);
}

/** A bar on a terminal; elsewhere a line for each activity. */
function createDisplay(stream: NodeJS.WriteStream, paint: Paint) {
  let shown = '';
  return ({ activity, done, total }: CompileProgress) => {
    if (stream.isTTY) {
      const progress = {
        fraction: done / total,
        remainingMs: null,
        activity: `${activity}, ${done} of ${total}`,
      };
      stream.write(`${CLEAR_LINE}${progressBar(progress, stream.columns || 80, paint)}`);
    } else if (activity !== shown) {
      shown = activity;
      stream.write(`${activity}\n`);
    }
  };
}
