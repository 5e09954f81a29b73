import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programStarts } from '../bench/program-starts.ts';
import { makeObjects } from './clang/objects.ts';
import { findToolchain } from './clang/toolchain.ts';
import { compileMsl } from './compile.ts';
import { translate } from './translate.ts';
import { MslError, type MslOptions } from './types.ts';

const HEADER = '#include <metal_stdlib>\nusing namespace metal;\n';
const ALONE = 'kernel void k(device float *a, uint i [[thread_position_in_grid]]) { a[i] *= 2; }';
const MEETING = `#define WIDTH 64
kernel void k(device float *a, uint i [[thread_index_in_threadgroup]]) {
  threadgroup float shared[WIDTH];
  shared[i] = a[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  a[i] = shared[WIDTH - 1 - i];
}`;
const PARAMETERS = '#define TWICE(x) ((x) * 2)\n';
/** Long enough for two clangs at a time. */
const LONG = Array.from({ length: 200 }, (_, i) => `inline float f${i}(float v) { return v + ${i}; }\n`).join(
  '',
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tilescope-starts-'));
  // What every library needs, and is made once.
  await Promise.all([compileMsl(ALONE), compileMsl(ALONE, { checks: true })]);
});
afterAll(() => rm(folder, { recursive: true }));

test.each<[what: string, source: string, options: MslOptions, starts: number]>([
  ['one line', ALONE, {}, 2],
  ['one line, with checks', ALONE, { checks: true }, 2],
  ['one line with macros that clang expands', PARAMETERS + ALONE, {}, 3],
  ['lanes that meet', MEETING, {}, 2],
  ['lanes that meet, with checks', MEETING, { checks: true }, 2],
  ['lanes that meet and macros that clang expands', PARAMETERS + MEETING, {}, 3],
  ['lanes that meet in a long text', LONG + MEETING, {}, 3],
  ['lanes that meet in a long text with macros that clang expands', PARAMETERS + LONG + MEETING, {}, 3],
  ['a text that is only checked', `constant int n [[function_constant(0)]];\n${MEETING}`, {}, 1],
])('%s: as few programs are started as can be', async (_what, source, options, starts) => {
  const cold = `${HEADER}${source}\n// ${process.pid} ${Date.now()}`;
  const started = await programStarts(() => compileMsl(cold, options));
  expect(started, started.join('\n')).toHaveLength(starts);
  expect(await programStarts(() => compileMsl(cold, options))).toEqual([]);
});

/** Functions that stay functions, or might: what calls itself is never inlined. */
const SHARED_NAMES = `
struct Pair { float values[40]; float sum() const thread { return values[0] + values[39]; } static int two() { return 2; } };
float outside(float v);
template <typename T> [[clang::noinline]] T larger(T a, T b) { return a < b ? b : a; }
[[clang::noinline]] float outside(float v) { return simd_sum(v); }
constant float table[2] = {1, 2};
kernel void k(device Pair *a, uint i [[thread_index_in_threadgroup]]) {
  Pair copy = a[i];
  const auto add = [&](float v) { return copy.sum() + v; };
  threadgroup_barrier(mem_flags::mem_device);
  a[i].values[1] = add(larger(outside(copy.values[2]), table[i & 1])) + Pair::two();
}`;

test('the two objects of a library give each other nothing but the table of the runtime', async () => {
  const translation = translate(SHARED_NAMES.replace(/^/, '# 1 "program_source"\nusing namespace metal;\n'));
  const variant = { checks: false, plainCopies: false };
  const job = { translation, variant, separately: false, folder };
  const objects = await makeObjects(await findToolchain(), job);
  const [leader, follower] = await Promise.all(objects.map(globalSymbols));
  expect(leader?.toSorted()).toEqual(['msl_kernel_0', 'msl_runtime']);
  expect(follower?.toSorted()).toEqual(['msl_kernel_0_follower']);
});

/** Symbols that a linker can take from an object. */
async function globalSymbols(object: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('nm', ['-g', '-P', object]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return lines.filter(([, type]) => type !== 'U').map(([name = '']) => name.replace(/^_(?=msl_)/, ''));
}

test('an error is reported once, though two objects are compiled', async () => {
  const failure = await compileMsl(`${HEADER}${MEETING.replace('= a[i]', '= nothing + nothing')}`).catch(
    (e) => e,
  );
  expect(failure).toBeInstanceOf(MslError);
  expect((failure as MslError).diagnostics).toMatchObject([
    { line: 6, column: 15, severity: 'error' },
    { line: 6, column: 25, severity: 'error' },
  ]);
});
