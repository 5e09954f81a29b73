import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { USER_FILE } from '../read/tokens.ts';
import { isLibraryFile } from './diagnostics.ts';
import { findToolchain, runTool } from './toolchain.ts';

/** A line of the user's text; `file` is null for the text itself, or the path of an included file. */
export interface SourceLine {
  readonly file: string | null;
  readonly line: number;
}

const FRAME = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/;
const ADDRESS = /^0x[0-9a-f]+$/;

/**
 * The user's source lines for addresses in a compiled object, by offset; unknown addresses are omitted. For inlined
 * library functions it is the user's line that called them.
 */
export async function sourceLines(
  object: string,
  offsets: readonly number[],
): Promise<ReadonlyMap<number, SourceLine>> {
  const addresses = [...new Set(offsets)];
  if (addresses.length === 0) return new Map();
  const options = ['-a', '-i', '-e', object];
  const { output } = await runTool(
    await addressTool(),
    options,
    addresses.map((offset) => `0x${offset.toString(16)}\n`).join(''),
  );
  const found = new Map<number, SourceLine>();
  let index = -1;
  for (const text of output.split('\n')) {
    if (ADDRESS.test(text)) index++;
    const [, file = '', line] = FRAME.exec(text) ?? [];
    const offset = addresses[index];
    if (offset === undefined || found.has(offset) || !(Number(line) > 0) || isLibraryFile(file)) continue;
    const own = file.endsWith(USER_FILE);
    found.set(offset, { file: own ? null : file, line: Number(line) });
  }
  return found;
}

/** LLVM's addr2line if it is installed beside clang, otherwise that of the binutils. */
async function addressTool(): Promise<string> {
  const { clang } = await findToolchain();
  const beside = join(dirname(clang), 'llvm-addr2line');
  return existsSync(beside) ? beside : 'addr2line';
}
