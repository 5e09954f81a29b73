import { expect, it } from 'vitest';
import { type DType, type Family, type Problem, scalarCodec } from '../../../kernels/index.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { BUFFER_CODECS } from './buffer-codec.ts';
import { createOperands } from './operands.ts';

const EDGE_VALUES = Float32Array.of(
  ...[0, -0, 1, -1, 1.00390625, 1.01171875, 1 / 3, -2 / 3, 127, 255.5],
  ...[65504, 1e-7, 3.3e38, Number.POSITIVE_INFINITY, Number.NaN],
);

const SCALARS = { f32: 'float', f16: 'half', bf16: 'bfloat' } as const;

it.each(Object.entries(SCALARS))('encodes %s as the codec of single numbers does', (dtype, scalar) => {
  const { encode, decode } = BUFFER_CODECS[dtype as DType];
  const encoded = encode(EDGE_VALUES);
  const { read, write } = scalarCodec(scalar);
  const one = new DataView(new ArrayBuffer(4));
  const expected = [...EDGE_VALUES].map((value) => {
    write(one, 0, value);
    return read(one, 0);
  });
  expect([...decode(encoded.buffer as ArrayBuffer)]).toEqual(expected);
});

it('encodes integers exactly', () => {
  for (const [dtype, values] of [
    ['i8', [-128, -1, 0, 127]],
    ['u8', [0, 1, 255]],
  ] as const) {
    const { encode, decode } = BUFFER_CODECS[dtype];
    expect([...decode(encode(Float32Array.from(values)).buffer as ArrayBuffer)]).toEqual(values);
  }
});

/** A problem with an input, a mask that the family draws, an output with padding, and an output that is also read. */
const FAMILY = {
  buffers: () => [
    { name: 'A', dtype: 'f16', shape: [3, 5], role: 'input' },
    { name: 'M', dtype: 'u8', shape: [4], role: 'input' },
    { name: 'O', dtype: 'bf16', shape: [6], role: 'output' },
    { name: 'C', dtype: 'f32', shape: [4], role: 'inout' },
  ],
  data: (_problem: Problem, buffer: string, draw: { below(limit: number): number }) =>
    buffer === 'M' ? Float32Array.from({ length: 4 }, () => draw.below(2)) : null,
} as unknown as Family<Problem>;

it('fills inputs, poisons outputs and restores outputs that are also read', async () => {
  const native = createFakeNative();
  const operands = await createOperands(native, 'cpu', FAMILY, {} as Problem, 1);
  const { A, M, C } = operands.inputs as Record<'A' | 'M' | 'C', Float32Array>;
  expect(operands.inputs).not.toHaveProperty('O');
  expect([...A]).toEqual([...A].map(Math.f16round));
  expect(new Set(A).size).toBeGreaterThan(10);
  expect([...M].every((value) => value === 0 || value === 1)).toBe(true);
  expect(operands.buffers.A?.sizeBytes).toBe(30);

  await operands.resetOutputs();
  const poisoned = await operands.readOutput('O');
  expect([...poisoned.values]).toEqual(Array(6).fill(Number.NaN));
  expect(poisoned.isUntouched(5)).toBe(true);
  expect([...(await operands.readOutput('C')).values]).toEqual([...C]);

  await native.write(operands.buffers.C as never, Float32Array.of(7, 8), 4);
  await native.write(operands.buffers.O as never, Uint16Array.of(0x3f80), 2);
  const [o, c] = [await operands.readOutput('O'), await operands.readOutput('C')];
  expect(o.values[1]).toBe(1);
  expect([0, 1, 2].map(o.isUntouched)).toEqual([true, false, true]);
  expect([0, 1, 2, 3].map(c.isUntouched)).toEqual([true, false, false, true]);

  await operands.resetOutputs();
  expect([...(await operands.readOutput('C')).values]).toEqual([...C]);
  operands.release();
  expect(native.live.size).toBe(0);
});

it('releases its buffers when memory runs out', async () => {
  const native = createFakeNative();
  const { buffer } = native;
  native.buffer = (device, sizeBytes) =>
    sizeBytes === 16 ? Promise.reject(new Error('no memory')) : buffer(device, sizeBytes);
  await expect(createOperands(native, 'cpu', FAMILY, {} as Problem, 1)).rejects.toThrow('no memory');
  expect(native.live.size).toBe(0);
});
