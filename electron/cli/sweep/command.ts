import { defaultContendersOf, refusalOfAll } from '../../../kernels/index.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { defaultMethod, methodIssues } from '../../ipc/method.ts';
import type { CellStatus, DeviceInfo, Environment, Run, SweepRequest } from '../../ipc/types.ts';
import { visibleText } from '../../ipc/visible-text.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { outputName, prepareOutputs } from '../output-file.ts';
import { onInterruption } from '../terminal/interruptions.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { writeBundle, writeReport } from '../write-outputs.ts';
import { applyVariation } from './contender-options.ts';
import { readSweepOptions, type SweepOptions } from './options.ts';
import { createProgressDisplay } from './progress-display.ts';
import { type RunRecord, recordRun } from './run-record.ts';
import { environmentText, resultsText } from './run-text.ts';

/** Width of output that is not a terminal, in characters: fits the full table of the quick sweep. */
const DEFAULT_WIDTH = 120;
/** Cells that fail the command; a contender that is not available here does not. */
const FAILED: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

/** Options that are not named as the method names what they set. */
const OPTION_NAMES: Readonly<Record<string, string>> = { spinMs: 'spin' };

/** `tilescope sweep`: measures, prints the table, and writes the run and its report. */
export async function sweepCommand(parameters: readonly string[]): Promise<ExitCode> {
  const options = readSweepOptions(parameters);
  await prepareOutputs([options.jsonPath, options.reportPath]);
  const paint = createPainter(process.stdout);
  const compute = startCompute();
  try {
    const device = await chooseDevice(compute, options.device);
    const environment = unwrap(await compute.request('environment', { device: device.id }));
    const record = recordRun(requestOf(options, device), environment);
    console.log(`${paint('strong', record.run.name)}\n${environmentText(environment, paint)}\n`);
    await measure(compute, record, environment);
    const width = process.stdout.columns || DEFAULT_WIDTH;
    console.log(resultsText(record.run, width, paint));
    await writeFiles(record.run, options);
    return exitCodeOf(record.run);
  } finally {
    compute.kill();
  }
}

/** Throws UsageError for what the device does not support. */
function requestOf(options: SweepOptions, device: DeviceInfo): SweepRequest {
  const { op, problems, contenders, offered, variation } = options;
  const method = { ...defaultMethod(device.kind), ...options.method };
  const issues = methodIssues(method, device);
  if (issues.length > 0) {
    const texts = issues.map(
      ({ parameter, value, expected }) =>
        `--${OPTION_NAMES[parameter] ?? parameter} ${value}: expected ${expected}`,
    );
    throw new UsageError(texts.join('; '));
  }
  const isAvailable = (id: string) => device.contenders.some((one) => one.id === id && one.available);
  // Contenders that were named are measured, or reported as unsupported; of the others, only those that can run are.
  const canRun = (id: string) => isAvailable(id) && refusalOfAll(id, problems, device) === null;
  const chosen = contenders ?? (offered ?? defaultContendersOf(op)).filter(canRun);
  return { device: device.id, problems, contenders: applyVariation(chosen, variation), method };
}

/** Runs the sweep into its record. An interruption cancels it between two rounds; a second one stops it at once. */
async function measure(compute: ComputeClient, record: RunRecord, environment: Environment): Promise<void> {
  const display = createProgressDisplay(process.stderr, createPainter(process.stderr), record.run);
  const runId = record.run.id;
  compute.onEvent((event) => {
    if (event.type === 'progress') display.progress(event.progress);
    if (event.type !== 'cells') return;
    display.cells(record.update(event.updates));
  });
  let isCancelled = false;
  const interrupt = () => {
    if (isCancelled) compute.kill();
    else void compute.request('cancel', { runId });
    isCancelled = true;
  };
  const unsubscribe = onInterruption(interrupt);
  const result = await compute.request('sweep', { runId, sweep: record.run.request, environment, done: [] });
  unsubscribe();
  display.close();
  if (result.ok) record.close(result.value.status, null);
  else record.close(isCancelled ? 'cancelled' : 'interrupted', isCancelled ? null : result.error);
}

async function writeFiles(run: Run, { jsonPath, reportPath }: SweepOptions): Promise<void> {
  if (jsonPath !== null) {
    await writeBundle(run, jsonPath);
    console.log(`\nRun      ${outputName(jsonPath)}`);
  }
  if (reportPath !== null) {
    await writeReport(run, reportPath);
    console.log(`${jsonPath === null ? '\n' : ''}Report   ${outputName(reportPath)}`);
  }
}

function exitCodeOf({ status, failure, cells }: Run): ExitCode {
  if (failure) console.error(`tilescope: ${visibleText(failure.message)}`);
  if (status === 'cancelled') return EXIT_CODES.interrupted;
  if (status !== 'finished' || cells.some((cell) => FAILED.includes(cell.status))) return EXIT_CODES.failed;
  if (cells.some((cell) => cell.status === 'ok')) return EXIT_CODES.ok;
  console.error('tilescope: No cell was measured: no contender supports any of the problems on this device.');
  return EXIT_CODES.failed;
}
