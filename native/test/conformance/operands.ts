import { native } from '../../index.ts';
import type { AttentionSpec, BufferOptions, DeviceBuffer } from '../../types.ts';

type DType = AttentionSpec['dtype'];

const ARRAYS = { f32: Float32Array, f16: Float16Array } as const;

/** Normally distributed numbers that the type represents exactly; the same for the same seed. */
export function numbers(dtype: DType, length: number, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return new Float32Array(ARRAYS[dtype].from(Array.from({ length }, normal)));
}

/** A device buffer with these elements. */
export async function bufferOf(
  device: string,
  dtype: DType,
  elements: Float32Array,
  options?: BufferOptions,
): Promise<DeviceBuffer> {
  const data = ARRAYS[dtype].from(elements);
  const buffer = await native.buffer(device, data.byteLength, options);
  await native.write(buffer, data);
  return buffer;
}

export async function elementsOf(dtype: DType, buffer: DeviceBuffer): Promise<Float32Array> {
  return new Float32Array(new ARRAYS[dtype](await native.read(buffer)));
}
