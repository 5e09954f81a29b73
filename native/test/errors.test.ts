import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NativeError, native } from '../index.ts';
import type { NativePass } from '../types.ts';
import { execute, fill, HEADER, type Launch, prepare } from './harness.ts';
import { kernelTable } from './kernel-table.ts';

async function failure(work: Promise<unknown>): Promise<NativeError> {
  const error = await work.then(
    () => new Error('unexpected success'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NativeError);
  return error;
}

const PARAMETERS =
  'device float *out [[buffer(0)]], device int *data [[buffer(1)]], uint i [[thread_index_in_threadgroup]]';

/** `body` begins on line 4 of the text. */
const kernel = (body: string) => `${HEADER}kernel void k(${PARAMETERS}) {\n${body}\n}`;

const LAUNCH: Omit<Launch, 'arguments'> = {
  kernel: 'k',
  threadgroups: [4, 1, 1],
  threadsPerThreadgroup: [64, 1, 1],
};
const buffers = () => [fill(1024), new Uint32Array(1024)];

describe('a faulty kernel fails with a code, and the next one runs', () => {
  const MISBEHAVING = [
    [
      'DIVERGENT_BARRIER',
      'if (i < 40) threadgroup_barrier(mem_flags::mem_none);',
      /40 of 64 .* 24 have finished/,
    ],
    [
      'DIVERGENT_BARRIER',
      'if (i < 40) threadgroup_barrier(mem_flags::mem_none);\nelse threadgroup_barrier(mem_flags::mem_none);',
      /40 of 64 .* 24 are waiting at another/,
    ],
    [
      'OUT_OF_BOUNDS',
      'threadgroup_barrier(mem_flags::mem_none);\nif (i == 7) out[1024] = 1;',
      /thread \(7, 0, 0\).*buffer\(0\)/,
    ],
    ['OUT_OF_BOUNDS', 'out[1024 + i] = 1;', /buffer\(0\), which has 4096 bytes/],
    ['OUT_OF_BOUNDS', 'out[i] = data[1024 + i];', /buffer\(1\)/],
    ['KERNEL_TRAPPED', 'data[i] = 7 / data[i];', /divided/],
    // int3 here; brk, which is every trap on arm64
    ['KERNEL_TRAPPED', '__builtin_debugtrap();', /unreachable/],
  ] as const;
  const NEXT = 'out[i] = i;';
  const kernelOf = kernelTable(
    Object.fromEntries(
      [...MISBEHAVING.map(([, body]) => body), NEXT].map((body) => [body, { parameters: PARAMETERS, body }]),
    ),
  );
  const launch = async (body: string, list: Launch['arguments']) => {
    const { source, kernel } = await kernelOf(body);
    return execute(source, { ...LAUNCH, kernel, arguments: list });
  };

  test.each(MISBEHAVING)('%s: %s', async (code, body, message) => {
    const error = await failure(launch(body, buffers()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);

    const out = fill(1024);
    await launch(NEXT, [out, new Uint32Array(1024)]);
    expect(out[63]).toBe(63);
  });

  // 1000 and 1002 floats end and do not end at a multiple of the alignment, and neither fills whole pages.
  test.each([
    ['start', 1000, -1, /accessed byte -4 of buffer\(1\), which has 4000 bytes/],
    ['end', 1000, 1000, /accessed byte 4000 of buffer\(1\), which has 4000 bytes/],
    ['end', 1002, 1004, /accessed byte 4016 of buffer\(1\), which has 4008 bytes/],
  ] as const)(
    'an access beside a buffer at the %s of its pages faults',
    async (placement, length, index, message) => {
      const source = kernel(`out[i] = data[i == 0 ? ${index} : int(i)];`);
      const list = [fill(1024), new Uint32Array(length)];
      const error = await failure(execute(source, { ...LAUNCH, placement, arguments: list }));
      expect(error.code).toBe('OUT_OF_BOUNDS');
      expect(error.message).toMatch(message);
    },
  );

  test('threadgroup memory of the kernel and of the launch counts together', async () => {
    const source = `${HEADER}kernel void k(device float *out [[buffer(0)]], threadgroup float *more [[threadgroup(0)]], uint i [[thread_index_in_threadgroup]]) { threadgroup float own[6000]; more[i] = own[i] = i; out[i] = more[i]; }`;
    const launch = { ...LAUNCH, arguments: [fill(64)] };
    const { pass, free } = await prepare(source, launch);
    const bindings = [...pass.bindings, { index: 0, threadgroupBytes: 10_000 }];
    const error = await failure(native.execute('cpu', [{ ...pass, bindings }]));
    expect(error.code).toBe('THREADGROUP_MEMORY_EXCEEDED');
    expect(error.message).toContain('32768');
    free();
  });

  test('threadgroup memory that the text alone shows to be too much', async () => {
    const source = kernel('threadgroup float t[5000];\nthreadgroup float u[5000];');
    const error = await failure(native.compile('cpu', source));
    const message = 'k declares 40000 bytes of threadgroup memory; the limit is 32768';
    expect(error).toMatchObject({ code: 'THREADGROUP_MEMORY_EXCEEDED', message });
    expect(error.diagnostics).toEqual([{ severity: 'error', file: null, line: 3, column: 13, message }]);
  });

  test('a divergent barrier is reported with its line', async () => {
    const body = 'out[i] = 1;\nif (i < 3)\n  threadgroup_barrier(mem_flags::mem_none);';
    const error = await failure(execute(kernel(body), { ...LAUNCH, arguments: buffers() }));
    expect(error.diagnostics).toMatchObject([{ severity: 'error', line: 6 }]);
  });

  test('a divergent barrier far to the right of its line is reported with its column', async () => {
    const body = `out[i] = 1;\nif (i < 3)${' '.repeat(300)}threadgroup_barrier(mem_flags::mem_none);`;
    const error = await failure(execute(kernel(body), { ...LAUNCH, arguments: buffers() }));
    expect(error.diagnostics).toMatchObject([{ severity: 'error', line: 5, column: 311 }]);
  });
});

test('a kernel compiled for checks only can be checked but not executed', async () => {
  const { pass, free } = await prepare(kernel('out[i] = data[i];'), { ...LAUNCH, arguments: buffers() });
  const library = await native.compile('cpu', kernel('out[i] = data[i];'));
  const pipeline = await native.pipeline(library, 'k', undefined, { checksOnly: true });
  const passes = [{ ...pass, pipeline, threadgroups: [1, 1, 1] as const }];
  expect((await native.check('cpu', passes)).findings).toEqual([]);
  const error = await failure(native.execute('cpu', passes));
  expect([error.code, error.message]).toEqual([
    'BAD_ARGUMENT',
    expect.stringMatching(/^k was compiled for checks only/),
  ]);
  free();
});

describe('a dispatch is checked before it runs', () => {
  const source = `${HEADER}kernel void scale(device float *values [[buffer(0)]], constant float &factor [[buffer(3)]], threadgroup float *scratch [[threadgroup(1)]], uint i [[thread_position_in_grid]]) { scratch[i % 32] = factor; values[i] *= scratch[i % 32]; }`;

  async function attempt(change: (pass: NativePass) => Partial<NativePass>): Promise<NativeError> {
    const { pass, free } = await prepare(source, {
      kernel: 'scale',
      arguments: [fill(64)],
      threadsPerThreadgroup: [32, 1, 1],
    });
    const whole = {
      ...pass,
      bindings: [...pass.bindings, { index: 3, words: [0] }, { index: 1, threadgroupBytes: 128 }],
    };
    const error = await failure(native.execute('cpu', [{ ...whole, ...change(whole) }]));
    free();
    return error;
  }

  test.each([
    [
      'ARGUMENT_MISSING',
      /"factor".*index 3/,
      (p: NativePass) => ({ bindings: p.bindings.filter(({ index }) => index !== 3) }),
    ],
    ['ARGUMENT_MISSING', /"values".*index 0/, (p: NativePass) => ({ bindings: p.bindings.slice(1) })],
    ['ARGUMENT_MISSING', /"scratch".*index 1/, (p: NativePass) => ({ bindings: p.bindings.slice(0, 2) })],
    ['BAD_GRID', /1025 threads.*1024/, () => ({ threadsPerThreadgroup: [1025, 1, 1] as const })],
    ['BAD_GRID', /along y = 0/, () => ({ threadgroups: [1, 0, 1] as const })],
    ['BAD_GRID', /along z = 0/, () => ({ threadsPerThreadgroup: [1, 1, 0] as const })],
    ['BAD_GRID', /along x/, () => ({ threadgroups: [2 ** 31, 1, 1] as const })],
    [
      'THREADGROUP_MEMORY_EXCEEDED',
      /40000.*32768/,
      (p: NativePass) => ({ bindings: [...p.bindings.slice(0, 2), { index: 1, threadgroupBytes: 40000 }] }),
    ],
    [
      'BAD_ARGUMENT',
      /buffer\(31\)/,
      (p: NativePass) => ({ bindings: [...p.bindings, { index: 31, words: [1] }] }),
    ],
  ] as const)('%s %s', async (code, message, change) => {
    const error = await attempt(change);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('max_total_threads_per_threadgroup sets the limit', async () => {
    const limited = `${HEADER}[[max_total_threads_per_threadgroup(64)]] kernel void k(device float *out [[buffer(0)]]) { out[0] = 1; }`;
    const launch = { kernel: 'k', arguments: [fill(1)], threadsPerThreadgroup: [65, 1, 1] } as const;
    expect((await failure(execute(limited, { ...launch, arguments: [fill(1)] }))).message).toMatch(
      /65 threads.*64/,
    );
  });
});

describe('buffers', () => {
  test.each([0, -1, 1.5, Number.NaN])('a size of %d is refused', async (size) => {
    expect((await failure(native.buffer('cpu', size))).code).toBe('BAD_ARGUMENT');
  });

  test("a size beyond the machine's memory is refused", async () => {
    expect((await failure(native.buffer('cpu', 2 ** 52))).code).toBe('OUT_OF_MEMORY');
  });
});

test('unknown names', async () => {
  expect((await failure(native.buffer('gpu', 16))).code).toBe('UNKNOWN_DEVICE');
  const library = await native.compile('cpu', kernel('out[i] = 1;'));
  const error = await failure(native.pipeline(library, 'missing'));
  expect(error.code).toBe('UNKNOWN_KERNEL');
  expect(error.message).toContain('k');
});

test('an error in an included file is reported in that file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-it\'s an "include"-'));
  await writeFile(join(folder, 'helper.h'), '#pragma once\ninline float f() {\n  return 1 + nothing;\n}\n');
  const source = `${HEADER}#include "helper.h"\nkernel void k(device float *o [[buffer(0)]]) { o[0] = f(); }`;
  const error = await failure(native.compile('cpu', source, { includeFolders: [folder] }));
  expect(error.diagnostics).toMatchObject([{ file: join(folder, 'helper.h'), line: 3, column: 14 }]);
  await rm(folder, { recursive: true });
});
