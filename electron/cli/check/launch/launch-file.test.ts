import { describe, expect, it } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { SAMPLE_KERNEL, SAMPLE_LIBRARY, SAMPLE_SOURCE } from '../fixture/sample.ts';
import {
  findKernel,
  missingArguments,
  rejectUnknownIndices,
  undefinedConstants,
} from './kernel-arguments.ts';
import { readLaunches } from './launch-file.ts';
import { missingText } from './template-text.ts';

const LAUNCH = { kernel: 'sum', grid: [64], threadsPerThreadgroup: [32] };
const FLOATS = { type: 'float', count: 4, fill: 'random' };

const read = (value: unknown) => readLaunches(JSON.stringify(value), 'launch.json');
const withBuffer = (contents: unknown) => ({ ...LAUNCH, buffers: { 0: contents } });

describe('readLaunches', () => {
  it('reads one launch or a list', () => {
    expect(read(LAUNCH)).toMatchObject([LAUNCH]);
    expect(read({ launches: [LAUNCH, withBuffer(FLOATS)] })).toMatchObject([
      LAUNCH,
      { buffers: { 0: FLOATS } },
    ]);
  });

  it.each([
    [{ ...LAUNCH, bufers: {} }, /launch\.json: bufers.*expected one of kernel, constants, buffers/],
    [{ launches: [LAUNCH, { ...LAUNCH, kernel: 7 }] }, /launches\[1\]\.kernel = 7: expected text/],
    [{ ...LAUNCH, grid: undefined }, /either "grid" \(threads\) or "threadgroups"/],
    [{ ...LAUNCH, threadgroups: [2] }, /either "grid" \(threads\) or "threadgroups"/],
    [{ ...LAUNCH, grid: [0] }, /grid\[0\] = 0: expected at least 1/],
    [{ ...LAUNCH, grid: [1, 1, 1, 1] }, /grid.*at most 3 entries/],
    [{ ...LAUNCH, buffers: { 31: FLOATS } }, /buffers\.31.*an index from 0 to 30/],
    [{ ...LAUNCH, threadgroupMemory: { 0: 100 } }, /threadgroupMemory\.0 = 100/],
    [{ ...LAUNCH, expect: { 0: FLOATS } }, /expect\.0.*an index of "buffers": there is none/],
    [withBuffer({ ...FLOATS, type: 'floot' }), /buffers\.0\.type = floot: expected bool, char/],
    [
      withBuffer({ ...FLOATS, fill: 'ones' }),
      /buffers\.0\.fill = ones: .*"random", "zero", "index", a number, NaN, Infinity or -Infinity/,
    ],
    [withBuffer({ type: 'float' }), /buffers\.0 .*\{"type", "count", "fill"\}/],
    [withBuffer({ type: 'float', values: [1], file: 'a' }), /buffers\.0 .*\{"file"\}/],
    [withBuffer({ type: 'float2', values: [1, 2, 3] }), /buffers\.0\.values.*a multiple of 2 numbers/],
    [withBuffer({ struct: [{ type: 'uint', valve: 1 }] }), /struct\[0\]\.valve.*one of name, type, value/],
    [
      withBuffer({ type: 'float', values: [1, 'nan'] }),
      /values\[1\] = nan: expected a number, true, false, NaN, Infinity or -Infinity/,
    ],
    [
      withBuffer({ type: 'int', values: [1, 'NaN'] }),
      /buffers\.0\.values\[1\] = NaN: expected a finite number for int/,
    ],
    [withBuffer({ type: 'uint2', count: 1, fill: 'Infinity' }), /fill = Infinity: .*finite number for uint2/],
    [withBuffer({ struct: [{ type: 'uint', value: '-Infinity' }] }), /struct\[0\]\.value.*finite .* uint/],
    [{ ...LAUNCH, constants: { 0: { type: 'int', value: 'NaN' } } }, /constants\.0\.value.*finite .* int/],
    [withBuffer({ file: 'no-such-file.bin' }), /buffers\.0\.file = no-such-file\.bin/],
  ])('rejects %j', (value, message) => {
    expect(() => read(value)).toThrow(UsageError);
    expect(() => read(value)).toThrow(message);
  });

  it('takes what JSON has no numbers for, with quotes or without', () => {
    const values = '[1, NaN, Infinity, -Infinity, "NaN", "Infinity", "-Infinity"]';
    const text = `{ "kernel": "NaN of Infinity", "grid": [8], "threadsPerThreadgroup": [8],
      "constants": { "0": { "type": "float", "value": -Infinity } },
      "buffers": { "0": { "type": "float", "values": ${values} }, "1": { "type": "half", "count": 2, "fill": NaN } } }`;
    const all = [1, 'NaN', 'Infinity', '-Infinity', 'NaN', 'Infinity', '-Infinity'];
    expect(readLaunches(text, 'launch.json')).toMatchObject([
      {
        kernel: 'NaN of Infinity',
        constants: { 0: { value: '-Infinity' } },
        buffers: { 0: { values: all }, 1: { fill: 'NaN' } },
      },
    ]);
  });

  it('reports invalid JSON', () => {
    expect(() => readLaunches('{', 'launch.json')).toThrow(/launch\.json is not JSON/);
  });
});

describe('kernel arguments', () => {
  it('finds a kernel by name', () => {
    expect(findKernel(SAMPLE_LIBRARY, 'sum', 'kernel')).toBe(SAMPLE_KERNEL);
    expect(() => findKernel(SAMPLE_LIBRARY, 'sun', 'kernel')).toThrow('kernel sun: expected sum');
    const empty = { ...SAMPLE_LIBRARY, kernels: [] };
    expect(() => findKernel(empty, 'sum', 'kernel')).toThrow('the file has no kernels');
  });

  it.each([
    [{ buffers: { 5: FLOATS } }, 'buffers.5: kernel sum expects 0, 1, 2'],
    [{ threadgroupMemory: { 2: 16 } }, 'threadgroupMemory.2: kernel sum expects 0'],
    [{ constants: { 0: { type: 'bool', value: true } } }, 'constants.0: kernel sum expects 3'],
  ])('rejects an index that the kernel does not have: %j', (change, message) => {
    const [launch = LAUNCH] = read({ ...LAUNCH, ...change });
    expect(() => rejectUnknownIndices(SAMPLE_KERNEL, launch, SAMPLE_LIBRARY, 'launch.json')).toThrow(message);
  });

  it('notes function constants without a value', () => {
    const notes = ['constant(3) bool wide has no value; treated as undefined'];
    expect(undefinedConstants(SAMPLE_LIBRARY, LAUNCH)).toEqual(notes);
    const constants = { 3: { type: 'bool', value: false } } as const;
    expect(undefinedConstants(SAMPLE_LIBRARY, { ...LAUNCH, constants })).toEqual([]);
  });

  it('lists missing arguments and completes the launch', () => {
    const [launch = LAUNCH] = read(withBuffer(FLOATS));
    const missing = missingArguments(SAMPLE_KERNEL, launch);
    const text = missingText(
      [{ kernel: SAMPLE_KERNEL, launch, missing }],
      SAMPLE_LIBRARY,
      SAMPLE_SOURCE,
      'l.json',
    );
    const [list = '', example = ''] = text.split('A complete launch file to edit:');
    expect(list.trim().split('\n')).toEqual([
      'l.json: the launch of kernel sum is missing:',
      '  buffer(1)       device T *           output   read-write',
      '  buffer(2)       constant Sizes &     sizes    read',
      '  threadgroup(0)  threadgroup float *  partial',
    ]);
    const [whole] = readLaunches(example, 'l.json');
    expect(whole).toMatchObject(launch);
    expect(missingArguments(SAMPLE_KERNEL, whole ?? LAUNCH)).toEqual([]);
  });
});
