import { activate, steepestSlope } from '../msl/epilogue.ts';
import type { ExpectedRow, Reference } from '../reference.ts';
import { type CompleteGemm, layoutsOf } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** C in float64, in which products of float32 numbers are exact. The rows of all members of the batch in order. */
export function gemmReference(problem: CompleteGemm, inputs: Inputs): Reference {
  const { m, n, k, batch, activation, ldc, strideC } = problem;
  const isLinear = activation === 'none';
  return {
    outputs: [
      {
        buffer: 'C',
        rows: batch * m,
        columns: n,
        rowCost: n * k,
        row: (row) => expectedRow(problem, inputs, row),
        at: (row, column) => Math.floor(row / m) * strideC + (row % m) * ldc + column,
      },
    ],
    ...(isLinear && { projection: (signs) => project(problem, inputs, signs) }),
  };
}

/**
 * The largest relative error of a correct output. It grows with k as rounding does when terms are added in sequence.
 */
export function gemmTolerance({ dtype, dtypeB, dtypeC, k }: CompleteGemm): number {
  const types = [dtype, dtypeB, dtypeC];
  const base = types.includes('bf16') ? 5e-2 : types.includes('f16') ? 5e-3 : 1e-5;
  // Measured in single precision over 10^5 sums: at most 3.8e-6 at k = 512 and 1.6e-5 at k = 16384. The tolerance is
  // more than 3 times as much, and about 50 times less than the error of a dropped term.
  return base * Math.max(1, Math.sqrt(k / 256));
}

/** One row of C. */
function expectedRow(problem: CompleteGemm, inputs: Inputs, index: number): ExpectedRow {
  const { m, n, k, alpha, activation } = problem;
  const { a, b } = layoutsOf(problem);
  const [member, row] = [Math.floor(index / m), index % m];
  const [A, B] = [inputs.A as Float32Array, inputs.B as Float32Array];
  const values = new Float64Array(n);
  const scales = new Float64Array(n);
  for (let depth = 0; depth < k; depth++) {
    const inA = problem.transposeA ? depth * a.leading + row : row * a.leading + depth;
    const factor = alpha * (A[member * a.stride + inA] as number);
    const first = member * b.stride + (problem.transposeB ? depth : depth * b.leading);
    const step = problem.transposeB ? b.leading : 1;
    for (let column = 0; column < n; column++) {
      const product = factor * (B[first + column * step] as number);
      values[column] = (values[column] as number) + product;
      scales[column] = (scales[column] as number) + product * product;
    }
  }
  addRest(problem, inputs, index, values, scales);
  const slope = steepestSlope(activation);
  for (let column = 0; column < n; column++) {
    values[column] = activate(activation, values[column] as number);
    scales[column] = slope * Math.sqrt(scales[column] as number);
  }
  return { values, scales };
}

/** Adds beta · C and the bias. */
function addRest(
  problem: CompleteGemm,
  inputs: Inputs,
  index: number,
  values: Float64Array,
  scales: Float64Array,
): void {
  const { m, beta, bias, ldc, strideC } = problem;
  const add = (column: number, term: number) => {
    values[column] = (values[column] as number) + term;
    scales[column] = (scales[column] as number) + term * term;
  };
  const first = Math.floor(index / m) * strideC + (index % m) * ldc;
  for (let column = 0; column < values.length; column++) {
    if (beta !== 0) add(column, beta * (inputs.C?.[first + column] as number));
    if (bias) add(column, inputs.bias?.[column] as number);
  }
}

/** alpha·A·(B·x) + beta·(C·x) + bias·x for each member, which costs m·k + k·n instead of m·n·k. */
function project(problem: CompleteGemm, inputs: Inputs, signs: Float64Array): ExpectedRow {
  const { m, n, k, alpha, beta, bias, batch, ldc, strideC } = problem;
  const { a, b } = layoutsOf(problem);
  const [A, B] = [inputs.A as Float32Array, inputs.B as Float32Array];
  const values = new Float64Array(batch * m);
  const scales = new Float64Array(batch * m);
  const dots = new Float64Array(k);
  const squares = new Float64Array(k);
  for (let member = 0; member < batch; member++) {
    for (let depth = 0; depth < k; depth++) {
      let [dot, square] = [0, 0];
      for (let column = 0; column < n; column++) {
        const inB = problem.transposeB ? column * b.leading + depth : depth * b.leading + column;
        const value = B[member * b.stride + inB] as number;
        dot += value * (signs[column] as number);
        square += value * value;
      }
      [dots[depth], squares[depth]] = [dot, square];
    }
    for (let row = 0; row < m; row++) {
      let [sum, square] = [0, 0];
      for (let depth = 0; depth < k; depth++) {
        const inA = problem.transposeA ? depth * a.leading + row : row * a.leading + depth;
        const value = alpha * (A[member * a.stride + inA] as number);
        sum += value * (dots[depth] as number);
        square += value * value * (squares[depth] as number);
      }
      for (let column = 0; column < n && (beta !== 0 || bias); column++) {
        const previous =
          beta === 0 ? 0 : beta * (inputs.C?.[member * strideC + row * ldc + column] as number);
        const rest = previous + (bias ? (inputs.bias?.[column] as number) : 0);
        sum += rest * (signs[column] as number);
        square += rest * rest;
      }
      values[member * m + row] = sum;
      scales[member * m + row] = Math.sqrt(square);
    }
  }
  return { values, scales };
}
