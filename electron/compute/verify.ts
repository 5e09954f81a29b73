// Is an output right? The error of an element is measured against the root of the sum of the squared products that
// were added up in it, √Σ(a·b)²: the size that a sum of terms of random sign has. |c| itself will not do, because it
// comes arbitrarily close to zero by cancellation; Σ|a||b| grows √k times faster than rounding does and would let
// dropped terms and half-precision arithmetic pass at large k. On this scale one dropped term is an error of about
// 1/√k and products rounded to 11 bits one of about 2e-4, whatever the size.
import type { Problem } from '../../kernels/index.ts';
import type { Failure, Verification } from '../ipc/types.ts';
import type { Reference } from './reference.ts';

/** Elements of the output read at a time: 16 MiB. */
const ELEMENTS_PER_READ = 2 ** 22;

/**
 * Largest relative error of a right float32 kernel whose sums are k long. Rounding grows like √k when terms are added
 * one after the other, the least exact order there is: measured at most 3.8e-6 at k = 512 and 1.6e-5 at k = 16384
 * over 10⁵ such sums; the tolerance stays more than 3 times above it, and some 50 times below a dropped term.
 */
export function toleranceOf({ k }: Problem): number {
  return 1e-5 * Math.max(1, Math.sqrt(k / 256));
}

export interface Verdict {
  /** Null when the output has a NaN or an infinity: no error can be stated. */
  verification: Verification | null;
  /** Null when the output is right. */
  failure: Failure | null;
}

/**
 * Compares an output with its reference. Every element is checked for NaN and infinity, the reference's rows element
 * by element, and all other rows by their projection.
 * @param readRows gives rows of the output, `count` times n elements
 */
export async function verify(
  problem: Problem,
  reference: Reference,
  readRows: (first: number, count: number) => Promise<Float32Array>,
): Promise<Verdict> {
  const { m, n } = problem;
  const tolerance = toleranceOf(problem);
  const rowsPerRead = Math.max(1, Math.floor(ELEMENTS_PER_READ / n));
  let worst = { error: 0, place: '' };

  for (let first = 0; first < m; first += rowsPerRead) {
    const count = Math.min(rowsPerRead, m - first);
    const output = await readRows(first, count);
    const bad = output.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) return { verification: null, failure: notFinite(output[bad], first, bad, n) };
    for (let row = first; row < first + count; row++) {
      const found = worstOfRow(reference, row, output.subarray((row - first) * n, (row - first + 1) * n));
      if (found.error > worst.error) worst = found;
    }
  }

  const verification = {
    maxRelativeError: worst.error,
    tolerance,
    rowsChecked: reference.rows.length,
    rows: m,
  };
  return { verification, failure: worst.error <= tolerance ? null : tooFar(worst, tolerance) };
}

interface Deviation {
  error: number;
  place: string;
}

function worstOfRow(reference: Reference, row: number, output: Float32Array): Deviation {
  const position = positionOf(reference.rows, row);
  if (position >= 0) return worstElement(reference, row, position, output);
  if (!reference.projection) throw new Error(`Row ${row} has neither a reference nor a projection`);
  const { signs, values, scales } = reference.projection;
  let sum = 0;
  for (let column = 0; column < output.length; column++) {
    sum += (output[column] as number) * (signs[column] as number);
  }
  return { error: relative(sum, values[row] as number, scales[row] as number), place: `in row ${row}` };
}

function worstElement(reference: Reference, row: number, position: number, output: Float32Array): Deviation {
  const { values, scales } = reference.elements;
  let error = 0;
  let worstColumn = 0;
  for (let column = 0; column < output.length; column++) {
    const index = position * output.length + column;
    const here = relative(output[column] as number, values[index] as number, scales[index] as number);
    if (here <= error) continue;
    error = here;
    worstColumn = column;
  }
  return { error, place: `at row ${row}, column ${worstColumn}` };
}

/** A sum of products that are all zero must be zero. */
function relative(value: number, expected: number, scale: number): number {
  const difference = Math.abs(value - expected);
  if (difference === 0) return 0;
  return scale > 0 ? difference / scale : Number.MAX_VALUE;
}

/** Index of a row in an ascending list, or -1. */
function positionOf(rows: readonly number[], row: number): number {
  // Whole references have every row at its own index.
  if (rows[row] === row) return row;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
}

function notFinite(value: number | undefined, first: number, index: number, n: number): Failure {
  const place = `row ${first + Math.floor(index / n)}, column ${index % n}`;
  return {
    code: 'WRONG_RESULT',
    message: `The output at ${place} is ${value}.`,
    detail: 'The output is filled with NaN before the kernel runs: NaN is an element that was not written.',
  };
}

function tooFar({ error, place }: Deviation, tolerance: number): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The relative error ${place} is ${error.toExponential(1)}; accepted is up to ${tolerance.toExponential(1)}.`,
    detail: 'Relative to the root of the sum of the squared products, compared with float64.',
  };
}
