import { FORMAT_NAMES, FORMATS, formatOfFile } from '../../ipc/formats/formats.ts';
import { outputName, prepareOutputs, writeOutput } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { PICTURE_NAMES, PICTURES } from '../pictures/picture-formats.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { isFile, loadRun } from './load-run.ts';

export const EXPORT_OPTIONS = { format: { type: 'string' }, view: { type: 'string' } } as const;

const NAMES = [...FORMAT_NAMES, ...PICTURE_NAMES];
type Name = (typeof NAMES)[number];

/** `tilescope export RUN FILE [--format F] [--view V]`: writes a run as a bundle, for another tool, or as a picture. */
export async function exportCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, EXPORT_OPTIONS, true);
  const [reference, path, ...others] = positionals;
  if (!reference || !path || others.length > 0) throw new UsageError('export: expected a run and a file');
  const format = readName(values.format, path);
  if (values.view !== undefined && !isPicture(format))
    throw new UsageError(`--view: ${format} shows no view; expected one of ${PICTURE_NAMES.join(', ')}`);
  await prepareOutputs([path], [(await isFile(reference)) ? reference : null]);
  const run = await loadRun(reference);
  const content = isPicture(format)
    ? await PICTURES[format].draw(run, values.view ?? '')
    : FORMATS[format].text(run);
  await writeOutput(path, content);
  if (path !== '-') console.log(outputName(path));
  return EXIT_CODES.ok;
}

function isPicture(name: Name): name is keyof typeof PICTURES {
  return name in PICTURES;
}

/** Throws UsageError. */
function readName(text: string | undefined, path: string): Name {
  const format =
    text === undefined
      ? formatOfFile(path, { ...FORMATS, ...PICTURES })
      : NAMES.find((name) => name === text);
  if (format) return format;
  const expected = `expected ${NAMES.join(', ')}`;
  if (text !== undefined) throw new UsageError(`--format ${text}: ${expected}`);
  throw new UsageError(`--format is required, since ${path} does not tell it: ${expected}`);
}
