import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MslError } from '../types.ts';
import { link } from './link.ts';
import { linkCommand, linkParameters } from './link-command.ts';
import { findToolchain, runClang, type Toolchain } from './toolchain.ts';

const COMPILE = ' "/usr/bin/clang" "-cc1" "-o" "/tmp/null-1a2b3c.o" "-x" "c" "/dev/null"';
const MAC = ['-dylib', '-arch', 'arm64', '-platform_version', 'macos', '15.0.0', '15.0.0', '-o', 'k.so'];
const LIB_SYSTEM = expect.stringMatching(/\/libSystem\.tbd$/);

interface Described {
  readonly triple: string;
  readonly line: string;
  readonly command: readonly unknown[];
}

const DESCRIPTIONS: Readonly<Record<string, Described>> = {
  'on Linux': {
    triple: 'x86_64-pc-linux-gnu',
    line: ' "/usr/bin/ld" "-shared" "-o" "LIBRARY" "-L/A \\"B\\" \\\\C" "/tmp/null-1a2b3c.o" "-lgcc"',
    command: ['/usr/bin/ld', '-shared', '-o', 'k.so', '-L/A "B" \\C', 'a.o', 'b.o', '-lgcc'],
  },
  'on macOS, where the SDK may be missing': {
    triple: 'arm64-apple-macosx15.0.0',
    line: ' "/usr/bin/ld" "-dylib" "-syslibroot" "/no/sdk" "-o" "LIBRARY" "/var/x/T/null-9f.o" "-lSystem"',
    command: ['/usr/bin/ld', ...MAC, 'a.o', 'b.o', '-undefined', 'dynamic_lookup', LIB_SYSTEM],
  },
};

test.each(Object.entries(DESCRIPTIONS))(
  'what clang says of its linker is read %s',
  (_where, { triple, line, command }) => {
    const found = linkCommand(triple, `clang version 19.1.7\nTarget: any\n${COMPILE}\n${line}\n`);
    expect(found && linkParameters(found, ['a.o', 'b.o'], 'k.so')).toEqual(command);
  },
);

test.each(Object.values(DESCRIPTIONS))('a description without a linker has no command: $triple', (one) => {
  expect(linkCommand(one.triple, `clang version 19.1.7\n${COMPILE}\n`)).toBeNull();
});

let folder: string;
let object: string;
let toolchain: Toolchain;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tilescope-link-'));
  object = join(folder, 'a.o');
  toolchain = await findToolchain();
  await runClang(toolchain, ['-c', '-fPIC', '-x', 'c', '-o', object, '-'], 'int a(void) { return 1; }');
});
afterAll(() => rm(folder, { recursive: true }));

const LINKERS = {
  'the usual linker': undefined,
  'no linker to be seen': null,
  'a linker that is not there': ['/no/ld'],
};

test.each(Object.entries(LINKERS))('with %s a library is made', async (name, command) => {
  const library = join(folder, `${name}.so`);
  await link(command === undefined ? toolchain : { ...toolchain, link: command }, [object], library);
  expect(existsSync(library)).toBe(true);
});

test('what no linker takes is refused', async () => {
  const refusal = await link(toolchain, [join(folder, 'missing.o')], join(folder, 'x.so')).catch((e) => e);
  expect(refusal).toBeInstanceOf(MslError);
  expect(refusal.message).toContain('missing.o');
});

test('what the usual linker says is told when the other one is not there', async () => {
  const usual = { ...toolchain, clang: 'false', link: ['sh', '-c', 'echo unusual >&2; false'] };
  await expect(link(usual, [object], join(folder, 'x.so'))).rejects.toThrow('unusual');
});
