import { describe, expect, it } from 'vitest';
import { type Matrix, PLAIN_ALGEBRA } from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { createRandom } from '../ipc/random.ts';
import { createFakeNative } from './fixture/fake-native.ts';
import { createMultiplier, plainMultiplier } from './products.ts';

function matrix(rows: number, columns: number, isTransposed = false): Matrix {
  const random = createRandom(1, `${rows}x${columns}`);
  return {
    rows,
    columns,
    isTransposed,
    data: Float64Array.from({ length: rows * columns }, () => random.unit() - 0.5),
  };
}

/** What a product is by its definition. */
function defined(a: Matrix, b: Matrix): Float64Array {
  const of = ({ data, rows, columns, isTransposed }: Matrix, row: number, column: number) =>
    data[isTransposed ? column * rows + row : row * columns + column] as number;
  return Float64Array.from({ length: a.rows * b.columns }, (_, index) => {
    const [row, column] = [Math.floor(index / b.columns), index % b.columns];
    return Array.from({ length: a.columns }, (_, k) => of(a, row, k) * of(b, k, column)).reduce(
      (x, y) => x + y,
    );
  });
}

const largestDifference = (one: Float64Array, other: Float64Array) =>
  one.reduce((most, value, index) => Math.max(most, Math.abs(value - (other[index] as number))), 0);

const LAYOUTS = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

describe.each([
  ['plainly', plainMultiplier()],
  ['with the BLAS', createMultiplier(native)],
])('%s', (_how, { multiply, release }) => {
  it.each(LAYOUTS)('multiplies matrices, A transposed: %s, B transposed: %s', async (a, b) => {
    for (const [m, n, k] of [
      [1, 1, 1],
      [3, 5, 7],
      [65, 70, 66],
      [1, 600, 513],
      [90, 1, 3000],
    ] as const) {
      const [left, right] = [matrix(m, k, a), matrix(k, n, b)];
      expect(largestDifference(await multiply(left, right), defined(left, right))).toBeLessThan(1e-11);
    }
    release();
  });
});

it('does not believe a BLAS that is wrong', async () => {
  const fake = createFakeNative();
  const [a, b] = [matrix(64, 64), matrix(64, 64)];
  const { multiply, release } = createMultiplier(fake);
  // The fake multiplies in single precision.
  await expect(multiply(a, b)).rejects.toMatchObject({ code: 'WRONG_REFERENCE' });
  release();
  expect(fake.live.size).toBe(0);
});

it('does without a BLAS', async () => {
  const none = { ...createFakeNative(), blas: () => ({ reason: 'none' }) };
  const [a, b] = [matrix(64, 64), matrix(64, 64)];
  expect(await createMultiplier(none).multiply(a, b)).toEqual(await PLAIN_ALGEBRA.multiply(a, b));
});

it('stops at a cancellation', async () => {
  const [a, b] = [matrix(400, 400), matrix(400, 400)];
  for (const make of [plainMultiplier, (signal: AbortSignal) => createMultiplier(native, signal)]) {
    await expect(make(AbortSignal.abort(new Error('cancelled'))).multiply(a, b)).rejects.toThrow('cancelled');
  }
  const mask = { first: new Uint32Array(400), end: new Uint32Array(400).fill(400), entries: null };
  const head = {
    queries: a,
    keys: b,
    mask: { ...mask, entryRows: mask.first, isBoolean: true },
    slopes: null,
  };
  const { attend } = createMultiplier(native, AbortSignal.abort(new Error('cancelled')));
  await expect(attend?.(head, [])).rejects.toThrow('cancelled');
});
