import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import type { z } from 'zod';
import {
  type CustomDefinition,
  type DescribedPass,
  describeIssue,
  type KernelDescriptor,
  MAX_DEFINITION_CHARACTERS,
  type OwnKernel,
  operationOf,
  ownKernel,
  type TrustedKernel,
} from '../../../kernels/index.ts';
import type { Result } from '../types.ts';
import { validate } from '../validate.ts';
import { customDefinitionSchema } from './definition-schema.ts';
import { kernelDescriptorSchema } from './descriptor-schema.ts';

/** A kernel file that was read: the kernel, and the name of the file with its text. */
export interface KernelFile {
  readonly kernel: OwnKernel;
  readonly source: string;
}

/** Where files are read from. Reading throws as node:fs does; what has no error code is thrown on. */
export interface Files {
  exists(path: string): boolean;
  read(path: string): Buffer;
}

const DISK: Files = { exists: existsSync, read: (path) => readFileSync(path) };

const TEXT = '.metal';
/** How descriptors are written, by the end of the file's name. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': JSON.parse,
  '.toml': parseToml,
};
const ENDS = Object.keys(PARSERS);

/** A text of this size is no kernel, and would make every run that keeps it large. */
export const MAX_TEXT_BYTES = 1_000_000;

/** Files of the project; those of the system are angled. */
const INCLUDE = /^[ \t]*#[ \t]*(?:include|import)[ \t]*"([^"]*)"/m;

/**
 * Reads a kernel from its descriptor, or from its text with the descriptor beside it: FILE.metal with FILE.json or
 * FILE.toml. Nothing is compiled. Fails with READ_FAILED or BAD_KERNEL, which names the file, the place in it, what is
 * there and what was expected.
 */
export function readKernel(path: string, files: Files = DISK): Result<KernelFile> {
  try {
    const file = descriptorOf(path, files);
    const written = shapeOf(file, kernelDescriptorSchema, files);
    const { problem, ...rest } = written;
    const descriptor =
      problem === undefined ? rest : { ...written, problem: problemOf(problem, file, files) };
    const { source, texts } = textsOf(descriptor, file, files);
    const made = ownKernel(descriptor, texts, source);
    if ('issues' in made) throw new KernelFileError(file, made.issues.map(describeIssue).join('; '));
    return { ok: true, value: { kernel: made.kernel, source } };
  } catch (error) {
    if (!(error instanceof KernelFileError)) throw error;
    return { ok: false, error: { code: error.code, message: error.message } };
  }
}

class KernelFileError extends Error {
  readonly code: string;

  constructor(file: string, message: string, code = 'BAD_KERNEL') {
    super(`${file}: ${message}`);
    this.code = code;
  }
}

/** The file of the descriptor: the one that is named, or the one beside the text that is. */
function descriptorOf(path: string, files: Files): string {
  if (ENDS.includes(extname(path))) return path;
  const expected = `a file that ends in ${TEXT}, ${ENDS.join(' or ')}`;
  if (extname(path) !== TEXT) throw new KernelFileError(path, `expected ${expected}`);
  const beside = ENDS.map((end) => `${path.slice(0, -TEXT.length)}${end}`);
  const [first, ...others] = beside.filter((file) => files.exists(file));
  if (first === undefined) {
    const hint = `expected its descriptor beside it, in ${beside.join(' or ')}; tilescope new writes one`;
    throw new KernelFileError(path, hint);
  }
  if (others.length > 0)
    throw new KernelFileError(path, `name its descriptor, of which there are ${beside.join(' and ')}`);
  return first;
}

/** The problem of a kernel's own, which may be in a file beside the descriptor, with the kernel that it trusts. */
function problemOf(problem: CustomDefinition | string, descriptor: string, files: Files): CustomDefinition {
  const file = typeof problem === 'string' ? join(dirname(descriptor), problem) : descriptor;
  const definition = typeof problem === 'string' ? shapeOf(file, customDefinitionSchema, files) : problem;
  const whole = {
    ...definition,
    ...(definition.trusted && { trusted: trustedOf(definition.trusted, file, files) }),
  };
  if (operationOf({ problem: whole }).length <= MAX_DEFINITION_CHARACTERS) return whole;
  const expected = `expected at most ${MAX_DEFINITION_CHARACTERS} characters of JSON`;
  throw new KernelFileError(file, `the problem, with the kernel that it trusts: ${expected}`);
}

/** A kernel that is trusted solves the problem that names it, whatever its own descriptor says it solves. */
function trustedOf(trusted: TrustedKernel | string, definition: string, files: Files): TrustedKernel {
  if (typeof trusted !== 'string') return trusted;
  const file = join(dirname(definition), trusted);
  const {
    op: _op,
    problem: _problem,
    $schema: _,
    ...descriptor
  } = shapeOf(file, kernelDescriptorSchema, files);
  return { descriptor, ...textsOf(descriptor, file, files) };
}

/** The texts of a descriptor, and the name of the one that passes have which name none. */
function textsOf(
  { source: named, passes }: KernelDescriptor,
  file: string,
  files: Files,
): Pick<TrustedKernel, 'source' | 'texts'> {
  const source = named ?? `${basename(file, extname(file))}${TEXT}`;
  const names = new Set([source, ...passes.flatMap(filesOf)]);
  return {
    texts: Object.fromEntries([...names].map((name) => [name, textOf(join(dirname(file), name), files)])),
    source,
  };
}

/** The files that a pass names. */
function filesOf(pass: DescribedPass): string[] {
  const header = 'mlx' in pass ? pass.mlx.header : undefined;
  return [pass.source, header].filter((file) => file !== undefined);
}

function shapeOf<T>(file: string, schema: z.ZodType<T>, files: Files): T {
  let value: unknown;
  const text = read(file, files);
  try {
    value = PARSERS[extname(file)]?.(text);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new KernelFileError(file, `not ${extname(file).slice(1).toUpperCase()}: ${reason}`);
  }
  const checked = validate(schema, value, 'BAD_KERNEL', file);
  if (checked.ok) return checked.value;
  throw new KernelFileError(file, checked.error.message.slice(`${file}: `.length));
}

/** PyTorch's own, which it puts in their places before it compiles a text. */
const TORCH_INCLUDE = /^[ \t]*#[ \t]*include[ \t]*<((?:c10|ATen|torch)\/[^>]*)>/m;

/** A run keeps what was measured as one text, so it has to be whole. */
function textOf(file: string, files: Files): string {
  const text = read(file, files);
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

function read(file: string, files: Files): string {
  let bytes: Buffer;
  try {
    bytes = files.read(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
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
