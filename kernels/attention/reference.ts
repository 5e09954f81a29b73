import type { ExpectedRow, Reference } from '../reference.ts';
import { MASK } from './masks.ts';
import { type Operand, operandIndex } from './operands.ts';
import type { CompleteAttention } from './problem.ts';

/** The least scale of an element that has terms: below the normal numbers of a data type, errors are not relative. */
export const LEAST_SCALE = { f32: 2 ** -100, f16: 2 ** -14, bf16: 2 ** -100 } as const;

type Inputs = Readonly<Record<string, Float32Array>>;

/** O in float64, row by row: rows count queries first, then heads, then the batch. */
export function attentionReference(problem: CompleteAttention, inputs: Inputs): Reference {
  const { batch, heads, r, c, d } = problem;
  return {
    outputs: [
      {
        buffer: 'O',
        rows: batch * heads * r,
        columns: d,
        rowCost: 2 * c * d,
        row: (row) => attentionRow(problem, inputs, Math.floor(row / r), row % r),
        at: (row, column) => operandIndex('O', problem, Math.floor(row / r), row % r, column),
      },
    ],
  };
}

/**
 * One query's row. Rounding of a score's terms makes the score uncertain, and exp turns that into a relative error of
 * p. So terms p · v count more if the root of the sum of the score's squared terms is above 1, which is rare at a scale
 * of 1/√d.
 */
function attentionRow(problem: CompleteAttention, inputs: Inputs, head: number, query: number): ExpectedRow {
  const { d, dtype } = problem;
  const element = (operand: Operand, row: number, column: number) =>
    (inputs[operand] as Float32Array)[operandIndex(operand, problem, head, row, column)] as number;
  const row = Float64Array.from({ length: d }, (_, i) => element('Q', query, i));
  const scores = attentionScores(problem, inputs[MASK], query, (key) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < d; i++) {
      const term = problem.scale * (row[i] as number) * element('K', key, i);
      sum += term;
      squares += term * term;
    }
    return { sum, spread: Math.sqrt(squares) };
  });
  const most = Math.max(...scores.map(({ score }) => score), Number.NEGATIVE_INFINITY);
  const [values, scales] = [new Float64Array(d), new Float64Array(d)];
  let total = 0;
  for (const { key, score, spread } of scores) {
    const p = Math.exp(score - most);
    total += p;
    for (let i = 0; i < d; i++) {
      const term = p * element('V', key, i);
      values[i] = (values[i] as number) + term;
      scales[i] = (scales[i] as number) + (term * Math.max(1, spread)) ** 2;
    }
  }
  if (total === 0) return { values, scales };
  return {
    values: values.map((value) => value / total),
    scales: scales.map((squares) => Math.max(Math.sqrt(squares) / total, LEAST_SCALE[dtype])),
  };
}

/** A key that a query sees, its scaled and masked score, and how uncertain the score is because of its terms. */
interface SeenKey {
  readonly key: number;
  readonly score: number;
  readonly spread: number;
}

function attentionScores(
  { mask, r, c, window }: CompleteAttention,
  m: Float32Array | undefined,
  query: number,
  product: (key: number) => { sum: number; spread: number },
): SeenKey[] {
  const end = mask === 'causal' || mask === 'window' ? query + c - r + 1 : c;
  const begin = mask === 'window' ? Math.max(0, end - window) : 0;
  const seen: SeenKey[] = [];
  for (let key = begin; key < end; key++) {
    const entry = m?.[query * c + key] ?? 0;
    if (m && (mask === 'additive' ? entry === Number.NEGATIVE_INFINITY : entry === 0)) continue;
    const { sum, spread } = product(key);
    seen.push({ key, score: mask === 'additive' ? sum + entry : sum, spread });
  }
  return seen;
}
