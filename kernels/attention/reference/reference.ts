import { byOwner, copy, copyAll, denseView, folded, range, squared, type View } from '../../matrix.ts';
import {
  ATTENDED,
  type ExpectedRows,
  type Fold,
  type HeadMask,
  type LinearAlgebra,
  type Matrix,
  type Reference,
  TYPICAL_SUM,
} from '../../reference.ts';
import { MASK } from '../masks.ts';
import { type Operand, operandIndex } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { attend } from './head.ts';

/** The least scale of an element that has terms: below the normal numbers of a data type, errors are not relative. */
export const LEAST_SCALE = { f32: 2 ** -100, f16: 2 ** -14, bf16: 2 ** -100 } as const;

/**
 * The largest error of a correct output: some five times what was measured on the cpu with sums in single precision,
 * 1.5e-3 in f16 and 1.2e-2 in bf16, nearly all of which is the rounding of the result.
 */
export const ATTENTION_TOLERANCE = { f32: 2e-5, f16: 1e-2, bf16: 5e-2 } as const;

export type Inputs = Readonly<Record<string, Float32Array>>;

/** What scales are, for messages: see weighSquares() and weighSlopes(). */
export const UNCERTAIN_SUM = `${TYPICAL_SUM}, of which those with uncertain weights count more`;

/** O in float64: rows count queries first, then heads, then the batch. */
export function attentionReference(problem: CompleteAttention, inputs: Inputs): Reference {
  const { batch, heads, r, c, d, dtype } = problem;
  const rows = batch * heads * r;
  const costOf = (products: number) => ({
    multiplyAdds: 0,
    exponentials: 0,
    attended: c * (products * d + ATTENDED.weight),
  });
  return {
    outputs: [
      {
        buffer: 'O',
        dtype,
        rows,
        columns: d,
        rowCost: costOf(4),
        relativeTo: UNCERTAIN_SUM,
        compute: (some, algebra) => expectedRows(problem, inputs, some, null, algebra),
        project: (fold, algebra) => expectedRows(problem, inputs, range(0, rows), fold, algebra),
        projectedRowCost: costOf(2),
        at: (row, column) => operandIndex('O', problem, Math.floor(row / r), row % r, column),
      },
    ],
  };
}

async function expectedRows(
  problem: CompleteAttention,
  inputs: Inputs,
  rows: readonly number[],
  fold: Fold | null,
  algebra: LinearAlgebra,
): Promise<ExpectedRows> {
  const { r, d, scale } = problem;
  const columns = fold?.groups ?? d;
  const expected = emptyRows(rows.length * columns);
  for (const { owner: head, first, rows: queries } of byOwner(rows, r)) {
    const view = (operand: Operand) => headView(inputs, operand, operand, problem, head);
    const product = { of: 'weights', over: 'keys', ...rightOperand(view('V'), fold) } as const;
    const made = {
      queries: copy(view('Q'), queries, undefined, (element) => scale * element),
      keys: copyAll(view('K')),
      mask: headMask(problem, inputs, queries),
      slopes: null,
    };
    const [sums] = await attend(made, [product], algebra);
    expected.values.set(sums?.values ?? [], first * columns);
    expected.scales.set(sums?.squares ?? [], first * columns);
  }
  return withRoots(problem, fold, expected);
}

export function emptyRows(elements: number): ExpectedRows {
  return { values: new Float64Array(elements), scales: new Float64Array(elements) };
}

/** The right operand of a product with weights, and what their squared errors are multiplied by. */
export function rightOperand(view: View, fold: Fold | null): { right: Matrix; rightSquares: Matrix } {
  const right = copyAll(fold ? folded(view, fold, false) : view);
  return { right, rightSquares: fold ? copyAll(folded(view, fold, true)) : squared(right) };
}

/** Sums of squared terms become scales. Only a sum without terms has none: p and its error are above 0 otherwise. */
export function withRoots(
  { dtype }: CompleteAttention,
  fold: Fold | null,
  { values, scales }: ExpectedRows,
): ExpectedRows {
  const least = LEAST_SCALE[dtype] * Math.sqrt(fold?.width ?? 1);
  return {
    values,
    scales: scales.map((square) => (square === 0 ? 0 : Math.max(Math.sqrt(square), least))),
  };
}

/** The rows of an operand, or of dO with the layout of O, that a query head reads. */
export function headView(
  inputs: Inputs,
  buffer: string,
  operand: Operand,
  problem: CompleteAttention,
  head: number,
): View {
  const { r, c, d, transposeQ, transposeK, transposeV, transposeO } = problem;
  const isTransposed = { Q: transposeQ, K: transposeK, V: transposeV, O: transposeO }[operand];
  const rows = operand === 'Q' || operand === 'O' ? r : c;
  const offset = operandIndex(operand, problem, head, 0, 0);
  return denseView(inputs[buffer] as Float32Array, [rows, d], { offset, isTransposed });
}

/** The mask for some queries. */
export function headMask(
  { mask, r, c, window }: Pick<CompleteAttention, 'mask' | 'r' | 'c' | 'window'>,
  inputs: Inputs,
  queries: readonly number[],
): HeadMask {
  const isCausal = mask === 'causal' || mask === 'window';
  const clamped = (key: number) => Math.min(c, Math.max(0, key));
  const end = (query: number) => (isCausal ? clamped(query + c - r + 1) : c);
  return {
    first: Uint32Array.from(queries, (query) => (mask === 'window' ? clamped(end(query) - window) : 0)),
    end: Uint32Array.from(queries, end),
    entries: inputs[MASK] ?? null,
    entryRows: Uint32Array.from(queries),
    isBoolean: mask !== 'additive',
  };
}
