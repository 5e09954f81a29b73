import { readBundleFile } from '../ipc/bundle-file.ts';
import { outputName, prepareOutputs } from './output-file.ts';
import { parseOptions } from './parse-options.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';
import { writeReport } from './write-outputs.ts';

/** `tilescope report RUN.json --out report.html`: writes an HTML page of a run. */
export async function reportCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, { out: { type: 'string' } }, true);
  const [input, ...others] = positionals;
  if (!input || others.length > 0) {
    throw new UsageError('report: expected one run file, as written by tilescope sweep --json');
  }
  if (!values.out) throw new UsageError('--out is required, for example --out report.html');
  await prepareOutputs([values.out], [input]);
  const run = await readBundleFile(input);
  if (!run.ok) {
    const { code, message } = run.error;
    throw new CommandError(code === 'READ_FAILED' ? message : `${input}: ${message}`);
  }
  await writeReport(run.value, values.out);
  console.log(outputName(values.out));
  return EXIT_CODES.ok;
}
