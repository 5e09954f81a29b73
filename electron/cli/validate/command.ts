import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import { formatItems } from '../../ipc/figures.ts';
import type { ValidationRecord } from '../../ipc/validation-types.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { createPainter, type Paint } from '../terminal/paint.ts';
import { CLEAR_LINE, progressBar } from '../terminal/progress-bar.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { readValidateOptions } from './options.ts';
import { validationText } from './text.ts';

type Validation = Extract<ComputeEvent, { type: 'validation' }>;

/** Lines of progress where there is no terminal. */
const LINES = 10;

/** `tilescope check --all`: compiles every program that Tilescope can generate for a device. */
export async function validateCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { device: deviceId, op, jsonPath } = readValidateOptions(parameters);
  await prepareOutputs([jsonPath]);
  const compute = startCompute();
  try {
    const device = await chooseDevice(compute, deviceId);
    const show = createDisplay(process.stderr, createPainter(process.stderr));
    compute.onEvent((event) => {
      if (event.type === 'validation') show(event);
    });
    const report = unwrap(await compute.request('validate', { device: device.id, op }));
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
    console.log(validationText(report, createPainter(process.stdout)));
    if (jsonPath !== null) {
      const record: ValidationRecord = { format: 'tilescope-validation', version: 1, ...report };
      await writeJson(record, jsonPath);
    }
    return report.failures.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
  } finally {
    compute.kill();
  }
}

/** A bar on a terminal; elsewhere a line for each tenth. */
function createDisplay(stream: NodeJS.WriteStream, paint: Paint): (event: Validation) => void {
  const start = performance.now();
  let linesWritten = 0;
  return ({ done, total, failed }) => {
    const activity = `${done} of ${formatItems(total, 'source')}${failed > 0 ? `, ${failed} failed` : ''}`;
    const fraction = total > 0 ? done / total : 1;
    if (stream.isTTY) {
      const remainingMs = done > 0 ? ((performance.now() - start) * (total - done)) / done : null;
      const bar = progressBar({ fraction, remainingMs, activity }, stream.columns || 80, paint);
      stream.write(`${CLEAR_LINE}${bar}`);
      return;
    }
    if (Math.floor(fraction * LINES) === linesWritten) return;
    linesWritten = Math.floor(fraction * LINES);
    stream.write(`${activity}\n`);
  };
}
