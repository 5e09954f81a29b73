import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileMsl } from '../compile.ts';
import type { CompiledLibrary, MslOptions } from '../types.ts';
import { sourceLines } from './source-lines.ts';
import { findToolchain, searchToolchain, type Toolchain } from './toolchain.ts';

/** Clears, copies, moves and fills, which clang leaves to the C library; a barrier, so that there are two objects. */
const SOURCE = `#include <metal_stdlib>
using namespace metal;
struct Block { float values[200]; };
kernel void copy(device Block *to [[buffer(0)]], device const Block *from [[buffer(1)]],
                 device float *out [[buffer(2)]], constant uint &n [[buffer(3)]],
                 uint i [[thread_position_in_grid]]) {
  Block block = {};
  if (n > 1) block = from[i];
  to[i] = block;
  for (uint k = 0; k < n; k++) out[k] = 1.5f;
  threadgroup_barrier(mem_flags::mem_device);
}
kernel void scale(device float *data [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  float x = data[i]; // READ
  x *= 3;
  data[i + 1] = x; // WRITE
}`;
const lineOf = (mark: string) => 1 + SOURCE.split('\n').findIndex((line) => line.endsWith(`// ${mark}`));

/** Without an SDK; on a Mac by its own linker. */
const LINKER = process.platform === 'darwin' ? [] : ['-fuse-ld=lld'];
const CLEAR = { arm64: '_bzero', x86_64: '___bzero' };
const PROCESSORS = ['arm64', 'x86_64'] as const;

describe.each(PROCESSORS)('a library for macOS on %s', (processor) => {
  let toolchain: Toolchain;
  let library: CompiledLibrary;
  let plain: string;
  let checked: string;
  beforeAll(async () => {
    const { clang } = await findToolchain();
    toolchain = await searchToolchain([clang], ['-target', `${processor}-apple-macosx13.3`, ...LINKER]);
    const compile = (options: MslOptions) => compileMsl(SOURCE, options, toolchain);
    library = await compile({});
    plain = library.object ?? '';
    checked = (await compile({ checks: true })).object ?? '';
  });

  const run = async (program: string, ...parameters: string[]) =>
    (await promisify(execFile)(join(toolchain.programs, program), parameters)).stdout;
  const symbols = async (of: string, which: string) =>
    (await run('llvm-nm', which, '--format=just-symbols', of)).match(/\S+/g) ?? [];

  test('exports its entries and the runtime', async () => {
    const entries = library.kernels.flatMap((kernel) => [
      kernel.symbol,
      kernel.followerSymbol ?? kernel.symbol,
    ]);
    const exported = await symbols(plain, '--extern-only');
    expect(exported).toEqual(expect.arrayContaining([...entries, 'msl_runtime'].map((name) => `_${name}`)));
  });

  test('needs nothing but the C library', async () => {
    const needed = [plain, checked].map((one) => symbols(one, '--undefined-only'));
    const names = [...new Set((await Promise.all(needed)).flat())].sort();
    expect(names).toEqual([CLEAR[processor], '_memcpy', '_memmove', '_memset', '_memset_pattern16']);
    const [, , ...libraries] = (await run('llvm-objdump', '--macho', '--dylibs-used', plain))
      .trim()
      .split('\n');
    expect(libraries).toEqual([expect.stringContaining('/usr/lib/libSystem.B.dylib')]);
  });

  test('finds functions of mathematics when it is loaded', async () => {
    const text = 'kernel void k(device float *out [[buffer(0)]]) { out[0] = exp10(sin(out[1])); }';
    const { object } = await compileMsl(
      `#include <metal_stdlib>\nusing namespace metal;\n${text}`,
      {},
      toolchain,
    );
    const found = await run('llvm-nm', '-m', object ?? '');
    const names = [...found.matchAll(/(\w+) \(dynamically looked up\)/g)].map(([, name]) => name);
    expect(names).toEqual(['___exp10f', '_sinf']); // macOS has no exp10f
  });

  test('is for the macOS asked for, and signed where that is required', async () => {
    const headers = await run('llvm-objdump', '--macho', '--private-headers', plain);
    expect(headers).toMatch(/platform macos\n +sdk 13\.3\n +minos 13\.3\n/);
    if (processor === 'arm64') expect(headers).toContain('LC_CODE_SIGNATURE');
  });

  test.runIf(LINKER.length > 0)("is made by LLVM's linker when the usual one is not there", async () => {
    const compiled = await compileMsl(SOURCE, {}, { ...toolchain, link: ['/no/ld'] });
    expect(await symbols(compiled.object ?? '', '--extern-only')).toContain('_msl_runtime');
  });

  test('with checks knows the lines of its accesses, although its objects are gone', async () => {
    const code = await run('llvm-objdump', '--disassemble', '--no-show-raw-insn', checked);
    const call = /(?:bl|callq)\s.*<_msl_(read|write)>\n\s*([0-9a-f]+):/g;
    const returns = new Map([...code.matchAll(call)].map(([, what, at]) => [what, Number(`0x${at}`)])); // the last
    const [read = 0, write = 0] = [returns.get('read'), returns.get('write')];
    const lines = await sourceLines(checked, [read - 1, write - 1]);
    expect(lines.get(read - 1)).toEqual({ file: null, line: lineOf('READ') });
    expect(lines.get(write - 1)).toEqual({ file: null, line: lineOf('WRITE') });
  });
});
