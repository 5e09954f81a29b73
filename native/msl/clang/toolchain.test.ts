import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clangCandidates, runTool, searchToolchain } from './toolchain.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tilescope-toolchain-'));
  vi.stubEnv('PATH', join(root, 'usr/bin'));
  addClang('usr/bin/clang', 'Apple clang version 17.0.0 (clang-1700.0.13.5)');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** A clang that says what the real one does of its version and of its front end's parameters. */
function addClang(path: string, version: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const said = `${version}\n "${file}" "-cc1" "-triple" "arm64-apple-macosx15.0.0" "-target-cpu" "apple-m1"`;
  writeFileSync(file, `#!/bin/sh\necho '${said}' >&2\n`);
  chmodSync(file, 0o755);
  return file;
}

const search = () =>
  searchToolchain(clangCandidates(['opt/homebrew/opt', 'usr/local/opt'].map((prefix) => join(root, prefix))));

it.each(['opt/homebrew/opt', 'usr/local/opt'])("finds Homebrew's clang under /%s", async (prefix) => {
  const newer = addClang(`${prefix}/llvm@21/bin/clang`, 'Homebrew clang version 21.1.0');
  const expected = {
    version: 'Homebrew clang version 21.1.0',
    cpu: 'apple-m1',
    triple: 'arm64-apple-macosx15.0.0',
    link: null,
  };
  expect(await search()).toEqual({ clang: newer, programs: dirname(newer), ...expected });
  const tested = addClang(`${prefix}/llvm@19/bin/clang`, 'Homebrew clang version 19.1.7');
  expect(await search()).toMatchObject({ clang: tested });
  addClang('usr/bin/clang-19', 'clang version 19.1.7');
  expect(await search()).toMatchObject({ clang: 'clang-19' });
});

it('knows where the programs are that came with clang', async () => {
  const clang = addClang('usr/bin/clang-19', 'clang version 19.1.7\nInstalledDir: /usr/lib/llvm-19/bin');
  expect(await searchToolchain([clang])).toMatchObject({ programs: '/usr/lib/llvm-19/bin' });
});

it("takes neither Apple's clang nor an old one", async () => {
  addClang('opt/homebrew/opt/llvm/bin/clang', 'Homebrew clang version 15.0.7');
  await expect(search()).rejects.toMatchObject({
    code: 'NO_COMPILER',
    message: expect.stringContaining('brew install llvm@19'),
  });
});

it.each(['INT', 'QUIT', 'HUP'])('a program that SIG%s of a terminal ends is run again', async (signal) => {
  const script = `read word; [ -e ended ] || { touch ended; kill -${signal} $$; }; echo "$word"`;
  expect(await runTool('/bin/sh', ['-c', `cd '${root}'; PATH=/usr/bin:/bin; ${script}`], 'again')).toEqual({
    ok: true,
    output: 'again\n',
    errors: '',
  });
});
