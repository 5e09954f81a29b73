// Is an output right? The error of an element is measured against its scale, which the family's reference provides:
// for a sum, the root of the sum of its squared terms, which is the size of a sum of terms of random sign. The value
// itself is no scale, because cancellation brings it arbitrarily close to zero; the sum of the terms' magnitudes grows
// √k times faster than rounding errors, and would let dropped terms and half-precision arithmetic pass at large k.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type DType,
  type ExpectedRows,
  LEAST_STEP,
  ROUNDS_TO_INFINITY,
  TYPICAL_SUM,
} from '../../kernels/index.ts';
import type { Failure, Verification } from '../ipc/types.ts';
import type { Output } from './contenders/operands.ts';
import type { Expectation } from './reference.ts';

export interface Verdict {
  /** Null when the output has a NaN or a wrong infinity, for which no error can be given. */
  verification: Verification | null;
  /** Null when the output is right. */
  failure: Failure | null;
}

/** The largest error so far, and where it is. */
interface Deviation {
  readonly error: number;
  readonly place: string;
  /** What is there, and what was expected. */
  readonly numbers: string;
  /** What the error is relative to. */
  readonly scale: string;
}

/** Elements compared between two turns of the event loop: some tens of milliseconds. */
const ELEMENTS_PER_TURN = 2 ** 22;
const RIGHT: Deviation = { error: 0, place: '', numbers: '', scale: '' };
/** The error of what has to be exact, and is not. */
const INEXACT = Number.MAX_VALUE;

/**
 * Compares all outputs with what is expected. Every element is checked for NaN, the rows of the reference element by
 * element, and all other rows by their folded sums where there are some. Elements between rows, which a leading
 * dimension leaves, must be unchanged.
 */
export async function verify(
  expectations: readonly Expectation[],
  tolerance: number,
  readOutput: (buffer: string) => Promise<Output>,
): Promise<Verdict> {
  let worst = RIGHT;
  for (const expectation of expectations) {
    const output = await readOutput(expectation.output.buffer);
    const found = await worstOfOutput(expectation, output, tolerance);
    if ('failure' in found) return { verification: null, failure: found.failure };
    if (found.error > worst.error) worst = found;
  }
  const verification = { maxRelativeError: worst.error, tolerance, ...coverageOf(expectations) };
  return { verification, failure: worst.error <= tolerance ? null : tooFar(worst, tolerance) };
}

/** How outputs are verified: by the weakest way in which one of them is. */
function coverageOf(
  expectations: readonly Expectation[],
): Pick<Verification, 'method' | 'rowsChecked' | 'rows'> {
  const count = (rowsOf: (expectation: Expectation) => number) =>
    expectations.reduce((sum, expectation) => sum + rowsOf(expectation), 0);
  const [rowsChecked, rows] = [count((one) => one.rows.length), count(({ output }) => output.rows)];
  const isAll = ({ rows: checked, output, projection }: Expectation) =>
    checked.length === output.rows || projection !== null;
  const method = rowsChecked === rows ? 'elements' : expectations.every(isAll) ? 'projection' : 'rows';
  return { method, rowsChecked, rows };
}

async function worstOfOutput(
  expectation: Expectation,
  found: Output,
  tolerance: number,
): Promise<Deviation | { failure: Failure }> {
  const { output, rows: wholeRows, expected, projection } = expectation;
  const { rows, columns, buffer, dtype } = output;
  const values = new Float32Array(columns);
  const between = createGaps(found.values.length, rows * columns);
  let worst = RIGHT;
  let whole = 0;
  for (let row = 0, done = 0; row < rows; row++) {
    let isInRange = true;
    for (let column = 0; column < columns; column++) {
      const index = output.at(row, column);
      const value = found.values[index] as number;
      if (!Number.isFinite(value)) isInRange = false;
      values[column] = value;
      between.take(index);
    }
    let deviation: Deviation | { failure: Failure } = RIGHT;
    const isUntouched = (column: number) => found.isUntouched(output.at(row, column));
    const of = { buffer, row, dtype, tolerance, isUntouched, scale: output.relativeTo ?? TYPICAL_SUM };
    if (wholeRows[whole] === row) {
      deviation = worstElement(values, expected, whole * columns, of);
      whole++;
    } else if (!isInRange) {
      deviation = worstElement(values, await expectation.row(row), 0, of);
    } else if (projection) {
      deviation = worstSum(values, projection, of);
    }
    if ('failure' in deviation) return deviation;
    if (deviation.error > worst.error) worst = deviation;
    done += columns;
    if (done >= ELEMENTS_PER_TURN) {
      done = 0;
      await nextTurn();
    }
  }
  const index = between.find((gap) => !found.isUntouched(gap));
  return index === null ? worst : { failure: touched(buffer, index, found.elements) };
}

/** Elements of a buffer that belong to no row; for most buffers there are none, and nothing is kept. */
function createGaps(elements: number, taken: number) {
  const isTaken = elements > taken ? new Uint8Array(elements) : null;
  return {
    take(index: number): void {
      if (isTaken) isTaken[index] = 1;
    },
    /** The first gap that matches, or null. */
    find(matches: (index: number) => boolean): number | null {
      const index = isTaken?.findIndex((known, position) => known === 0 && matches(position)) ?? -1;
      return index < 0 ? null : index;
    },
  };
}

/** Whose output, type and so on a row of numbers has. */
interface ComparedRow {
  readonly buffer: string;
  readonly row: number;
  readonly dtype: DType;
  readonly tolerance: number;
  readonly scale: string;
  isUntouched(column: number): boolean;
}

/** The worst element of a row, whose expected elements begin at `first`. */
function worstElement(
  found: Float32Array,
  { values, scales }: ExpectedRows,
  first: number,
  { buffer, row, dtype, tolerance, scale: relativeTo, isUntouched }: ComparedRow,
): Deviation | { failure: Failure } {
  let [worst, place] = [0, 0];
  for (let column = 0; column < found.length; column++) {
    const [value, expected] = [found[column] as number, values[first + column] as number];
    const scale = scales[first + column] as number;
    const isInRange = Number.isFinite(value);
    // What is expected to be NaN has to be written too.
    const isMissing = Number.isNaN(value) && isUntouched(column);
    const error = isMissing ? INEXACT : relative(closestTo(expected, value, dtype), expected, scale);
    if (!isInRange && error > tolerance) return { failure: notFinite(buffer, row, column, value) };
    if (error > worst) [worst, place] = [error, column];
  }
  return {
    error: worst,
    place: `${buffer} at row ${row}, column ${place}`,
    numbers: `${found[place]}; expected ${values[first + place]}`,
    scale: relativeTo,
  };
}

/**
 * A right result is right beyond the range of its type, and between the numbers that are closest to zero: an infinity
 * stands for all numbers that are rounded to it, and any number at least for those within half of the least step. Gives
 * the one of them that is closest to what is expected.
 */
function closestTo(expected: number, value: number, dtype: DType): number {
  const [limit, reach] = [ROUNDS_TO_INFINITY[dtype], LEAST_STEP[dtype] / 2];
  if (Number.isNaN(expected)) return value;
  if (value === Number.POSITIVE_INFINITY) return Math.max(limit, expected);
  if (value === Number.NEGATIVE_INFINITY) return Math.min(-limit, expected);
  return Math.min(Math.max(expected, value - reach), value + reach);
}

/** The worst folded sum of a row. */
function worstSum(
  found: Float32Array,
  { fold, values, scales }: NonNullable<Expectation['projection']>,
  { buffer, row, scale }: ComparedRow,
): Deviation {
  let [worst, place, numbers] = [0, 0, ''];
  for (let group = 0; group < fold.groups; group++) {
    const end = Math.min(found.length, (group + 1) * fold.width);
    let sum = 0;
    for (let column = group * fold.width; column < end; column++) {
      sum += (found[column] as number) * (fold.signs[column] as number);
    }
    const at = row * fold.groups + group;
    const error = relative(sum, values[at] as number, scales[at] as number);
    if (error > worst) [worst, place, numbers] = [error, group, `${sum}; expected ${values[at]}`];
  }
  const [first, last] = [place * fold.width, Math.min(found.length, (place + 1) * fold.width) - 1];
  return {
    error: worst,
    place: `${buffer} in row ${row}, columns ${first} to ${last}`,
    numbers: `added up with random signs, ${numbers}`,
    scale: `the root of the sum of their squared scales, each of which is ${scale}`,
  };
}

/** A sum of zeros must be zero. What is expected to be infinite or NaN must be just that. */
function relative(value: number, expected: number, scale: number): number {
  if (value === expected || (Number.isNaN(value) && Number.isNaN(expected))) return 0;
  const error = Math.abs(value - expected) / scale;
  return Number.isFinite(error) && Number.isFinite(expected) ? error : INEXACT;
}

function notFinite(buffer: string, row: number, column: number, value: number): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The output ${buffer} at row ${row}, column ${column} is ${value}.`,
    detail:
      'Outputs are filled with NaN before the kernel runs, so NaN may be an element that was never written.',
  };
}

function touched(buffer: string, index: number, elements: number): Failure {
  if (index >= elements)
    return {
      code: 'WRONG_RESULT',
      message: `The kernel wrote past the end of the output ${buffer}: element ${index} of ${elements}.`,
    };
  return {
    code: 'WRONG_RESULT',
    message: `The kernel wrote element ${index} of the output ${buffer}, which lies between two rows.`,
    detail: 'A kernel must not write the padding that a leading dimension adds to each row.',
  };
}

function tooFar({ error, place, numbers, scale }: Deviation, tolerance: number): Failure {
  if (error === INEXACT)
    return { code: 'WRONG_RESULT', message: `The output ${place} is ${numbers} exactly.` };
  return {
    code: 'WRONG_RESULT',
    message: `The relative error of ${place} is ${error.toExponential(1)}; expected at most ${tolerance.toExponential(1)}.`,
    detail: `It is ${numbers}. The error is relative to ${scale}.`,
  };
}
