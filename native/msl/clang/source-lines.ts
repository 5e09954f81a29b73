import { USER_FILE } from '../read/tokens.ts';
import { isLibraryFile } from './diagnostics.ts';
import { findToolchain, programOf, runTool, type Toolchain } from './toolchain.ts';

/** A line of the user's text; `file` is null for the text itself, or the path of an included file. */
export interface SourceLine {
  readonly file: string | null;
  readonly line: number;
}

const FRAME = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/;
const ADDRESS = /^0x[0-9a-f]+$/;

/**
 * Keeps the lines of a library for when its objects are gone. ELF libraries hold them; Mach-O ones only name the
 * objects, so their lines are gathered in a dSYM beside the library, which llvm-addr2line looks into. Without LLVM's
 * dsymutil, findings have no lines.
 */
export async function keepLines(toolchain: Toolchain, library: string): Promise<void> {
  if (!toolchain.triple.includes('-apple-')) return;
  await runTool(programOf(toolchain, 'dsymutil'), [library], '').catch(() => null);
}

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
    programOf(await findToolchain(), 'llvm-addr2line', 'addr2line'),
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
    const name = file.replace(/^\.\//, '');
    found.set(offset, { file: name === USER_FILE ? null : name, line: Number(line) });
  }
  return found;
}
