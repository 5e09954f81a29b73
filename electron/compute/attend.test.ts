// The native reference of attention against the one in JavaScript.
import { describe, expect, it } from 'vitest';
import {
  type AttentionHead,
  attendPlainly,
  type HeadMask,
  type HeadProduct,
  type Matrix,
  PLAIN_ALGEBRA,
} from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { extent } from '../../native/test/extent.ts';
import { createRandom, type Random } from '../ipc/random.ts';

function matrix(random: Random, rows: number, columns: number, factor = 1): Matrix {
  return {
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, () => factor * (4 * random.unit() - 2)),
  };
}

const squared = (of: Matrix): Matrix => ({ ...of, data: of.data.map((value) => value * value) });

const MASKS = ['all', 'causal', 'window', 'added', 'boolean'] as const;

/** Some queries, in ascending order, of as many as there are keys; one of them sees nothing, unless all is seen. */
function maskOf(kind: (typeof MASKS)[number], queries: number, keys: number, random: Random): HeadMask {
  const order = Uint32Array.from({ length: queries }, (_, i) => Math.floor((i * keys) / queries));
  const isBand = kind === 'causal' || kind === 'window';
  const hides = kind === 'added' ? Number.NEGATIVE_INFINITY : 0;
  const entry = () => (random.below(4) === 0 ? hides : kind === 'added' ? random.unit() : 1);
  const entries = () => Float32Array.from({ length: keys * keys }, (_, i) => (i < keys ? hides : entry()));
  return {
    first: order.map((query) => (kind === 'window' ? Math.max(0, query - 20) : 0)),
    end: order.map((query) => (isBand ? query : keys)),
    entries: kind === 'added' || kind === 'boolean' ? entries() : null,
    entryRows: order,
    isBoolean: kind === 'boolean',
  };
}

interface Size {
  queries: number;
  keys: number;
  depth: number;
  width: number;
}

/** A head and the products that gradients need, or O alone. */
function headOf({ queries, keys, depth, width }: Size, kind: (typeof MASKS)[number], hasSlopes: boolean) {
  const random = createRandom(1, `${queries} ${keys} ${depth} ${width} ${kind}`);
  const [dO, v] = [matrix(random, queries, depth), matrix(random, keys, depth)];
  const head: AttentionHead = {
    queries: matrix(random, queries, depth, 1 / Math.sqrt(depth)),
    keys: matrix(random, keys, depth),
    mask: maskOf(kind, queries, keys, random),
    slopes: hasSlopes ? { rows: dO, columns: v, scale: 0.3 } : null,
  };
  const product = (of: HeadProduct['of'], over: HeadProduct['over']): HeadProduct => {
    const right = matrix(random, over === 'keys' ? keys : queries, width);
    return { of, over, right, rightSquares: squared(right) };
  };
  const forward = product('weights', 'keys');
  const products = hasSlopes
    ? [forward, product('slopes', 'keys'), product('slopes', 'queries'), product('weights', 'queries')]
    : [forward];
  return { head, products };
}

/** Relative to the largest: rounding of float64 in another order. */
function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), Number.MIN_VALUE);
  const difference = expected.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (found[i] as number))),
    0,
  );
  expect(difference / most).toBeLessThan(1e-12);
}

/** At, below and above the edges of panels, blocks and parts. */
const SIZES: readonly Size[] = [
  { queries: 1, keys: 1, depth: 1, width: 1 },
  { queries: 3, keys: 7, depth: 5, width: 3 },
  { queries: 17, keys: 129, depth: 8, width: 8 },
  { queries: 33, keys: 256, depth: 9, width: 17 },
  { queries: 300, keys: 310, depth: 16, width: 4 },
  { queries: 2100, keys: 2049, depth: 64, width: 64 },
];
const TRIED = SIZES.slice(0, extent('sizes of heads', 5, 6));

describe.each(TRIED)('attend of $queries queries and $keys keys', (size) => {
  it.each(MASKS)('does what attendPlainly does, mask: %s', async (kind) => {
    for (const hasSlopes of [false, true]) {
      const { head, products } = headOf(size, kind, hasSlopes);
      const found = await native.attend(head, products);
      const expected = await attendPlainly(head, products, PLAIN_ALGEBRA.multiply);
      for (const [index, { values, squares }] of expected.entries()) {
        expectClose(found[index]?.values as Float64Array, values);
        expectClose(found[index]?.squares as Float64Array, squares);
      }
    }
  });
});

it('leaves out squares that are not wanted', async () => {
  const { head, products } = headOf({ queries: 20, keys: 30, depth: 8, width: 8 }, 'all', false);
  const values = products.map((product) => ({ ...product, rightSquares: null }));
  const [[with_], [without]] = [await native.attend(head, products), await native.attend(head, values)];
  expect(without).toEqual({ values: with_?.values, squares: new Float64Array() });
});

it('has exponentials that are right in all but the last places', async () => {
  const random = createRandom(1, 'exponentials');
  const count = extent('exponentials', 20_000, 1_000_000);
  const scores = Float64Array.from({ length: count }, (_, i) => -(i % 2 ? 1 : 700) * random.unit());
  const zeros = new Uint32Array(count);
  const head: AttentionHead = {
    queries: { rows: count, columns: 1, data: scores },
    keys: { rows: 2, columns: 1, data: Float64Array.of(0, 1) },
    mask: { first: zeros, end: zeros.map(() => 2), entries: null, entryRows: zeros, isBoolean: true },
    slopes: null,
  };
  const right = { rows: 2, columns: 1, data: Float64Array.of(0, 1) };
  const [sums] = await native.attend(head, [{ of: 'weights', over: 'keys', right, rightSquares: null }]);
  let worst = 0;
  for (const [i, score] of scores.entries()) {
    const expected = Math.exp(score) / (1 + Math.exp(score));
    worst = Math.max(worst, Math.abs((sums?.values[i] as number) / expected - 1));
  }
  // Two units in the last place for the exponential, and some roundings of the division.
  expect(worst).toBeLessThan(5 * Number.EPSILON);
});

it('stops at a cancellation', async () => {
  const { head, products } = headOf({ queries: 4000, keys: 4000, depth: 64, width: 64 }, 'all', true);
  const controller = new AbortController();
  const running = native.attend(head, products, { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('refuses matrices that do not fit together', async () => {
  const { head, products } = headOf({ queries: 20, keys: 30, depth: 8, width: 8 }, 'all', false);
  const wrong = { ...head, keys: { ...head.keys, columns: 7 } };
  await expect(native.attend(wrong, products)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  const slopes = products.map((product) => ({ ...product, of: 'slopes' as const }));
  await expect(native.attend(head, slopes)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
});
