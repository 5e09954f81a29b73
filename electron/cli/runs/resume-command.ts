import { resumeRun } from '../../store/resume-run.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { measureRun } from '../sweep/measure-run.ts';
import { OUTPUT_OPTIONS, preparedPaths, readOutputs } from '../sweep/output-options.ts';
import { type ExitCode, UsageError } from '../usage-error.ts';
import { findRun, findUnfinishedRun, openRuns } from './open-runs.ts';

/** `tilescope resume [RUN]`: measures what an interrupted or cancelled run lacks. */
export async function resumeCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, OUTPUT_OPTIONS, true);
  const [reference, ...others] = positionals;
  if (others.length > 0) throw new UsageError('resume: expected one run, as tilescope runs lists them');
  const outputs = readOutputs(values);
  await prepareOutputs(preparedPaths(outputs));
  const store = openRuns();
  const compute = startCompute(outputs.isQuiet);
  try {
    const headers = store.headers();
    const { id: runId } = reference === undefined ? findUnfinishedRun(headers) : findRun(headers, reference);
    const devices = unwrap(await compute.request('devices', {}));
    return await measureRun(compute, store, unwrap(resumeRun(store, runId, devices)), outputs);
  } finally {
    compute.kill();
    store.dispose();
  }
}
