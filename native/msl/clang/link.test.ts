import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MslError } from '../types.ts';
import { link } from './link.ts';
import { linkParameters, parseLinkCommand } from './link-command.ts';
import { findToolchain, runClang, type Toolchain } from './toolchain.ts';

const COMPILE = ' "/usr/bin/clang" "-cc1" "-o" "/tmp/null-1a2b3c.o" "-x" "c" "/dev/null"';
const DESCRIPTIONS: Readonly<Record<string, [line: string, command: readonly string[]]>> = {
  'on Linux': [
    ' "/usr/bin/ld" "-shared" "-o" "LIBRARY" "-L/usr/lib" "/tmp/null-1a2b3c.o" "-lgcc"',
    ['/usr/bin/ld', '-shared', '-o', 'k.so', '-L/usr/lib', 'a.o', 'b.o', '-lgcc'],
  ],
  'on macOS': [
    ' "/usr/bin/ld" "-dylib" "-syslibroot" "/A \\"B\\" \\\\C" "-o" "LIBRARY" "/var/x/T/null-9f.o" "-lSystem"',
    ['/usr/bin/ld', '-dylib', '-syslibroot', '/A "B" \\C', '-o', 'k.so', 'a.o', 'b.o', '-lSystem'],
  ],
};

test.each(Object.entries(DESCRIPTIONS))(
  'what clang says of its linker is read %s',
  (_where, [line, expected]) => {
    const command = parseLinkCommand(`clang version 19.1.7\nTarget: any\n${COMPILE}\n${line}\n`);
    expect(command && linkParameters(command, ['a.o', 'b.o'], 'k.so')).toEqual(expected);
  },
);

test('a description without a linker has no command', () => {
  expect(parseLinkCommand(`clang version 19.1.7\n${COMPILE}\n`)).toBeNull();
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
