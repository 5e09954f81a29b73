import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { programStarts } from '../bench/program-starts.ts';
import { makeObjects } from './clang/objects.ts';
import { findToolchain } from './clang/toolchain.ts';
import { compileMsl } from './compile.ts';
import { translate } from './translate.ts';
import { MslError, type MslOptions } from './types.ts';

const machine = vi.hoisted(() => ({ load: 0 }));
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  loadavg: () => [machine.load, machine.load, machine.load],
}));

const HEADER = '#include <metal_stdlib>\nusing namespace metal;\n';
const ALONE = 'kernel void k(device float *a, uint i [[thread_position_in_grid]]) { a[i] *= 2; }';
const MEETING = `#define WIDTH 64
kernel void k(device float *a, uint i [[thread_index_in_threadgroup]]) {
  threadgroup float shared[WIDTH];
  shared[i] = a[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  a[i] = shared[WIDTH - 1 - i];
}`;
/** Only clang's preprocessor expands this. */
const MACRO = '#define TWICE(x) ((x) * 2)\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tilescope-objects-'));
  // The precompiled headers are made once for all texts.
  await Promise.all([compileMsl(ALONE), compileMsl(ALONE, { checks: true })]);
});
afterAll(() => rm(folder, { recursive: true }));

const LONG = Array.from({ length: 100 }, (_, i) => `float f${i}(float v) { return v + ${i}; }\n`).join('');
const CHECKS = { checks: true };
const STARTS: readonly [what: string, source: string, options: MslOptions, idle: number, busy: number][] = [
  ['one line', ALONE, {}, 2, 2],
  ['one line, with checks', ALONE, CHECKS, 3, 3],
  ['one line and a macro with parameters', MACRO + ALONE, {}, 3, 3],
  ['lanes that meet', MEETING, {}, 3, 2],
  ['lanes that meet, with checks', MEETING, CHECKS, 3, 3],
  ['lanes that meet and a macro with parameters', MACRO + MEETING, {}, 3, 3],
  ['lanes that meet in a long text', LONG + MEETING, {}, 3, 3],
  ['lanes that meet in a long text and a macro with parameters', MACRO + LONG + MEETING, {}, 3, 3],
  ['a text that is only checked', `constant int n [[function_constant(0)]];\n${MEETING}`, {}, 1, 1],
];

describe.each([
  ['an idle machine', 0],
  ['a busy machine', 1000],
])('on %s few programs are started', (_which, load) => {
  test.each(STARTS)('%s', async (_what, source, options, idle, busy) => {
    machine.load = load;
    const cold = `${HEADER}${source}\n// ${process.pid} ${performance.now()}`;
    const started = await programStarts(() => compileMsl(cold, options));
    expect(started, started.join('\n')).toHaveLength(load > 0 ? busy : idle);
    expect(await programStarts(() => compileMsl(cold, options))).toEqual([]);
  });

  test('an error is reported once, though two objects are compiled', async () => {
    machine.load = load;
    const wrong = MEETING.replace('= a[i]', '= nothing + nothing');
    const failure = await compileMsl(HEADER + wrong).catch((error) => error);
    expect(failure).toBeInstanceOf(MslError);
    expect((failure as MslError).diagnostics).toMatchObject([
      { line: 6, column: 15, severity: 'error' },
      { line: 6, column: 25, severity: 'error' },
    ]);
  });
});

/** Functions that stay functions, members, templates, lambdas and constants. */
const SHARED_NAMES = `# 1 "program_source"
using namespace metal;
struct Pair {
  float values[40];
  float sum() const thread { return values[0] + values[39]; }
  static int two() { return 2; }
};
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

test.each([true, false])(
  'the objects of a library share only the table of the runtime',
  async (separately) => {
    const job = { translation: translate(SHARED_NAMES), checks: false, separately, folder };
    const { objects } = await makeObjects(await findToolchain(), job);
    const [leader, follower] = await Promise.all(objects.map(definedSymbols));
    expect(leader).toEqual(['msl_kernel_0', 'msl_runtime']);
    expect(follower).toEqual(['msl_kernel_0_follower']);
  },
);

/** Symbols of an object that others can refer to. */
async function definedSymbols(object: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('nm', ['-g', '-P', object]);
  const symbols = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const defined = symbols.filter(([, type]) => type !== 'U').map(([name = '']) => name);
  return defined.map((name) => name.replace(/^_(?=msl_)/, '')).toSorted();
}
