import type { ComputeClient } from '../../ipc/compute-client.ts';
import { defaultMethod, methodIssues } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import { withOwnKernels } from '../../ipc/own-kernels/with-kernels.ts';
import type { DeviceInfo, Run, SweepRequest } from '../../ipc/types.ts';
import { visibleValue } from '../../ipc/visible-text.ts';
import type { RunStore } from '../../store/run-store.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { storeWith } from '../runs/open-runs.ts';
import { createPainter } from '../terminal/paint.ts';
import { adoptedHere } from '../tune/adopted-here.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { chooseCells } from './cell-options.ts';
import { dryRunText } from './dry-run.ts';
import { measureRun } from './measure-run.ts';
import { readSweepOptions, type SweepOptions } from './options.ts';
import { preparedPaths } from './output-options.ts';
import { asksForPresets, presetsText } from './preset-options.ts';
import { ratesInStore } from './rates-in-store.ts';
import { runName } from './run-name.ts';
import { savedSweeps, saveSweep } from './saved-sweeps.ts';
import { describeSource } from './source.ts';

/** Options that are not named as the method names what they set. */
const OPTION_NAMES: Readonly<Record<string, string>> = { spinMs: 'spin' };

/** `tilescope sweep`: measures, keeps the run in the store, prints the table, and writes the run and its report. */
export async function sweepCommand(parameters: readonly string[]): Promise<ExitCode> {
  if (asksForPresets(parameters)) {
    console.log(presetsText(savedSweeps(), createPainter(process.stdout)));
    return EXIT_CODES.ok;
  }
  const options = readSweepOptions(parameters, savedSweeps);
  await prepareOutputs(preparedPaths(options));
  const compute = startCompute(options.isQuiet);
  let store: RunStore | null = null;
  try {
    const device = await chooseDevice(compute, options.device);
    const request = requestOf(options, device);
    if (options.presetName !== null) {
      const { asked, method, problems } = options;
      saveSweep(options.presetName, { ...asked, method, hint: runName(problems) });
    }
    if (options.isDryRun) {
      const rates = ratesInStore(device, request);
      console.log(
        dryRunText(request, visibleValue(device), createPainter(process.stdout), rates, options.kernels),
      );
      return EXIT_CODES.ok;
    }
    const source = options.source ?? describeSource(process.cwd());
    const run = await newSweep(compute, { ...options, source }, request);
    store = storeWith(run);
    return await measureRun(compute, store, run, options);
  } finally {
    compute.kill();
    store?.dispose();
  }
}

/** The run of what options ask for, before it is measured. Throws CommandError. */
export async function newSweep(
  compute: ComputeClient,
  {
    problems,
    kernels,
    usesAdopted,
    source,
  }: Pick<SweepOptions, 'problems' | 'kernels' | 'usesAdopted'> & { source: string | null },
  request: SweepRequest,
): Promise<Run> {
  const environment = unwrap(await compute.request('environment', { device: request.device }));
  const asked = usesAdopted ? adoptedHere(environment, request) : request;
  return withOwnKernels(newRun(runName(problems), asked, environment, source), kernels);
}

/** What options ask for on a device. Throws UsageError for what it does not support. */
export function requestOf(options: SweepOptions, device: DeviceInfo): SweepRequest {
  const method = { ...defaultMethod(device.kind), ...options.method };
  const issues = methodIssues(method, device);
  if (issues.length > 0) {
    const texts = issues.map(
      ({ parameter, value, expected }) =>
        `--${OPTION_NAMES[parameter] ?? parameter} ${value}: expected ${expected}`,
    );
    throw new UsageError(texts.join('; '));
  }
  return { ...chooseCells(options, device), method };
}
