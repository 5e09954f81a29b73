import { readFile } from 'node:fs/promises';
import { readBundle } from '../ipc/bundle.ts';
import { outputName, prepareOutputs } from './output-file.ts';
import { parseOptions } from './parse-options.ts';
import { CommandError, EXIT_CODES, type ExitCode, reasonOf, UsageError } from './usage-error.ts';
import { writeReport } from './write-outputs.ts';

/** `tilescope report RUN.json --out report.html`: writes an HTML page of a run. */
export async function reportCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, { out: { type: 'string' } }, true);
  const [input, ...others] = positionals;
  if (!input || others.length > 0) {
    throw new UsageError('report: expected one run file, as written by tilescope sweep --json');
  }
  if (!values.out) throw new UsageError('--out is required, for example --out report.html');
  const text = await readFile(input, 'utf8').catch((error) => {
    throw new CommandError(`Cannot read ${input}: ${reasonOf(error)}`);
  });
  const bundle = readBundle(text);
  if (!bundle.ok) throw new CommandError(`${input}: ${bundle.error.message}`);
  await prepareOutputs([values.out]);
  await writeReport(bundle.value.run, values.out);
  console.log(outputName(values.out));
  return EXIT_CODES.ok;
}
