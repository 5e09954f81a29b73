import { FORMATS } from '../ipc/formats/formats.ts';
import { outputName, prepareOutputs, writeOutput } from './output-file.ts';
import { parseOptions, readPath } from './parse-options.ts';
import { isFile, loadRun } from './runs/load-run.ts';
import { EXIT_CODES, type ExitCode, UsageError } from './usage-error.ts';
import { writeReport } from './write-outputs.ts';

export const REPORT_OPTIONS = { out: { type: 'string' }, markdown: { type: 'boolean' } } as const;

/** `tilescope report RUN FILE`: an HTML page of a run; with `--markdown`, a summary for pull requests. */
export async function reportCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, REPORT_OPTIONS, true);
  const [reference, file, ...others] = positionals;
  if (!reference || others.length > 0 || (file && values.out)) {
    throw new UsageError('report: expected a run and a file, for example report latest report.html');
  }
  const path = readPath('out', values.out) ?? file ?? (values.markdown ? '-' : null);
  if (path === null) throw new UsageError('report: expected a file to write, for example report.html');
  await prepareOutputs([path], [(await isFile(reference)) ? reference : null]);
  const run = await loadRun(reference);
  if (values.markdown) await writeOutput(path, FORMATS.markdown.text(run));
  else await writeReport(run, path);
  if (path !== '-') console.log(outputName(path));
  return EXIT_CODES.ok;
}
