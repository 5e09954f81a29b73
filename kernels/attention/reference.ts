import { byOwner, copy, copyAll, denseView, parts, squared, transposed, type View } from '../matrix.ts';
import type { ExpectedRows, Matrix, Multiply, Reference } from '../reference.ts';
import { type Operand, operandIndex } from './operands.ts';
import type { CompleteAttention } from './problem.ts';
import { type AddedScore, addedScore } from './reference-mask.ts';

/** The least scale of an element that has terms: below the normal numbers of a data type, errors are not relative. */
export const LEAST_SCALE = { f32: 2 ** -100, f16: 2 ** -14, bf16: 2 ** -100 } as const;

/**
 * The largest error of a correct output: some five times what was measured on the cpu with sums in single precision,
 * 1.5e-3 in f16 and 1.2e-2 in bf16, nearly all of which is the rounding of the result.
 */
export const ATTENTION_TOLERANCE = { f32: 2e-5, f16: 1e-2, bf16: 5e-2 } as const;

/** Scores in float64 at a time: 4 MiB, which a few passes over them find in a cache. */
const SCORES = 2 ** 19;

export type Inputs = Readonly<Record<string, Float32Array>>;

/** O in float64: rows count queries first, then heads, then the batch. */
export function attentionReference(problem: CompleteAttention, inputs: Inputs): Reference {
  const { batch, heads, r, c, d, dtype } = problem;
  return {
    outputs: [
      {
        buffer: 'O',
        dtype,
        rows: batch * heads * r,
        columns: d,
        rowCost: { multiplyAdds: 4 * c * d, exponentials: c },
        compute: async (rows, multiply) => {
          const expected = emptyRows(rows.length * d);
          for (const { owner: head, first, rows: queries } of byOwner(rows, r)) {
            await addHead(problem, inputs, { head, queries, first }, multiply, expected);
          }
          return expected;
        },
        at: (row, column) => operandIndex('O', problem, Math.floor(row / r), row % r, column),
      },
    ],
  };
}

export function emptyRows(elements: number): ExpectedRows {
  return { values: new Float64Array(elements), scales: new Float64Array(elements) };
}

/** As many queries at a time as scores may be kept. */
export function queryParts(queries: readonly number[], { c }: CompleteAttention) {
  return parts(queries, Math.max(1, Math.floor(SCORES / c)));
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

/** Adds queries of a head to what is expected, from row `first` on. */
async function addHead(
  problem: CompleteAttention,
  inputs: Inputs,
  { head, queries, first }: { head: number; queries: readonly number[]; first: number },
  multiply: Multiply,
  { values, scales }: ExpectedRows,
): Promise<void> {
  const { d, dtype, scale } = problem;
  const q = headView(inputs, 'Q', 'Q', problem, head);
  const k = transposed(copyAll(headView(inputs, 'K', 'K', problem, head)));
  const v = copyAll(headView(inputs, 'V', 'V', problem, head));
  const [kSquares, vSquares] = [squared(k), squared(v)];
  const added = addedScore(problem, inputs);
  let at = first * d;
  for (const some of queryParts(queries, problem)) {
    const rows = copy(q, some, undefined, (element) => scale * element);
    const scores = await multiply(rows, k);
    const spreads = await multiply(squared(rows), kSquares);
    const totals = softmax(problem, some, added, scores, spreads);
    const sums = await multiply(ofScores(problem, some, scores), v);
    const squares = await multiply(ofScores(problem, some, spreads), vSquares);
    for (let index = 0; index < sums.length; index++, at++) {
      const total = totals[Math.floor(index / d)] as number;
      if (total === 0) continue;
      values[at] = (sums[index] as number) / total;
      scales[at] = Math.max(Math.sqrt(squares[index] as number) / total, LEAST_SCALE[dtype]);
    }
  }
}

/**
 * Replaces scores by p = exp(score − the largest), and the sums of their squared terms by the factors of v² in the
 * squared scales; returns the sum of p for each query, which is 0 if it sees no key.
 *
 * Rounding of a score's terms makes the score uncertain, and exp turns that into a relative error of p. So terms p · v
 * count more if the root of the sum of the score's squared terms is above 1, which is rare at a scale of 1/√d.
 */
function softmax(
  { c }: CompleteAttention,
  queries: readonly number[],
  added: AddedScore,
  scores: Float64Array,
  spreads: Float64Array,
): Float64Array {
  const totals = new Float64Array(queries.length);
  for (const [row, query] of queries.entries()) {
    let most = Number.NEGATIVE_INFINITY;
    for (let key = 0, at = row * c; key < c; key++, at++) {
      const score = (scores[at] as number) + added(query, key);
      scores[at] = score;
      if (score > most) most = score;
    }
    let total = 0;
    for (let at = row * c; at < (row + 1) * c; at++) {
      const p = most === Number.NEGATIVE_INFINITY ? 0 : Math.exp((scores[at] as number) - most);
      total += p;
      scores[at] = p;
      spreads[at] = p * p * Math.max(1, spreads[at] as number);
    }
    totals[row] = total;
  }
  return totals;
}

/** A matrix of one number for each of some queries and every key. */
export function ofScores({ c }: CompleteAttention, queries: readonly number[], data: Float64Array): Matrix {
  return { rows: queries.length, columns: c, data };
}
