import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Problem } from '../../kernels/index.ts';
import { createRandom } from './random.ts';

/** Multiply-adds spent on checking element by element: the whole of 512³, about a third of a second. */
const ELEMENT_BUDGET = 2 ** 27;
/** Reference elements kept: 64 MiB for the values and their scales. */
const ELEMENTS_KEPT = 2 ** 22;
/** However large a problem is, so many rows are checked element by element. */
const MIN_ROWS = 4;
/** Multiply-adds between two turns of the event loop, so that a cancellation is heard. */
const WORK_PER_TURN = 2 ** 25;

/** Expected values in float64 and the scale of each: the root of the sum of the squared products in it. */
interface Expected {
  readonly values: Float64Array;
  readonly scales: Float64Array;
}

/** What a right C = A·B is, to be compared with by verify(). */
export interface Reference {
  /** Rows of C that are checked element by element, ascending; the first and the last are always among them. */
  readonly rows: readonly number[];
  /** One row of n after the other, in the order of `rows`. */
  readonly elements: Expected;
  /**
   * C·x for a random x of ±1 (Freivalds), one value a row: it covers every element of a C too large to check
   * element by element. Null when `rows` is all of them.
   */
  readonly projection: (Expected & { readonly signs: Float64Array }) | null;
}

/**
 * Computes the reference in float64, where products of float32 numbers are exact. Whole for problems of up to 512³,
 * sampled rows and a projection beyond. `a` is [m, k] and `b` is [k, n], row-major.
 */
export async function createReference(
  problem: Problem,
  { a, b }: { a: Float32Array; b: Float32Array },
  seed: number,
): Promise<Reference> {
  const rows = chooseRows(problem, seed);
  const elements = await multiplyRows(problem, a, b, rows);
  const whole = rows.length === problem.m;
  return { rows, elements, projection: whole ? null : await project(problem, a, b, seed) };
}

/** All rows, or as many as the budgets allow: the first, the last, and random ones between. */
export function chooseRows({ m, n, k }: Problem, seed: number): number[] {
  const affordable = Math.floor(Math.min(ELEMENT_BUDGET / (n * k), ELEMENTS_KEPT / n));
  const count = Math.min(m, Math.max(MIN_ROWS, affordable));
  if (count === m) return Array.from({ length: m }, (_, row) => row);
  const random = createRandom(seed, `rows of ${m}`);
  const rows = new Set([0, m - 1]);
  while (rows.size < count) rows.add(random.below(m));
  return [...rows].sort((x, y) => x - y);
}

async function multiplyRows(
  { n, k }: Problem,
  a: Float32Array,
  b: Float32Array,
  rows: readonly number[],
): Promise<Expected> {
  const values = new Float64Array(rows.length * n);
  const scales = new Float64Array(rows.length * n);
  const pause = paused();
  for (const [position, row] of rows.entries()) {
    const rowValues = values.subarray(position * n, (position + 1) * n);
    const rowScales = scales.subarray(position * n, (position + 1) * n);
    for (let depth = 0; depth < k; depth++) {
      addScaledRow(
        rowValues,
        rowScales,
        a[row * k + depth] as number,
        b.subarray(depth * n, (depth + 1) * n),
      );
    }
    for (let column = 0; column < n; column++) rowScales[column] = Math.sqrt(rowScales[column] as number);
    await pause(n * k);
  }
  return { values, scales };
}

/** sums += factor·row, squares += (factor·row)². */
function addScaledRow(sums: Float64Array, squares: Float64Array, factor: number, row: Float32Array): void {
  for (let column = 0; column < row.length; column++) {
    const product = factor * (row[column] as number);
    sums[column] = (sums[column] as number) + product;
    squares[column] = (squares[column] as number) + product * product;
  }
}

/** A·(B·x), which costs m·k + k·n instead of m·n·k. */
async function project({ m, n, k }: Problem, a: Float32Array, b: Float32Array, seed: number) {
  const random = createRandom(seed, `signs of ${n}`);
  const signs = Float64Array.from({ length: n }, () => (random.unit() < 0.5 ? -1 : 1));
  const pause = paused();
  const dots = new Float64Array(k);
  const squares = new Float64Array(k);
  for (let depth = 0; depth < k; depth++) {
    for (let column = 0; column < n; column++) {
      const value = b[depth * n + column] as number;
      dots[depth] = (dots[depth] as number) + value * (signs[column] as number);
      squares[depth] = (squares[depth] as number) + value * value;
    }
    await pause(n);
  }
  const values = new Float64Array(m);
  const scales = new Float64Array(m);
  for (let row = 0; row < m; row++) {
    let sum = 0;
    let square = 0;
    for (let depth = 0; depth < k; depth++) {
      const value = a[row * k + depth] as number;
      sum += value * (dots[depth] as number);
      square += value * value * (squares[depth] as number);
    }
    values[row] = sum;
    scales[row] = Math.sqrt(square);
    await pause(k);
  }
  return { signs, values, scales };
}

/** Counts work and gives the event loop a turn when enough was done. */
function paused() {
  let work = 0;
  return async (more: number) => {
    work += more;
    if (work < WORK_PER_TURN) return;
    work = 0;
    await nextTurn();
  };
}
