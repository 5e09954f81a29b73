import * as z from 'zod';
import {
  type Files,
  type KernelFile,
  MAX_TEXT_BYTES,
  readKernel,
} from '../../ipc/own-kernels/read-kernel.ts';
import { UsageError } from '../usage-error.ts';
import type { Root } from './root.ts';

const LONGEST_PATH = 1000;
const MAX_DESCRIPTOR_BYTES = 200_000;

const DESCRIPTOR =
  `Which problems the kernel solves and how it is launched, for example {"name": "mine", "op": "gemm",
"supports": {"dtype": ["f32"]}, "passes": [{"kernel": "product", "buffers": {"0": "A", "1": "B", "2": "C", "3": {"type":
"uint3", "value": ["m", "n", "k"]}}, "grid": ["n", "m"], "threadsPerThreadgroup": [8, 8]}]}. Numbers may be expressions
over the extents. The tool show with only "op" gives a kernel and a descriptor that work.`.replaceAll(
    '\n',
    ' ',
  );

/** How a tool is given MSL. */
export const textShape = {
  file: z
    .string()
    .min(1)
    .max(LONGEST_PATH)
    .optional()
    .describe('A file below the root of this server; or give "text"'),
  text: z.string().min(1).max(MAX_TEXT_BYTES).optional().describe('The MSL itself, in place of "file"'),
};

/** How a tool is given a kernel. */
export const kernelShape = {
  file: textShape.file.describe(
    'A kernel below the root of this server: FILE.metal with its descriptor beside it (FILE.json or FILE.toml), or the descriptor; or give "text" and "descriptor"',
  ),
  text: textShape.text,
  descriptor: z.record(z.string(), z.unknown()).optional().describe(DESCRIPTOR),
};

export interface KernelArgument {
  readonly file?: string;
  readonly text?: string;
  readonly descriptor?: Readonly<Record<string, unknown>>;
}

/** The kernel that is given. Throws UsageError. */
export function readKernelArgument({ file, text, descriptor }: KernelArgument, root: Root): KernelFile {
  if (file !== undefined) {
    if (text !== undefined || descriptor !== undefined)
      throw new UsageError('file: expected neither "text" nor "descriptor" beside it');
    root.file(file, MAX_TEXT_BYTES); // one outside is refused whatever its name
    return unwrap(readKernel(file, below(root)));
  }
  if (text === undefined || descriptor === undefined)
    throw new UsageError('expected "file", or "text" and "descriptor"');
  return unwrap(readKernel('descriptor.json', given(text, descriptor)));
}

/** The MSL that is given, and a name for it. Throws UsageError. */
export function readText({ file, text }: KernelArgument, root: Root): { name: string; text: string } {
  if ((file === undefined) === (text === undefined)) throw new UsageError('expected either "file" or "text"');
  if (file === undefined) return { name: 'text', text: checked('text', text as string) };
  return { name: file, text: checked(file, root.read(file, MAX_TEXT_BYTES).toString('utf8')) };
}

/** Files below the root. */
function below(root: Root): Files {
  return {
    exists: (path) => root.has(path),
    read: (path) => {
      const bytes = root.read(path, MAX_TEXT_BYTES);
      if (path.endsWith('.metal')) checked(path, bytes.toString('utf8'));
      return bytes;
    },
  };
}

/** The text and its descriptor as if they were files. */
function given(text: string, descriptor: Readonly<Record<string, unknown>>): Files {
  const described = Buffer.from(JSON.stringify(descriptor));
  if (described.length > MAX_DESCRIPTOR_BYTES)
    throw new UsageError(`descriptor: expected at most ${MAX_DESCRIPTOR_BYTES} bytes of JSON`);
  const source = Buffer.from(checked('text', text));
  const name = typeof descriptor.source === 'string' ? descriptor.source : 'descriptor.metal';
  const files: Readonly<Record<string, Buffer>> = { 'descriptor.json': described, [name]: source };
  return {
    exists: (path) => Object.hasOwn(files, path),
    read: (path) => {
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      if (file) return file;
      throw new UsageError(`${path}: a kernel of several texts is expected as "file"`);
    },
  };
}

/** The preprocessor's words by which a text takes in files, however they are spaced; a comment may hide one. */
const TAKES_IN =
  /(?:#|%:)\s*(?:(include(?:_next)?\b|import\b|embed\b)|\/\*)([^\n]*)|\b__has_(?:include(?:_next)?|embed)\b/g;
/** A header of Metal's. */
const HEADER = /^\s*<[a-z]\w*(?:\/\w+)*(?:\.h)?>/i;

/** Throws UsageError for a text that would read other files than Metal's headers. */
function checked(name: string, text: string): string {
  const spliced = text.replace(/\\[ \t]*\r?\n/g, '');
  for (const [found, word, rest = ''] of spliced.matchAll(TAKES_IN)) {
    if (word?.startsWith('i') && HEADER.test(rest)) continue;
    throw new UsageError(
      `${name}: ${found.trim().slice(0, 80)}: expected one whole text that includes no files but Metal's headers`,
    );
  }
  return text;
}

function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (result.ok) return result.value;
  throw new UsageError(result.error.message);
}
