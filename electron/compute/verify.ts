// Is an output right? The error of an element is measured against its scale, which the family's reference provides:
// for a sum, the root of the sum of its squared terms, which is the size of a sum of terms of random sign. The value
// itself is no scale, because cancellation brings it arbitrarily close to zero; the sum of the terms' magnitudes grows
// √k times faster than rounding errors, and would let dropped terms and half-precision arithmetic pass at large k.
import type { Failure, Verification } from '../ipc/types.ts';
import type { Output } from './contenders/operands.ts';
import { createPause, type Expectation } from './reference.ts';

export interface Verdict {
  /** Null when the output has a NaN or an infinity, for which no error can be given. */
  verification: Verification | null;
  /** Null when the output is right. */
  failure: Failure | null;
}

/** The largest error so far, and where it is. */
interface Deviation {
  readonly error: number;
  readonly place: string;
}

/**
 * Compares all outputs with what is expected. Every element is checked for NaN and infinity, the rows of the reference
 * element by element, and all other rows by their projection where there is one. Elements between rows, which a
 * leading dimension leaves, must be unchanged.
 */
export async function verify(
  expectations: readonly Expectation[],
  tolerance: number,
  readOutput: (buffer: string) => Promise<Output>,
): Promise<Verdict> {
  let worst: Deviation = { error: 0, place: '' };
  for (const expectation of expectations) {
    const found = await worstOfOutput(expectation, await readOutput(expectation.output.buffer));
    if ('failure' in found) return { verification: null, failure: found.failure };
    if (found.error > worst.error) worst = found;
  }
  const count = (rows: (expectation: Expectation) => number) =>
    expectations.reduce((sum, expectation) => sum + rows(expectation), 0);
  const verification = {
    maxRelativeError: worst.error,
    tolerance,
    rowsChecked: count(({ rows }) => rows.size),
    rows: count(({ output }) => output.rows),
  };
  return { verification, failure: worst.error <= tolerance ? null : tooFar(worst, tolerance) };
}

async function worstOfOutput(
  expectation: Expectation,
  found: Output,
): Promise<Deviation | { failure: Failure }> {
  const { output } = expectation;
  const { rows, columns, buffer } = output;
  const pause = createPause();
  const values = new Float32Array(columns);
  const between = createGaps(found.values.length, rows * columns);
  let worst: Deviation = { error: 0, place: '' };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = output.at(row, column);
      const value = found.values[index] as number;
      if (!Number.isFinite(value)) return { failure: notFinite(buffer, row, column, value) };
      values[column] = value;
      between.take(index);
    }
    const deviation = worstOfRow(expectation, row, values);
    if (deviation.error > worst.error) worst = deviation;
    await pause(columns);
  }
  const index = between.find((gap) => !found.isUntouched(gap));
  return index === null ? worst : { failure: touched(buffer, index) };
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

function worstOfRow({ output, rows, projection }: Expectation, row: number, found: Float32Array): Deviation {
  const expected = rows.get(row);
  if (expected) {
    const { error, column } = worstElement(found, expected.values, expected.scales);
    return { error, place: `of ${output.buffer} at row ${row}, column ${column}` };
  }
  if (!projection) return { error: 0, place: '' };
  const { signs, values, scales } = projection;
  let sum = 0;
  for (let column = 0; column < found.length; column++) {
    sum += (found[column] as number) * (signs[column] as number);
  }
  const error = relative(sum, values[row] as number, scales[row] as number);
  return { error, place: `of ${output.buffer} in row ${row}` };
}

function worstElement(found: Float32Array, values: Float64Array, scales: Float64Array) {
  let worst = { error: 0, column: 0 };
  for (let column = 0; column < found.length; column++) {
    const error = relative(found[column] as number, values[column] as number, scales[column] as number);
    if (error > worst.error) worst = { error, column };
  }
  return worst;
}

/** A sum of zeros must be zero. */
function relative(value: number, expected: number, scale: number): number {
  const difference = Math.abs(value - expected);
  if (difference === 0) return 0;
  return scale > 0 ? difference / scale : Number.MAX_VALUE;
}

function notFinite(buffer: string, row: number, column: number, value: number): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The output ${buffer} at row ${row}, column ${column} is ${value}.`,
    detail:
      'Outputs are filled with NaN before the kernel runs, so NaN may be an element that was never written.',
  };
}

function touched(buffer: string, index: number): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The kernel wrote element ${index} of the output ${buffer}, which lies between two rows.`,
    detail: 'A kernel must not write the padding that a leading dimension adds to each row.',
  };
}

function tooFar({ error, place }: Deviation, tolerance: number): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The relative error ${place} is ${error.toExponential(1)}; expected at most ${tolerance.toExponential(1)}.`,
    detail: 'Relative to the root of the sum of the squared terms, against a float64 reference.',
  };
}
