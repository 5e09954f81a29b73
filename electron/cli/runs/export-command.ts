import { FORMAT_NAMES, FORMATS, type FormatName, formatOfFile } from '../../ipc/formats/formats.ts';
import { outputName, prepareOutputs, writeOutput } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { isFile, loadRun } from './load-run.ts';

export const EXPORT_OPTIONS = { format: { type: 'string' } } as const;

/** `tilescope export RUN FILE [--format F]`: writes a run as a bundle or for another tool. */
export async function exportCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, EXPORT_OPTIONS, true);
  const [reference, path, ...others] = positionals;
  if (!reference || !path || others.length > 0) throw new UsageError('export: expected a run and a file');
  const format = readFormatName(values.format, path);
  await prepareOutputs([path], [(await isFile(reference)) ? reference : null]);
  await writeOutput(path, FORMATS[format].text(await loadRun(reference)));
  if (path !== '-') console.log(outputName(path));
  return EXIT_CODES.ok;
}

/** Throws UsageError. */
function readFormatName(text: string | undefined, path: string): FormatName {
  const format = text === undefined ? formatOfFile(path) : FORMAT_NAMES.find((name) => name === text);
  if (format) return format;
  const expected = `expected ${FORMAT_NAMES.join(', ')}`;
  if (text !== undefined) throw new UsageError(`--format ${text}: ${expected}`);
  throw new UsageError(`--format is required, since ${path} does not tell it: ${expected}`);
}
