import type { FloatDType } from '../msl/dtype.ts';
import type { ExpectedOutput, ExpectedRow } from '../reference.ts';
import { headOf, type QueryStatistics, queryStatistics, scoreOf } from './backward-statistics.ts';
import { type AttentionProblem, type CompleteAttention, completeAttention } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/**
 * What a type rounds to zero, with room for it to be summed up and multiplied: no element of a gradient that any
 * query sees is expected to be more exact than this.
 */
const FLOOR: Readonly<Record<FloatDType, number>> = { f32: 2 ** -96, f16: 2 ** -19, bf16: 2 ** -96 };

/** What dQ, dK and dV are, in float64, by Q, K, V, dO and M as they lie in their buffers. */
export function gradientReference(problem: AttentionProblem, inputs: Inputs): ExpectedOutput[] {
  const complete = completeAttention(problem);
  const { batch, heads, kvHeads, r, c, d, transposeQ, transposeK, transposeV } = complete;
  const statistics = memo((head: number) =>
    Array.from({ length: r }, (_, query) => queryStatistics(complete, inputs, head, query)),
  );
  const byKey = memo((row: number) => keyRow(complete, inputs, row, statistics));
  const shapes = {
    dQ: { length: r, count: batch * heads, isTransposed: transposeQ },
    dK: { length: c, count: batch * kvHeads, isTransposed: transposeK },
    dV: { length: c, count: batch * kvHeads, isTransposed: transposeV },
  };
  const keyCost = (heads / kvHeads) * (4 * r * c * d + 8 * r * d);
  const output = (
    buffer: keyof typeof shapes,
    rowCost: number,
    row: ExpectedOutput['row'],
  ): ExpectedOutput => {
    const { length, count, isTransposed } = shapes[buffer];
    const at = (of: number, column: number) => {
      const [head, index] = [Math.floor(of / length), of % length];
      return head * length * d + (isTransposed ? column * length + index : index * d + column);
    };
    return { buffer, rows: count * length, columns: d, rowCost, row, at };
  };
  return [
    output('dQ', 8 * c * d, (row) => queryRow(complete, inputs, row)),
    output('dK', keyCost, (row) => byKey(row).dK),
    output('dV', keyCost, (row) => byKey(row).dV),
  ];
}

/** Remembers the last few answers: rows are asked for in order, heads of a group in turn. */
function memo<T>(make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.delete(key);
    known.set(key, found);
    if (known.size > MEMO_SIZE) known.delete(known.keys().next().value as number);
    return found;
  };
}

const MEMO_SIZE = 64;

/** What is added up in a row of a gradient: values, and the squares of what they may be off by. */
class Sums {
  readonly values: Float64Array;
  readonly squares: Float64Array;
  private readonly floor: number;

  constructor(columns: number, dtype: FloatDType) {
    this.values = new Float64Array(columns);
    this.squares = new Float64Array(columns);
    this.floor = FLOOR[dtype];
  }

  /** Adds weight·vector; `scale` is that of the weight. */
  add(weight: number, scale: number, vector: Float64Array): void {
    for (let i = 0; i < vector.length; i++) {
      const element = vector[i] as number;
      this.values[i] = (this.values[i] as number) + weight * element;
      this.squares[i] = (this.squares[i] as number) + (scale * element) ** 2 + this.floor ** 2;
    }
  }

  row(): ExpectedRow {
    return { values: this.values, scales: this.squares.map(Math.sqrt) };
  }
}

function queryRow(problem: CompleteAttention, inputs: Inputs, row: number): ExpectedRow {
  const { r, c, d, dtype, heads, kvHeads } = problem;
  const [head, query] = [Math.floor(row / r), row % r];
  const statistics = queryStatistics(problem, inputs, head, query);
  const sums = new Sums(d, dtype);
  const keyHead = headOf(problem, inputs, 'K', Math.floor(head / (heads / kvHeads)));
  for (let key = 0; key < c; key++) {
    const { slope, slopeScale, isSeen } = weightOf(problem, inputs, head, query, key, statistics);
    if (isSeen) sums.add(slope, slopeScale, keyHead.row(key));
  }
  return sums.row();
}

function keyRow(
  problem: CompleteAttention,
  inputs: Inputs,
  row: number,
  statisticsOf: (head: number) => QueryStatistics[],
): { dK: ExpectedRow; dV: ExpectedRow } {
  const { r, c, d, dtype, heads, kvHeads } = problem;
  const [keyHead, key] = [Math.floor(row / c), row % c];
  const group = heads / kvHeads;
  const [dK, dV] = [new Sums(d, dtype), new Sums(d, dtype)];
  for (let head = keyHead * group; head < (keyHead + 1) * group; head++) {
    const statistics = statisticsOf(head);
    const [queries, gradients] = [headOf(problem, inputs, 'Q', head), headOf(problem, inputs, 'dO', head)];
    for (let query = 0; query < r; query++) {
      const weight = weightOf(problem, inputs, head, query, key, statistics[query] as QueryStatistics);
      if (!weight.isSeen) continue;
      dK.add(weight.slope, weight.slopeScale, queries.row(query));
      dV.add(weight.probability, weight.probabilityScale, gradients.row(query));
    }
  }
  return { dK: dK.row(), dV: dV.row() };
}

const HIDDEN = { isSeen: false, probability: 0, probabilityScale: 0, slope: 0, slopeScale: 0 };

/** An element of P and of dS, with what each may be off by in units of a rounding. */
function weightOf(
  problem: CompleteAttention,
  inputs: Inputs,
  head: number,
  query: number,
  key: number,
  statistics: QueryStatistics,
): typeof HIDDEN {
  const { heads, kvHeads, scale } = problem;
  const score = scoreOf(problem, inputs, head, query, key);
  if (score.value === Number.NEGATIVE_INFINITY) return HIDDEN;
  const probability = Math.exp(score.value - statistics.logSum);
  const probabilityScale = probability * Math.hypot(1, score.scale, statistics.logSumScale);
  const gradient = headOf(problem, inputs, 'dO', head).row(query);
  const value = headOf(problem, inputs, 'V', Math.floor(head / (heads / kvHeads))).row(key);
  let [product, squares] = [0, 0];
  for (let i = 0; i < value.length; i++) {
    const term = (gradient[i] as number) * (value[i] as number);
    product += term;
    squares += term * term;
  }
  const difference = product - statistics.rowSum;
  const differenceScale = Math.hypot(Math.sqrt(squares), statistics.rowSumScale);
  return {
    isSeen: true,
    probability,
    probabilityScale,
    slope: probability * difference * scale,
    slopeScale: Math.hypot(probability * differenceScale, probabilityScale * difference) * Math.abs(scale),
  };
}
