import { resumeRun } from '../../store/resume-run.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { prepareOutputs } from '../output-file.ts';
import { parseOptions, readPath } from '../parse-options.ts';
import { measureRun } from '../sweep/measure-run.ts';
import { type ExitCode, UsageError } from '../usage-error.ts';
import { findRun, openRuns } from './open-runs.ts';

const OPTIONS = { json: { type: 'string' }, report: { type: 'string' } } as const;

/** `tilescope resume [ID]`: measures what an interrupted or cancelled run lacks. */
export async function resumeCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, OPTIONS, true);
  const [id, ...others] = positionals;
  if (others.length > 0) throw new UsageError('resume: expected one id, as tilescope runs lists them');
  const outputs = { jsonPath: readPath('json', values.json), reportPath: readPath('report', values.report) };
  await prepareOutputs([outputs.jsonPath, outputs.reportPath]);
  const store = openRuns();
  const compute = startCompute();
  try {
    const { id: runId } = findRun(store.headers(), id);
    const devices = unwrap(await compute.request('devices', {}));
    return await measureRun(compute, store, unwrap(resumeRun(store, runId, devices)), outputs);
  } finally {
    compute.kill();
    store.dispose();
  }
}
