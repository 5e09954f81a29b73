import { describe, expect, it } from 'vitest';
import type { DescribedArgument } from '../../../ipc/check-types.ts';
import { SAMPLE_KERNEL, SAMPLE_LIBRARY, SAMPLE_SOURCE } from '../fixture/sample.ts';
import { compactJson } from './compact-json.ts';
import { missingArguments } from './kernel-arguments.ts';
import { readLaunches } from './launch-file.ts';
import { structMembers } from './structs.ts';
import { launchTemplate } from './template.ts';
import { templatesText } from './template-text.ts';

describe('launchTemplate', () => {
  const { launch, notes } = launchTemplate(SAMPLE_KERNEL, SAMPLE_LIBRARY, SAMPLE_SOURCE);

  it('provides every argument', () => {
    expect(missingArguments(SAMPLE_KERNEL, launch)).toEqual([]);
    expect(launch).toEqual({
      kernel: 'sum',
      constants: { 3: { type: 'bool', value: true } },
      buffers: {
        0: { type: 'float', count: 1024, fill: 'random' },
        1: { type: 'uint4', count: 1024, fill: 'zero' },
        2: {
          struct: [
            { name: 'rows', type: 'uint', value: 32 },
            { name: 'columns', type: 'uint', value: 32 },
            { name: 'range[0]', type: 'packed_half2', value: [1, 1] },
            { name: 'range[1]', type: 'packed_half2', value: [1, 1] },
          ],
        },
      },
      threadgroupMemory: { 0: 256 },
      grid: [32, 32, 1],
      threadsPerThreadgroup: [8, 8, 1],
    });
  });

  it('gives tensors two extents, or as many as the text says', () => {
    const argument = (index: number, type: string): DescribedArgument => ({
      ...{ kind: 'buffer', index, type, name: `t${index}`, access: 'read-write', isTensor: true },
    });
    const kernel = {
      ...SAMPLE_KERNEL,
      arguments: [
        argument(0, 'tensor < device half , dextents < int , 1 > , tensor_handle >'),
        argument(1, 'Weights'),
      ],
    };
    expect(launchTemplate(kernel, SAMPLE_LIBRARY, '')).toMatchObject({
      launch: {
        buffers: {
          0: { type: 'half', count: 32, fill: 'zero', tensor: { extents: [32] } },
          1: { type: 'float', count: 1024, tensor: { extents: [32, 32] } },
        },
      },
      notes: ["buffer(1) 't1': unknown elements of Weights, using float"],
    });
  });

  it('notes what it had to guess', () => {
    expect(notes).toEqual(["buffer(1) 'output': unknown size of T, using 16384 bytes of zeros"]);
  });

  it('knows the size of a struct', () => {
    const list = { ...SAMPLE_KERNEL.arguments[0], type: 'device const Sizes *' } as DescribedArgument;
    const kernel = { ...SAMPLE_KERNEL, arguments: [list] };
    expect(launchTemplate(kernel, SAMPLE_LIBRARY, SAMPLE_SOURCE)).toMatchObject({
      launch: { buffers: { 0: { type: 'uchar', count: 16 * 1024, fill: 'zero' } } },
      notes: [],
    });
  });

  it('takes a single whole number for the element count', () => {
    const count = { kind: 'buffer', index: 0, type: 'constant uint &', name: 'n', access: 'read' } as const;
    const kernel = { ...SAMPLE_KERNEL, arguments: [count], maxThreadsPerThreadgroup: null };
    expect(launchTemplate(kernel, SAMPLE_LIBRARY, '').launch).toMatchObject({
      buffers: { 0: { type: 'uint', values: [1024] } },
      grid: [1024, 1, 1],
      threadsPerThreadgroup: [256, 1, 1],
    });
  });

  it('is a valid launch file for one kernel or several', () => {
    for (const kernels of [[SAMPLE_KERNEL], [SAMPLE_KERNEL, { ...SAMPLE_KERNEL, name: 'other' }]]) {
      const { text } = templatesText(kernels, SAMPLE_LIBRARY, SAMPLE_SOURCE);
      expect(readLaunches(text, 'launch.json').map(({ kernel }) => kernel)).toEqual(
        kernels.map(({ name }) => name),
      );
    }
  });
});

describe('structMembers', () => {
  it('reads structs of plain members and skips others', () => {
    const known = structMembers(`
      struct A { const int a; /* struct C { int b; } */ float4 b [[flat]]; };
      typedef struct { uint16_t x, y; } B;
      struct D { A inner; };
      struct E { device float *p; };`);
    expect([...known]).toEqual([
      [
        'A',
        [
          { name: 'a', type: 'int' },
          { name: 'b', type: 'float4' },
        ],
      ],
      [
        'B',
        [
          { name: 'x', type: 'ushort' },
          { name: 'y', type: 'ushort' },
        ],
      ],
    ]);
  });
});

describe('compactJson', () => {
  it('keeps what fits on one line', () => {
    expect(compactJson({ a: [1, 2], b: {} })).toBe('{ "a": [1, 2], "b": {} }');
    const long = { list: Array.from({ length: 3 }, () => ({ text: 'x'.repeat(30) })) };
    expect(JSON.parse(compactJson(long))).toEqual(long);
    expect(compactJson(long).split('\n')).toHaveLength(7);
  });
});
