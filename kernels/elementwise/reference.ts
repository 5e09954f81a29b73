import { activate, activatedScale, steepestSlope } from '../msl/epilogue.ts';
import { type ExpectedRows, type Reference, TYPICAL_SUM } from '../reference.ts';
import { addedTo } from './change.ts';
import { type CompleteElementwise, dimensionsOfY, isMove, layoutsOf } from './problem.ts';
import { rotated } from './rotary-reference.ts';
import type { Dimension } from './walk.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** Y in float64: the rows of all its members in order. */
export function elementwiseReference(problem: CompleteElementwise, inputs: Inputs): Reference {
  const { dtypeY, ldy, strideY, operation } = problem;
  const { y } = layoutsOf(problem);
  const isPlain = isMove(problem) || operation === 'residual' || operation === 'bias';
  return {
    outputs: [
      {
        buffer: 'Y',
        dtype: dtypeY,
        rows: y.batch * y.rows,
        columns: y.columns,
        rowCost: { multiplyAdds: y.columns, exponentials: isPlain ? 0 : y.columns },
        relativeTo: isMove(problem) ? 'the element' : activatedScale(TYPICAL_SUM, problem.activation),
        compute: async (rows) => expectedRows(problem, inputs, rows),
        at: (row, column) => Math.floor(row / y.rows) * strideY + (row % y.rows) * ldy + column,
      },
    ],
  };
}

/** The least normal number of half precision: below it, its rounding error is no smaller. */
const LEAST_HALF = 2 ** -14;

/**
 * The largest error of a correct output relative to its scale. Moved elements are exact, or the nearest number of their
 * new type. The angle of a far position has an error of its own: that of its product in single precision.
 */
export function elementwiseTolerance(problem: CompleteElementwise): number {
  const { dtypeY, operation, m, position } = problem;
  // Half a unit in the last place.
  const rounding = { f32: 2 ** -24, f16: 2 ** -11, bf16: 2 ** -8, i8: 0.5 }[dtypeY];
  if (isMove(problem)) return rounding;
  const angle = operation === 'rotary' ? (position + m) * 2 ** -21 : 0;
  // A sum is up to √2 of its scale. The error function of GELU is within 1.5e-7 and fast exponentials within a few units
  // in the last place.
  return 2e-6 + 1.5 * rounding + angle;
}

function expectedRows(problem: CompleteElementwise, inputs: Inputs, rows: readonly number[]): ExpectedRows {
  const { y } = layoutsOf(problem);
  const { columns } = y;
  const values = new Float64Array(rows.length * columns);
  const scales = new Float64Array(rows.length * columns);
  const element = elementOf(problem, inputs);
  const leastScale = problem.dtypeY === 'f16' ? LEAST_HALF : 0;
  const [first, second, third] = dimensionsOfY(problem);
  const at: Record<Dimension, number> = { b: 0, m: 0, n: 0 };
  for (const [index, row] of rows.entries()) {
    at[first] = Math.floor(row / y.rows);
    at[second] = row % y.rows;
    for (let column = 0; column < columns; column++) {
      at[third] = column;
      const [value, scale] = element(at.b, at.m, at.n);
      values[index * columns + column] = value;
      scales[index * columns + column] = scale === 0 ? 0 : Math.max(scale, leastScale);
    }
  }
  return { values, scales };
}

/** Computes what becomes of an element of X, and what its error is relative to. */
function elementOf(
  problem: CompleteElementwise,
  inputs: Inputs,
): (member: number, row: number, column: number) => readonly [value: number, scale: number] {
  const { strideX, ldx, activation } = problem;
  const X = inputs.X as Float32Array;
  const indexOf = (member: number, row: number, column: number) => member * strideX + row * ldx + column;
  if (isMove(problem)) return (...place) => moved(problem, X[indexOf(...place)] as number);
  if (problem.operation === 'rotary') {
    return (member, row, column) =>
      rotated(problem, row, column, (other) => X[indexOf(member, row, other)] as number);
  }
  const added = addedTo(problem);
  const slope = steepestSlope(activation);
  return (member, row, column) => {
    const index = indexOf(member, row, column);
    const x = X[index] as number;
    const other = added ? (inputs[added]?.[added === 'bias' ? column : index] as number) : 0;
    return [activate(activation, x + other), slope * Math.hypot(x, other)];
  };
}

/** An element in the data type of Y. One that is the same in both types is expected exactly. */
function moved({ dtype, dtypeY }: CompleteElementwise, x: number): readonly [value: number, scale: number] {
  if (dtypeY === 'i8') return [dtype === 'i8' ? x : roundedToByte(x), 0];
  const isExact = dtype === dtypeY || dtypeY === 'f32' || (dtype === 'i8' && Number.isFinite(x));
  return [x, isExact ? 0 : Math.abs(x)];
}

/** The nearest integer, the even one for halves; −128 or 127 for what is beyond, and 0 for NaN. */
function roundedToByte(x: number): number {
  if (Number.isNaN(x)) return 0;
  const below = Math.floor(x);
  const isUp = x - below > 0.5 || (x - below === 0.5 && below % 2 !== 0);
  return Math.max(-128, Math.min(127, isUp ? below + 1 : below));
}
