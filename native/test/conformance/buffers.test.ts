import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { execute, fill, HEADER, prepare } from '../harness.ts';
import { devices } from './devices.ts';
import { failure } from './failure.ts';

const DOUBLE = `${HEADER}kernel void k(device float *values [[buffer(0)]], uint i [[thread_position_in_grid]]) { values[i] *= 2; }`;

const cells = devices.flatMap(({ id }) =>
  (['shared', 'private'] as const).map((storage) => ({ id, storage })),
);

describe.each(cells)('$storage buffers on $id', ({ id, storage }) => {
  test('are zero at first and hold what is written', async () => {
    const buffer = await native.buffer(id, 1000, { storage });
    expect(buffer.sizeBytes).toBe(1000);
    expect(new Uint8Array(await native.read(buffer))).toEqual(new Uint8Array(1000));
    const data = Float32Array.of(1, 2);
    const written = native.write(buffer, data, 8);
    data.fill(7); // write() has copied
    await written;
    expect([...new Float32Array(await native.read(buffer, 0, 20))]).toEqual([0, 0, 1, 2, 0]);
    expect((await native.read(buffer, 1000)).byteLength).toBe(0);
    native.release(buffer);
  });

  test('transfers begin and end at any byte', async () => {
    const expected = new Uint8Array(23);
    const buffer = await native.buffer(id, expected.length, { storage });
    for (const [offset, length] of [
      [0, 23],
      [5, 2],
      [1, 1],
      [6, 11],
      [22, 1],
    ] as const) {
      const data = Uint8Array.from({ length }, (_, i) => 100 * offset + i);
      await native.write(buffer, data, offset);
      expected.set(data, offset);
      expect(new Uint8Array(await native.read(buffer))).toEqual(expected);
      expect(new Uint8Array(await native.read(buffer, offset, length))).toEqual(data);
    }
    native.release(buffer);
  });

  test('transfers outside of a buffer are refused', async () => {
    const buffer = await native.buffer(id, 16, { storage });
    for (const work of [
      native.write(buffer, fill(5)),
      native.write(buffer, fill(2), 12),
      native.read(buffer, 0, 17),
      native.read(buffer, 16, 1),
    ])
      expect((await failure(work)).code).toBe('BUFFER_RANGE');
    native.release(buffer);
    expect((await failure(native.read(buffer))).code).toBe('BUFFER_RELEASED');
    expect((await failure(native.write(buffer, fill(1)))).code).toBe('BUFFER_RELEASED');
    expect((await failure(native.read({ sizeBytes: 16 }))).code).toBe('BAD_ARGUMENT');
  });

  test('large contents are read back unchanged', async () => {
    const elements = 5_000_001;
    const data = fill(elements, (i) => i % 8191);
    const buffer = await native.buffer(id, data.byteLength, { storage });
    await native.write(buffer, data);
    expect(Buffer.from(await native.read(buffer)).equals(Buffer.from(data.buffer))).toBe(true);
    native.release(buffer);
  });

  test('kernels read and write them', async () => {
    const values = fill(64, (i) => i);
    await execute(DOUBLE, {
      device: id,
      storage,
      kernel: 'k',
      arguments: [values],
      threadgroups: [2, 1, 1],
      threadsPerThreadgroup: [32, 1, 1],
    });
    expect(values).toEqual(fill(64, (i) => 2 * i));
  });

  test('a buffer released during an execution lives until it ends', async () => {
    const { pass, free } = await prepare(DOUBLE, {
      device: id,
      storage,
      kernel: 'k',
      arguments: [fill(64)],
      threadsPerThreadgroup: [64, 1, 1],
    });
    const execution = native.execute(id, [pass], { duplicates: 100 });
    free();
    await execution;
    expect((await failure(native.execute(id, [pass]))).code).toBe('BUFFER_RELEASED');
  });
});

describe.each(devices)('buffers on $id', ({ id }) => {
  test.each([0, -1, 1.5, Number.NaN])('a size of %d is refused', async (size) => {
    expect((await failure(native.buffer(id, size))).code).toBe('BAD_ARGUMENT');
  });

  test("a size beyond the machine's memory is refused", async () => {
    expect((await failure(native.buffer(id, 2 ** 52))).code).toBe('OUT_OF_MEMORY');
  });

  test('an unknown storage mode is refused', async () => {
    const storage = 'managed' as 'shared';
    expect((await failure(native.buffer(id, 16, { storage }))).message).toContain('shared or private');
  });
});

test('refuses an unknown device and names the known ones', async () => {
  const error = await failure(native.buffer('gpu', 16));
  expect(error.code).toBe('UNKNOWN_DEVICE');
  for (const { id } of devices) expect(error.message).toContain(id);
});
