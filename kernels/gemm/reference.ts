import { byOwner, denseView, folded, range, type View } from '../matrix.ts';
import { activate, activatedScale, steepestSlope } from '../msl/epilogue.ts';
import { addProduct } from '../multiply.ts';
import { type ExpectedRows, type Fold, type Multiply, type Reference, TYPICAL_SUM } from '../reference.ts';
import { type CompleteGemm, layoutsOf } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** C in float64, in which products of float32 numbers are exact. The rows of all members of the batch in order. */
export function gemmReference(problem: CompleteGemm, inputs: Inputs): Reference {
  const { m, n, k, batch, activation, dtypeC, ldc, strideC } = problem;
  const isLinear = activation === 'none';
  return {
    outputs: [
      {
        buffer: 'C',
        dtype: dtypeC,
        rows: batch * m,
        columns: n,
        rowCost: { multiplyAdds: 2 * n * k, exponentials: isLinear ? 0 : n },
        relativeTo: activatedScale(TYPICAL_SUM, activation),
        compute: (rows, { multiply }) => expectedRows(problem, inputs, rows, null, multiply),
        ...(isLinear && {
          project: (fold, { multiply }) => expectedRows(problem, inputs, range(0, batch * m), fold, multiply),
        }),
        at: (row, column) => Math.floor(row / m) * strideC + (row % m) * ldc + column,
      },
    ],
  };
}

/** Sums of whole numbers are exact; the numbers that they are compared as have 24 bits. */
const WHOLE_TOLERANCE = 1e-6;

/**
 * The largest relative error of a correct output. It grows with k as rounding does when terms are added in sequence.
 */
export function gemmTolerance({ dtype, dtypeB, dtypeC, k }: CompleteGemm): number {
  if (dtypeC === 'i32') return WHOLE_TOLERANCE;
  const types = [dtype, dtypeB, dtypeC];
  const base = types.includes('bf16') ? 5e-2 : types.includes('f16') ? 5e-3 : 1e-5;
  // Measured in single precision over 10^5 sums: at most 3.8e-6 at k = 512 and 1.6e-5 at k = 16384. The tolerance is
  // more than 3 times as much, and about 50 times less than the error of a dropped term.
  return base * Math.max(1, Math.sqrt(k / 256));
}

/** Rows of C, or their folded sums: those are a product too, of A and the folded B, plus the rest folded. */
async function expectedRows(
  problem: CompleteGemm,
  inputs: Inputs,
  rows: readonly number[],
  fold: Fold | null,
  multiply: Multiply,
): Promise<ExpectedRows> {
  const { m, alpha, activation } = problem;
  const columns = fold?.groups ?? problem.n;
  const values = new Float64Array(rows.length * columns);
  const scales = new Float64Array(rows.length * columns);
  for (const { owner: member, first, rows: own } of byOwner(rows, m)) {
    const b = operand(problem, inputs, 'B', member);
    const [begin, end] = [first * columns, (first + own.length) * columns];
    const [sums, squares] = [values.subarray(begin, end), scales.subarray(begin, end)];
    const right = fold ? folded(b, fold, false) : b;
    const of = fold ? folded(b, fold, true) : null;
    await addProduct(operand(problem, inputs, 'A', member), own, right, multiply, sums, {
      of,
      sums: squares,
    });
    for (let index = 0; index < sums.length; index++) {
      sums[index] = alpha * (sums[index] as number);
      squares[index] = alpha * alpha * (squares[index] as number);
    }
    addRest(problem, inputs, member, own, fold, sums, squares);
  }
  const slope = steepestSlope(activation);
  for (let index = 0; index < values.length; index++) {
    values[index] = activate(activation, values[index] as number);
    scales[index] = slope * Math.sqrt(scales[index] as number);
  }
  return { values, scales };
}

/** A or B of a member of the batch. */
function operand(problem: CompleteGemm, inputs: Inputs, name: 'A' | 'B', member: number): View {
  const { m, n, k, transposeA, transposeB } = problem;
  const { a, b } = layoutsOf(problem);
  const [layout, shape, isTransposed] =
    name === 'A' ? ([a, [m, k], transposeA] as const) : ([b, [k, n], transposeB] as const);
  const { leading, stride } = layout;
  return denseView(inputs[name] as Float32Array, shape, { offset: member * stride, leading, isTransposed });
}

/** Adds beta · C and the bias, folded if need be. */
function addRest(
  { n, beta, bias, ldc, strideC }: CompleteGemm,
  inputs: Inputs,
  member: number,
  rows: readonly number[],
  fold: Fold | null,
  sums: Float64Array,
  squares: Float64Array,
): void {
  if (beta === 0 && !bias) return;
  const columns = fold?.groups ?? n;
  for (const [index, row] of rows.entries()) {
    for (let column = 0; column < n; column++) {
      const at = index * columns + (fold ? Math.floor(column / fold.width) : column);
      const sign = fold ? (fold.signs[column] as number) : 1;
      const add = (term: number) => {
        sums[at] = (sums[at] as number) + sign * term;
        squares[at] = (squares[at] as number) + term * term;
      };
      if (beta !== 0) add(beta * (inputs.C?.[member * strideC + row * ldc + column] as number));
      if (bias) add(inputs.bias?.[column] as number);
    }
  }
}
