import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LinearAlgebra, type Matrix, multiplyPlainly, rowOf } from '../../kernels/index.ts';
import type { DeviceBuffer, Native } from '../../native/types.ts';
import { runTrusted } from './contenders/run-program.ts';
import { ComputeError } from './failure.ts';

/** Where BLAS routines run. */
const PROCESSOR = 'cpu';
/** Below this many multiply-adds, a call of the BLAS takes longer than the product. */
const SMALL = 2 ** 18;
/** Multiply-adds between two turns of the event loop, so that a cancellation gets through. */
const WORK_PER_TURN = 2 ** 25;
/** Right operands that stay on the device: attention alternates between K, V and their squares. */
const OPERANDS_KEPT = 4;
const ELEMENT_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** The arithmetic of references, one call at a time, which throws the reason of its signal; and how much is affordable. */
export interface Multiplier extends LinearAlgebra {
  /**
   * Multiply-adds that a reference may take: a second or two where there is a cheap way to cover all of an output, and
   * some thirty seconds where rows would have to be left out instead.
   */
  readonly budget: Readonly<Record<'usual' | 'most', number>>;
  /** How many multiply-adds take as long as one exponential, in JavaScript, with what comes with it. */
  readonly exponential: number;
  /** How many multiply-adds of `multiply` take as long as one of `attend`. */
  readonly attended: number;
  release(): void;
}

/** In JavaScript: about 1.2 · 10⁹ multiply-adds per second. */
export function plainMultiplier(signal?: AbortSignal): Multiplier {
  return {
    multiply: (a, b) => multiplyInTurns(a, b, signal),
    pause: async () => {
      await nextTurn();
      signal?.throwIfAborted();
    },
    budget: { usual: 2 ** 29, most: 2 ** 32 },
    exponential: 32,
    attended: 1,
    release: () => undefined,
  };
}

/** Measured in one process: dgemm was 1.3 to 1.9 times as fast as attend(). */
export const COSTS_WITH_BLAS = {
  budget: { usual: 2 ** 36, most: 2 ** 40 },
  exponential: 2048,
  attended: 1.5,
} as const;

/**
 * With the machine's BLAS if it has one: 3 to 5 · 10¹⁰ multiply-adds per second on two cores of a server, so that all of
 * a product of 2048³ takes less than a second, and all of attention with 64 heads of 4096² scores some 15 seconds.
 * The BLAS is a contender too, and would agree with itself: so a row of each product is checked against plain arithmetic.
 * @param mayRun whether a kernel that a problem trusts may be compiled and run
 */
export function createMultiplier(native: Native, signal?: AbortSignal, mayRun = false): Multiplier {
  const attend: Multiplier['attend'] = async (head, products) => {
    try {
      return await native.attend(head, products, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
  const run: Multiplier['run'] = (program, inputs) =>
    runTrusted(native, program, inputs, signal ?? new AbortController().signal);
  const plain = { ...plainMultiplier(signal), attend, ...(mayRun && { run }) };
  if ('reason' in native.blas()) return { ...plain, attended: 1 / 16 };
  const device = createBlas(native);
  return {
    ...plain,
    ...COSTS_WITH_BLAS,
    multiply: async (a, b) => {
      signal?.throwIfAborted();
      const isSmall = a.rows * a.columns * b.columns < SMALL;
      return isSmall ? multiplyInTurns(a, b, signal) : device.multiply(a, b);
    },
    release: device.release,
  };
}

async function multiplyInTurns(a: Matrix, b: Matrix, signal?: AbortSignal): Promise<Float64Array> {
  const product = new Float64Array(a.rows * b.columns);
  const rowsPerTurn = Math.max(1, Math.floor(WORK_PER_TURN / (a.columns * b.columns)));
  for (let row = 0; row < a.rows; row += rowsPerTurn) {
    if (row > 0) await nextTurn();
    signal?.throwIfAborted();
    multiplyPlainly(a, b, product, [row, Math.min(a.rows, row + rowsPerTurn)]);
  }
  return product;
}

/** cblas_dgemm, and the memory that it works in. */
function createBlas(native: Native) {
  const scratch: Record<'a' | 'c', DeviceBuffer | null> = { a: null, c: null };
  const operands = new Map<Float64Array, DeviceBuffer>();
  let calls = 0;

  const room = async (name: 'a' | 'c', elements: number): Promise<DeviceBuffer> => {
    const sizeBytes = elements * ELEMENT_BYTES;
    const known = scratch[name];
    if (known && known.sizeBytes >= sizeBytes) return known;
    if (known) native.release(known);
    scratch[name] = null;
    const made = await native.buffer(PROCESSOR, sizeBytes);
    scratch[name] = made;
    return made;
  };

  const kept = async (data: Float64Array): Promise<DeviceBuffer> => {
    const known = operands.get(data);
    if (known) return known;
    const [oldest] = operands.keys();
    if (operands.size >= OPERANDS_KEPT && oldest) {
      native.release(operands.get(oldest) as DeviceBuffer);
      operands.delete(oldest);
    }
    const made = await native.buffer(PROCESSOR, data.byteLength);
    operands.set(data, made);
    await native.write(made, data);
    return made;
  };

  return {
    async multiply(a: Matrix, b: Matrix): Promise<Float64Array> {
      const [m, n, k] = [a.rows, b.columns, a.columns];
      const [left, right, product] = [await room('a', m * k), await kept(b.data), await room('c', m * n)];
      await native.write(left, a.data);
      const routine = await native.routine(PROCESSOR, {
        name: 'cblas-dgemm',
        dtype: 'f64',
        ...{ m, n, k },
        transposeA: a.isTransposed ?? false,
        transposeB: b.isTransposed ?? false,
        ...{ a: left, b: right, c: product },
      });
      try {
        await native.execute(PROCESSOR, routine);
      } finally {
        native.release(routine);
      }
      const result = new Float64Array(await native.read(product, 0, m * n * ELEMENT_BYTES));
      checkRow(a, b, result, calls++ % m);
      return result;
    },
    release(): void {
      for (const buffer of [scratch.a, scratch.c, ...operands.values()]) if (buffer) native.release(buffer);
      scratch.a = null;
      scratch.c = null;
      operands.clear();
    },
  };
}

/** Far more than the rounding of float64, and far less than that of float32; relative to √k typical terms. */
const DIFFERENCE = 1e-10;

/** Throws WRONG_REFERENCE if a row of a product is not what plain arithmetic makes it. */
function checkRow(a: Matrix, b: Matrix, product: Float64Array, row: number): void {
  const left = rowOf(a, row);
  const plain = new Float64Array(b.columns);
  multiplyPlainly({ rows: 1, columns: a.columns, data: left }, b, plain);
  const most = b.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const scale = most * Math.sqrt(left.reduce((sum, value) => sum + value * value, 0));
  for (const [column, sum] of plain.entries()) {
    const found = product[row * b.columns + column] as number;
    const difference = Math.abs(found - sum);
    // Infinities have no difference, and nor have sums of both.
    if (difference <= DIFFERENCE * scale || Object.is(found, sum)) continue;
    throw new ComputeError(
      'WRONG_REFERENCE',
      `cblas_dgemm, which results are verified with, is off by ${difference.toExponential(1)} in a product of ` +
        `${a.rows}×${b.columns}×${a.columns}.`,
    );
  }
}
