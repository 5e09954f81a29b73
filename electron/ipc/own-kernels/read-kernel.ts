import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import {
  type DescribedPass,
  describeIssue,
  type KernelDescriptor,
  type OwnKernel,
  ownKernel,
} from '../../../kernels/index.ts';
import type { Result } from '../types.ts';
import { validate } from '../validate.ts';
import { kernelDescriptorSchema } from './descriptor-schema.ts';

/** A kernel file that was read: the kernel, and the name of the file with its text. */
export interface KernelFile {
  readonly kernel: OwnKernel;
  readonly source: string;
}

const TEXT = '.metal';
/** How descriptors are written, by the end of the file's name. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': JSON.parse,
  '.toml': parseToml,
};
const ENDS = Object.keys(PARSERS);

/** A text of this size is no kernel, and would make every run that keeps it large. */
const MAX_TEXT_BYTES = 1_000_000;

/** Files of the project; those of the system are angled. */
const INCLUDE = /^[ \t]*#[ \t]*(?:include|import)[ \t]*"([^"]*)"/m;

/**
 * Reads a kernel from its descriptor, or from its text with the descriptor beside it: FILE.metal with FILE.json or
 * FILE.toml. Nothing is compiled. Fails with READ_FAILED or BAD_KERNEL, which names the file, the place in it, what is
 * there and what was expected.
 */
export function readKernel(path: string): Result<KernelFile> {
  try {
    const file = descriptorOf(path);
    const descriptor = shapeOf(file);
    const source = descriptor.source ?? `${basename(file, extname(file))}${TEXT}`;
    const names = new Set([source, ...descriptor.passes.flatMap(filesOf)]);
    const texts = Object.fromEntries([...names].map((name) => [name, textOf(join(dirname(file), name))]));
    const made = ownKernel(descriptor, texts, source);
    if ('issues' in made) throw new KernelFileError(file, made.issues.map(describeIssue).join('; '));
    return { ok: true, value: { kernel: made.kernel, source } };
  } catch (error) {
    if (!(error instanceof KernelFileError)) throw error;
    return { ok: false, error: { code: error.code, message: error.message } };
  }
}

/** The files that a pass names. */
function filesOf(pass: DescribedPass): string[] {
  const header = 'mlx' in pass ? pass.mlx.header : undefined;
  return [pass.source, header].filter((file) => file !== undefined);
}

class KernelFileError extends Error {
  readonly code: string;

  constructor(file: string, message: string, code = 'BAD_KERNEL') {
    super(`${file}: ${message}`);
    this.code = code;
  }
}

/** The file of the descriptor: the one that is named, or the one beside the text that is. */
function descriptorOf(path: string): string {
  if (ENDS.includes(extname(path))) return path;
  const expected = `a file that ends in ${TEXT}, ${ENDS.join(' or ')}`;
  if (extname(path) !== TEXT) throw new KernelFileError(path, `expected ${expected}`);
  const beside = ENDS.map((end) => `${path.slice(0, -TEXT.length)}${end}`);
  const [first, ...others] = beside.filter((file) => existsSync(file));
  if (first === undefined) {
    const hint = `expected its descriptor beside it, in ${beside.join(' or ')}; tilescope new writes one`;
    throw new KernelFileError(path, hint);
  }
  if (others.length > 0)
    throw new KernelFileError(path, `name its descriptor, of which there are ${beside.join(' and ')}`);
  return first;
}

function shapeOf(file: string): KernelDescriptor {
  let value: unknown;
  const text = read(file);
  try {
    value = PARSERS[extname(file)]?.(text);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new KernelFileError(file, `not ${extname(file).slice(1).toUpperCase()}: ${reason}`);
  }
  const checked = validate(kernelDescriptorSchema, value, 'BAD_KERNEL', file);
  if (checked.ok) return checked.value;
  throw new KernelFileError(file, checked.error.message.slice(`${file}: `.length));
}

/** PyTorch's own, which it puts in their places before it compiles a text. */
const TORCH_INCLUDE = /^[ \t]*#[ \t]*include[ \t]*<((?:c10|ATen|torch)\/[^>]*)>/m;

/** A run keeps what was measured as one text, so it has to be whole. */
function textOf(file: string): string {
  const text = read(file);
  const [, ofTorch] = TORCH_INCLUDE.exec(text) ?? [];
  if (ofTorch !== undefined)
    throw new KernelFileError(
      file,
      `#include <${ofTorch}>: a header of PyTorch's, which is not here; expected what the kernel uses of it in its place`,
    );
  const [, included] = INCLUDE.exec(text) ?? [];
  if (included === undefined) return text;
  throw new KernelFileError(
    file,
    `#include "${included}": expected one whole text, without files of its own`,
  );
}

function read(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KernelFileError(
      file,
      code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`,
      'READ_FAILED',
    );
  }
  if (bytes.length > MAX_TEXT_BYTES)
    throw new KernelFileError(file, `expected at most ${MAX_TEXT_BYTES} bytes`);
  return bytes.toString('utf8');
}
