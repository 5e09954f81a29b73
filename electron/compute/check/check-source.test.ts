import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { native } from '../../../native/index.ts';
import type { BufferContents, CheckLaunch } from '../../ipc/check-types.ts';
import { bytesOf } from './check-data.ts';
import { checkSource } from './check-source.ts';

const HEADER = '#include <metal_stdlib>\nusing namespace metal;\n';
const DOUBLE = `${HEADER}kernel void twice(device float *x [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  x[i] *= 2;
}`;
const RACE = `${HEADER}kernel void race(device float *x [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  x[0] = i;
}`;
const OPTIONS = { languageVersion: '3.1', defines: {}, includeFolders: [] } as const;
const EIGHT = { type: 'float', count: 8, fill: 'index' } as const;

function check(source: string, launch: CheckLaunch | null) {
  const options = { ...OPTIONS, defines: {}, includeFolders: [] };
  return checkSource(native, { source, options, launch, timeoutMs: 600_000 });
}

function launchOf(kernel: string, change: Partial<CheckLaunch> = {}): CheckLaunch {
  return { kernel, buffers: { 0: EIGHT }, grid: [8], threadsPerThreadgroup: [8], ...change };
}

describe('checkSource', () => {
  it('describes the kernels of a text', async () => {
    const { library, outcome } = await check(DOUBLE, null);
    expect(outcome).toBeNull();
    expect(library).toMatchObject({ kernels: [{ name: 'twice' }], limits: { simdWidth: 32 } });
    expect(library?.kernels[0]?.arguments[0]).toMatchObject({ kind: 'buffer', index: 0, name: 'x' });
  });

  it('reports the messages of the compiler', async () => {
    const { library, diagnostics } = await check(DOUBLE.replace('*= 2', '*= y'), null);
    expect(library).toBeNull();
    expect(diagnostics).toMatchObject([
      { severity: 'error', line: 4, message: expect.stringContaining("'y'") },
    ]);
  });

  it('binds buffers as tensors', async () => {
    const source = `#include <metal_stdlib>
#include <metal_tensor>
using namespace metal;
kernel void facts(tensor<device half, dextents<int, 2>> t [[buffer(0)]], device int *x [[buffer(1)]]) {
  x[0] = t.get_extent(0) * 1000 + t.get_extent(1) * 10 + t.get_stride(1);
}`;
    const launch = (tensor: object | undefined) => ({
      kernel: 'facts',
      buffers: {
        0: { type: 'half', count: 64, fill: 'zero', ...(tensor && { tensor }) } as BufferContents,
        1: { type: 'int', count: 1, fill: 'zero' } as const,
      },
      grid: [1],
      threadsPerThreadgroup: [1],
      expect: { 1: { type: 'int', values: [7088] } },
    });
    const options = { ...OPTIONS, languageVersion: '4.0' as const, defines: {}, includeFolders: [] };
    const run = (tensor?: object) =>
      checkSource(native, { source, options, launch: launch(tensor), timeoutMs: 600_000 });
    const { outcome } = await run({ extents: [7, 8], strides: [1, 8] });
    expect(outcome).toMatchObject({ findings: [], mismatches: [] });
    await expect(run()).rejects.toThrow('argument "t" is a tensor of half with 2 dimensions');
    await expect(run({ extents: [64], element: 'bfloat' })).rejects.toThrow('a tensor of bfloat with 1 dim');
  });

  it('reports a kernel that declares more threadgroup memory than there is', async () => {
    const source = DOUBLE.replace(
      '  x[i] *= 2;',
      '  threadgroup float t[9000];\n  t[i] = x[i];\n  x[i] = t[i];',
    );
    const { library, diagnostics } = await check(source, launchOf('twice'));
    expect(library).toBeNull();
    const message = 'twice declares 36000 bytes of threadgroup memory; the limit is 32768';
    expect(diagnostics).toEqual([{ severity: 'error', file: null, line: 3, column: 13, message }]);
  });

  it('runs a launch, and compares the buffers afterwards', async () => {
    const expected = { type: 'float', values: [0, 2, 4, 6, 8, 10, 12, 14] };
    const right = await check(DOUBLE, launchOf('twice', { expect: { 0: expected } }));
    expect(right.outcome).toMatchObject({ findings: [], mismatches: [] });
    expect(right.outcome?.accesses).toBeGreaterThan(0);
    const wrong = await check(DOUBLE, launchOf('twice', { expect: { 0: { ...EIGHT, fill: 0 } } }));
    expect(wrong.outcome?.mismatches).toMatchObject([
      { buffer: 0, wrong: 7, total: 8, examples: [{ position: 1, expected: 0, found: 2 }, {}, {}, {}] },
    ]);
  });

  it('lays out a struct as the kernel reads it', async () => {
    const source = `${HEADER}
      struct Mixed { uchar a; half3 b; float c; packed_half3 d; uint2 e; bool f; long g; };
      kernel void unpack(constant Mixed &m [[buffer(0)]], device float *out [[buffer(1)]]) {
        out[0] = m.a; out[1] = m.b.z; out[2] = m.c; out[3] = float(half3(m.d).y); out[4] = m.e.y; out[5] = m.f; out[6] = m.g;
      }`;
    const struct = [
      { type: 'uchar', value: 1 },
      { type: 'half3', value: [0, 0, 2] },
      { type: 'float', value: 3 },
      { type: 'packed_half3', value: [0, 4, 0] },
      { type: 'uint2', value: [0, 5] },
      { type: 'bool', value: true },
      { type: 'long', value: -7 },
    ];
    const buffers = { 0: { struct }, 1: { type: 'float', count: 7, fill: 0 } } as const;
    const expect1 = { 1: { type: 'float', values: [1, 2, 3, 4, 5, 1, -7] } };
    const launch = launchOf('unpack', { grid: [1], buffers, expect: expect1 });
    const { outcome, diagnostics } = await check(source, launch);
    expect([diagnostics, outcome?.findings, outcome?.mismatches]).toEqual([[], [], []]);
  });

  it('finds a race, with its line', async () => {
    const { outcome } = await check(RACE, launchOf('race'));
    expect(outcome?.findings).toContainEqual(
      expect.objectContaining({
        kind: 'race',
        access: expect.objectContaining({ line: 4, action: 'write' }),
      }),
    );
  });

  it('gives a kernel what is not finite, and compares it', async () => {
    const source = `${HEADER}constant float limit [[function_constant(0)]];
kernel void keep(device const float *x [[buffer(0)]], device float *y [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  y[i] = i == 3 ? limit : x[i];
}`;
    const values = [1, 'NaN', 'Infinity', 0] as const;
    const launch = launchOf('keep', {
      constants: { 0: { type: 'float', value: '-Infinity' } },
      buffers: { 0: { type: 'float', values: [...values] }, 1: { type: 'float', count: 4, fill: 'NaN' } },
      grid: [4],
      expect: { 1: { type: 'float', values: [1, 'NaN', 'Infinity', '-Infinity'] } },
    });
    const { outcome, diagnostics } = await check(source, launch);
    expect([diagnostics, outcome?.findings, outcome?.mismatches]).toEqual([[], [], []]);
  });

  it('refuses mistakes in the launch file', async () => {
    await expect(check(DOUBLE, launchOf('once'))).rejects.toMatchObject({ code: 'UNKNOWN_KERNEL' });
    const large = { ...EIGHT, count: 9 };
    await expect(check(DOUBLE, launchOf('twice', { expect: { 0: large } }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('36 bytes, but the buffer has 32'),
    });
  });
});

describe('bytesOf', () => {
  const bytes = async (contents: BufferContents) => [...(await bytesOf(contents, 'test'))];
  const words = async (contents: BufferContents) => [
    ...new Uint32Array((await bytesOf(contents, 'test')).slice().buffer),
  ];

  it('lays out elements, with vectors of three padded to four', async () => {
    expect(await words({ type: 'uint3', values: [1, 2, 3, 4, 5, 6] })).toEqual([1, 2, 3, 0, 4, 5, 6, 0]);
    expect(await words({ type: 'packed_uint3', count: 2, fill: 'index' })).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ['half', 1.5, [0x00, 0x3e]],
    ['bfloat', -2, [0x00, 0xc0]],
    ['bfloat', 1.00390625, [0x80, 0x3f]],
    ['bfloat', Number.NaN, [0xc0, 0x7f]],
    ['short', -2, [0xfe, 0xff]],
    ['bool', true, [1]],
    ['long', -1, Array(8).fill(0xff)],
  ])('writes %s %s', async (type, value, expected) => {
    expect(await bytes({ type, values: [value as number] })).toEqual(expected);
  });

  it('aligns the members of a struct', async () => {
    const struct = [
      { type: 'uchar', value: 7 },
      { name: 'size', type: 'uint2', value: [8, 9] },
      { type: 'uint', value: 10 },
    ];
    expect(await words({ struct })).toEqual([7, 0, 8, 9, 10, 0]);
    const short = { struct: [{ name: 'size', type: 'uint2', value: 8 }] };
    await expect(bytes(short)).rejects.toThrow('member size: 1 value, but uint2 has 2');
  });

  it('is random by seed and purpose, and reproducible', async () => {
    const contents = { type: 'float', count: 16, fill: 'random' } as const;
    const first = await bytes(contents);
    expect(await bytes(contents)).toEqual(first);
    expect(await bytes({ ...contents, seed: 2 })).not.toEqual(first);
    expect([...(await bytesOf(contents, 'other'))]).not.toEqual(first);
    const whole = await words({ type: 'uint', count: 64, fill: 'random' });
    expect(Math.max(...whole)).toBeLessThan(128);
    expect(new Set(whole).size).toBeGreaterThan(16);
  });

  it('takes the bytes of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tilescope-check-'));
    const file = join(folder, 'data.bin');
    writeFileSync(file, Uint8Array.of(1, 2, 3));
    expect(await bytes({ file })).toEqual([1, 2, 3]);
    writeFileSync(file, '');
    await expect(bytes({ file })).rejects.toThrow('data.bin is empty');
    rmSync(folder, { recursive: true });
    await expect(bytes({ file })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
