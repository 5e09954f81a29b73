import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { stringify } from 'smol-toml';
import {
  describeIssue,
  KERNEL_HOSTS,
  type KernelHost,
  STARTED,
  startKernel,
} from '../../../kernels/index.ts';
import { compactJson } from '../check/launch/compact-json.ts';
import { outputName } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { readPairs } from '../sweep/problem-options.ts';
import { CommandError, EXIT_CODES, type ExitCode, reasonOf, UsageError } from '../usage-error.ts';

export const NEW_OPTIONS = {
  dtype: { type: 'string' },
  set: { type: 'string', multiple: true },
  as: { type: 'string' },
  toml: { type: 'boolean' },
} as const;

const TEXT = '.metal';
const NAME = /^[\w.+-]{1,64}$/;

/** `tilescope new OP [FILE.metal]`: writes a kernel that works, and its descriptor beside it. Replaces no file. */
export async function newCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, NEW_OPTIONS, true);
  const [op, path = `${op}${TEXT}`, ...others] = positionals;
  if (op === undefined || others.length > 0)
    throw new UsageError('new: expected an operation, and perhaps FILE.metal');
  if (!STARTED.includes(op)) throw new UsageError(`new ${op}: expected ${STARTED.join(', ')}`);
  if (extname(path) !== TEXT) throw new UsageError(`new ${op} ${path}: expected a file that ends in ${TEXT}`);
  const name = basename(path, TEXT);
  if (!NAME.test(name))
    throw new UsageError(
      `new ${op} ${path}: expected a name of up to 64 letters, digits, "_", "-", "." and "+"`,
    );
  const host = readHost(values.as ?? 'metal');
  const fields = {
    ...(values.dtype !== undefined && { dtype: values.dtype }),
    ...readPairs(values.set ?? []),
  };
  const started = startKernel(op, fields, name, host);
  if ('issues' in started) throw new UsageError(`new ${op}: ${started.issues.map(describeIssue).join('; ')}`);
  const { descriptor, texts } = started;
  const described = values.toml ? `${stringify(descriptor)}\n` : `${compactJson(descriptor)}\n`;
  const files = { ...texts, [`${name}${values.toml ? '.toml' : '.json'}`]: described };
  const written = Object.entries(files).map(([file, text]) => ({ file: join(dirname(path), file), text }));
  const existing = written.find(({ file }) => existsSync(file));
  if (existing) throw new CommandError(`${existing.file}: there is such a file, and none is replaced`);
  for (const { file, text } of written) await writeNew(file, text);
  const sizes = typeof descriptor.problem === 'object' ? '' : ' --sizes 64,65';
  console.log(`\ntilescope sweep --kernel ${path}${sizes}`);
  return EXIT_CODES.ok;
}

/** What a kernel is written for. Throws UsageError. */
function readHost(text: string): KernelHost {
  const host = KERNEL_HOSTS.find((one) => one === text);
  if (host) return host;
  throw new UsageError(`--as ${text}: expected ${KERNEL_HOSTS.join(', ')}`);
}

/** Throws CommandError, also if there is such a file by now. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw new CommandError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
  console.log(outputName(path));
}
