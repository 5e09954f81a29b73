import { native } from '../../index.ts';
import type { AttentionSpec, ExecuteOptions, ProductSpec } from '../../types.ts';
import { attention, product, relativeError } from './float64.ts';
import { bufferOf, elementsOf, numbers } from './operands.ts';

/** Relative to the sum of magnitudes: each of k terms is rounded; f16 only when it is stored. */
export const productTolerance = { f32: (k: number) => (k + 1) * 2 ** -23, f16: () => 2 ** -10 };
/** Rounding a score to f16 changes its weight in proportion to the score. */
export const attentionTolerance = { f32: 2 ** -18, f16: 2 ** -7 };

export type ProductCase = Omit<ProductSpec, 'name' | 'dtype' | 'a' | 'b' | 'c' | 'bias'> &
  Pick<AttentionSpec, 'dtype'>;

/** Multiplies on a device; gives the timing and the error against float64. */
export async function runProduct(
  device: string,
  name: ProductSpec['name'],
  shape: ProductCase,
  options: ExecuteOptions & { storage?: 'private' } = {},
) {
  const { m, n, k, dtype } = shape;
  const [left, right] = [numbers(dtype, m * k, 1), numbers(dtype, k * n, 2)];
  const place = { storage: options.storage };
  const a = await bufferOf(device, dtype, left, place);
  const b = await bufferOf(device, dtype, right, place);
  const c = await bufferOf(device, dtype, new Float32Array(m * n).fill(7), place);
  const routine = await native.routine(device, { ...shape, name, a, b, c });
  const timing = await native.execute(device, routine, options);
  const used = shape.sameRowsA ? left.map((_, index) => left[index % k] as number) : left;
  const error = relativeError(await elementsOf(dtype, c), product(used, right, shape));
  const { note } = routine;
  for (const resource of [routine, a, b, c]) native.release(resource);
  return { timing, error, note };
}

export type AttentionCase = Omit<AttentionSpec, 'name' | 'q' | 'k' | 'v' | 'o'>;

/** Computes attention on a device; gives the error against float64. */
export async function runAttention(
  device: string,
  name: AttentionSpec['name'],
  shape: AttentionCase,
  options: ExecuteOptions = {},
) {
  const { heads, rows, columns, d, dtype } = shape;
  const queries = numbers(dtype, heads * rows * d, 1);
  const [keys, values] = [numbers(dtype, heads * columns * d, 2), numbers(dtype, heads * columns * d, 3)];
  const q = await bufferOf(device, dtype, queries);
  const k = await bufferOf(device, dtype, keys);
  const v = await bufferOf(device, dtype, values);
  const o = await bufferOf(device, dtype, new Float32Array(heads * rows * d).fill(7));
  const routine = await native.routine(device, { ...shape, name, q, k, v, o });
  await native.execute(device, routine, options);
  const error = relativeError(await elementsOf(dtype, o), attention(queries, keys, values, shape));
  for (const resource of [routine, q, k, v, o]) native.release(resource);
  return error;
}
