import { describe, expect, test } from 'vitest';
import { floatWords } from '../../device/metal/float-words.ts';
import { native } from '../../index.ts';
import type { NativePass } from '../../types.ts';
import { execute, fill, HEADER, prepare } from '../harness.ts';
import { devices } from './devices.ts';
import { failure } from './failure.ts';

const POSITIONS = `${HEADER}
kernel void where(device uint *out [[buffer(0)]], constant uint3 &size [[buffer(1)]],
                  uint3 at [[thread_position_in_grid]], uint3 group [[threadgroup_position_in_grid]],
                  uint3 threads [[threads_per_threadgroup]]) {
  uint i = at.x + size.x * (at.y + size.y * at.z);
  out[i] = 1 + group.x + 16 * group.y + 256 * group.z + 4096 * threads.x;
}`;

const STEPS = `${HEADER}
kernel void add(device float *values [[buffer(0)]], constant float &addend [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  values[i] += addend;
}
kernel void reverse(device const float *from [[buffer(0)]], device float *to [[buffer(1)]],
                    threadgroup float *scratch [[threadgroup(0)]], uint i [[thread_index_in_threadgroup]],
                    uint n [[threads_per_threadgroup]]) {
  scratch[n - 1 - i] = from[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  to[i] = scratch[i];
}`;

describe.each(devices)('dispatches on $id', ({ id, maxThreadgroupBytes }) => {
  test.each([
    { gridThreads: undefined, threadgroups: [3, 2, 2], threadsPerThreadgroup: [8, 4, 1], size: [24, 8, 2] },
    { gridThreads: [21, 7, 2], threadgroups: [1, 1, 1], threadsPerThreadgroup: [8, 4, 1], size: [21, 7, 2] },
    { gridThreads: [1, 1, 1], threadgroups: [1, 1, 1], threadsPerThreadgroup: [8, 4, 2], size: [1, 1, 1] },
  ] as const)('a grid of $size threads', async ({ size, ...grid }) => {
    const [width, height, depth] = size;
    const out = new Uint32Array(width * height * depth);
    await execute(POSITIONS, {
      device: id,
      kernel: 'where',
      arguments: [out, { words: [...size, 0] }],
      ...grid,
    });
    const [x, y, z] = grid.threadsPerThreadgroup;
    const expected = Uint32Array.from(out, (_, i) => {
      const at = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)] as const;
      const group = [Math.floor(at[0] / x), Math.floor(at[1] / y), Math.floor(at[2] / z)] as const;
      const threads = Math.min(x, width - group[0] * x);
      return 1 + group[0] + 16 * group[1] + 256 * group[2] + 4096 * threads;
    });
    expect(out).toEqual(expected);
  });

  /** Passes that reverse a row of numbers, add to it and reverse it again; each depends on the one before. */
  async function twoSteps(addend: number) {
    const library = await native.compile(id, STEPS);
    const [add, reverse] = [await native.pipeline(library, 'add'), await native.pipeline(library, 'reverse')];
    const [a, b] = [await native.buffer(id, 256), await native.buffer(id, 256)];
    await native.write(
      a,
      fill(64, (i) => i),
    );
    const shape = { threadgroups: [1, 1, 1], threadsPerThreadgroup: [64, 1, 1] } as const;
    const passes: NativePass[] = [
      {
        pipeline: reverse,
        bindings: [
          { index: 0, buffer: a },
          { index: 1, buffer: b },
          { index: 0, threadgroupBytes: 256 },
        ],
        ...shape,
      },
      {
        pipeline: add,
        bindings: [
          { index: 0, buffer: b },
          { index: 2, words: floatWords(addend) },
        ],
        ...shape,
      },
      {
        pipeline: reverse,
        bindings: [
          { index: 0, buffer: b },
          { index: 1, buffer: a },
          { index: 0, threadgroupBytes: 256 },
        ],
        ...shape,
      },
    ];
    const contents = async () => new Float32Array(await native.read(a));
    return { passes, contents, free: () => [a, b].forEach(native.release) };
  }

  test('each pass sees what the previous one wrote, in every duplicate', async () => {
    const { passes, contents, free } = await twoSteps(0.5);
    const timing = await native.execute(id, passes, { duplicates: 9 });
    expect(await contents()).toEqual(fill(64, (i) => i + 4.5));
    expect(timing.wallNs).toBeGreaterThan(0);
    free();
  });

  test('a rotation distributes the duplicates', async () => {
    const works = [await twoSteps(1), await twoSteps(2), await twoSteps(3)];
    const [first = [], ...rotation] = works.map(({ passes }) => passes);
    await native.execute(id, first, { duplicates: 7, rotation });
    const added = [3, 2 * 2, 2 * 3];
    for (const [i, { contents, free }] of works.entries()) {
      expect(await contents()).toEqual(fill(64, (at) => at + (added[i] ?? 0)));
      free();
    }
  });

  test('GPU time is reported if there is a GPU', async () => {
    const { passes, free } = await twoSteps(1);
    const { gpuNs, wallNs, encoderNs } = await native.execute(id, passes, { duplicates: 3 });
    expect(gpuNs === null).toBe(id === 'cpu');
    expect(encoderNs).not.toBe(0);
    if (gpuNs !== null) expect(gpuNs).toBeLessThanOrEqual(wallNs * 1.01);
    free();
  });

  test.each([
    ['ARGUMENT_MISSING', /"values".*index 0/, { bindings: [{ index: 2, words: [0] }] }],
    ['ARGUMENT_MISSING', /"values".*index 0/, { bindings: [] }],
    ['BAD_GRID', /1025 threads.*limit/, { threadsPerThreadgroup: [1025, 1, 1] }],
    ['BAD_GRID', /along y = 0/, { threadgroups: [1, 0, 1] }],
    ['BAD_GRID', /along z = 0/, { threadsPerThreadgroup: [1, 1, 0] }],
    ['BAD_ARGUMENT', /buffer\(31\)/, { bindings: [{ index: 31, words: [1] }] }],
    ['BAD_ARGUMENT', /1025/, { bindings: [{ index: 2, words: Array.from({ length: 1025 }, () => 0) }] }],
  ] as const)('%s %s is refused', async (code, message, change) => {
    const launch = { kernel: 'add', threadsPerThreadgroup: [32, 1, 1] } as const;
    const addend = { index: 2, words: floatWords(1) };
    const { pass, free } = await prepare(STEPS, { device: id, ...launch, arguments: [fill(32)] });
    const whole = { ...pass, bindings: [...pass.bindings, addend] };
    const error = await failure(native.execute(id, [{ ...whole, ...change }]));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    free();
  });

  test('threadgroup memory is limited', async () => {
    const { passes, free } = await twoSteps(1);
    const [first] = passes;
    if (!first) throw new RangeError('no pass');
    const bindings = [
      ...first.bindings.slice(0, 2),
      { index: 0, threadgroupBytes: maxThreadgroupBytes + 16 },
    ];
    const error = await failure(native.execute(id, [{ ...first, bindings }]));
    expect(error.code).toBe('THREADGROUP_MEMORY_EXCEEDED');
    expect(error.message).toContain(String(maxThreadgroupBytes));
    free();
  });

  test('resources of another device are refused', async () => {
    const { passes, free } = await twoSteps(1);
    for (const other of devices.filter((device) => device.id !== id)) {
      const error = await failure(native.execute(other.id, passes));
      expect(error.code).toBe('BAD_ARGUMENT');
      expect(error.message).toContain(`"${id}"`);
    }
    free();
  });
});
