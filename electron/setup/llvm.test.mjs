import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLlvm } from './llvm.mjs';

let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tilescope-llvm-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Looks on a machine that has these programs, each with what it says of its version. */
function findOn(programs, tools = ['clang'], accepts = (version) => version >= 16) {
  for (const [name, version] of Object.entries(programs)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho '${version}'\n`);
    chmodSync(file, 0o755);
  }
  const homebrew = [join(root, 'opt/homebrew/opt'), join(root, 'usr/local/opt')];
  const found = findLlvm(tools, accepts, {
    path: [join(root, 'usr/bin'), join(root, 'bin')].join(':'),
    homebrew,
  });
  return found?.map((program) => program.slice(root.length + 1));
}

const APPLE = { 'usr/bin/clang': 'Apple clang version 17.0.0 (clang-1700.0.13.5)' };
const at = (version) => `Homebrew clang version ${version}.1.7`;

describe.each([
  ['Apple silicon', 'opt/homebrew/opt'],
  ['Intel', 'usr/local/opt'],
])('a Mac with %s', (_, prefix) => {
  it.each(['llvm@19', 'llvm@20', 'llvm@21'])("finds clang in Homebrew's %s", (keg) => {
    const clang = `${prefix}/${keg}/bin/clang`;
    expect(findOn({ ...APPLE, [clang]: at(keg.slice(-2)) })).toEqual([clang]);
  });

  it('prefers llvm@19 to llvm, and llvm to newer kegs', () => {
    const kegs = { [`${prefix}/llvm@21/bin/clang`]: at(21), [`${prefix}/llvm/bin/clang`]: at(22) };
    expect(findOn({ ...APPLE, ...kegs })).toEqual([`${prefix}/llvm/bin/clang`]);
    expect(findOn({ [`${prefix}/llvm@19/bin/clang`]: at(19) })).toEqual([`${prefix}/llvm@19/bin/clang`]);
  });

  it('finds clang-format of one version only', () => {
    const format = (keg, version) => ({
      [`${prefix}/${keg}/bin/clang-format`]: `Homebrew clang-format version ${version}.1.0`,
    });
    const find = (programs) => findOn(programs, ['clang-format'], (version) => version === 19);
    expect(find(format('llvm', 21))).toBeUndefined();
    expect(find(format('llvm@20', 20))).toBeUndefined();
    expect(find(format('llvm@19', 19))).toEqual([`${prefix}/llvm@19/bin/clang-format`]);
  });
});

it("does not take Apple's clang, nor an old one", () => {
  expect(findOn(APPLE)).toBeUndefined();
  expect(findOn({ 'usr/bin/clang': 'Debian clang version 14.0.6' })).toBeUndefined();
  expect(findOn({ 'usr/bin/clang': 'clang version 20.1.8 (Fedora 20.1.8)' })).toEqual(['usr/bin/clang']);
});

it('prefers versioned names on the path, the tested version first', () => {
  const keg = { 'opt/homebrew/opt/llvm@19/bin/clang': at(19) };
  expect(findOn({ ...keg, 'bin/clang-20': '', 'bin/clang': '' })).toEqual(['bin/clang-20']);
  expect(findOn({ 'bin/clang-19': '' })).toEqual(['bin/clang-19']);
});

it('takes tools that belong together from one place', () => {
  const tools = ['clang', 'ld.lld'];
  const newer = { 'usr/bin/clang-20': '', 'usr/bin/ld.lld-20': '' };
  expect(findOn({ 'usr/bin/clang-19': '', ...newer }, tools)).toEqual(Object.keys(newer));
  const plain = {
    'bin/clang': 'clang version 18.1.3',
    'bin/ld.lld': 'Ubuntu LLD 18.1.3 (compatible with GNU linkers)',
  };
  rmSync(join(root, 'usr/bin'), { recursive: true });
  expect(findOn(plain, tools)).toEqual(Object.keys(plain));
});
