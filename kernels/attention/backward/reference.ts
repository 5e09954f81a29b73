import type { FloatDType } from '../../msl/dtype.ts';
import type { ExpectedOutput, ExpectedRow } from '../../reference.ts';
import { type Operand, operandIndex } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { LEAST_SCALE } from '../reference.ts';
import { type RowSums, rowSums, weigh } from './reference-weights.ts';
import { Head, type Inputs } from './scores.ts';

/** How many heads are kept in float64, and how many heads' row sums are kept. */
const KEPT = { heads: 8, sums: 256 };

/**
 * dQ, dK and dV in float64, from Q, K, V, dO and M as they are in their buffers. The first row of a head's dK or dV
 * takes the sums of all its queries, which are then kept.
 */
export function gradientReference(problem: CompleteAttention, inputs: Inputs): ExpectedOutput[] {
  const { batch, heads, kvHeads, r, c, d } = problem;
  const headOf = kept(KEPT.heads, (head: number) => new Head(problem, inputs, head));
  const sumsOf = kept(KEPT.sums, (head: number) => {
    const of = headOf(head);
    return Array.from({ length: r }, (_, query) => rowSums(of.scores(query, 0, c)));
  });
  const keyRow = kept(1, (row: number) => gradientsOfKey(problem, headOf, sumsOf, row));
  const group = heads / kvHeads;
  const output = (
    operand: Operand,
    rows: number,
    sharers: number,
    rowCost: number,
    row: ExpectedOutput['row'],
  ) => ({
    buffer: `d${operand}`,
    rows: batch * (heads / sharers) * rows,
    columns: d,
    rowCost,
    row,
    at: (index: number, column: number) =>
      operandIndex(operand, problem, Math.floor(index / rows) * sharers, index % rows, column),
  });
  // Of the 10, 4 are the share of the row sums of the queries.
  const keyCost = 10 * group * r * d;
  return [
    output('Q', r, 1, 6 * c * d, (row) => gradientOfQuery(problem, headOf(Math.floor(row / r)), row % r)),
    output('K', c, group, keyCost, (row) => keyRow(row).dK),
    output('V', c, group, keyCost, (row) => keyRow(row).dV),
  ];
}

/** Caches the last `count` results. */
function kept<T>(count: number, make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.delete(key);
    known.set(key, found);
    if (known.size > count) known.delete(known.keys().next().value as number);
    return found;
  };
}

/** The sum of the terms of a row of a gradient. */
class Sums {
  private readonly values: Float64Array;
  private readonly squares: Float64Array;
  private count = 0;

  constructor(columns: number) {
    this.values = new Float64Array(columns);
    this.squares = new Float64Array(columns);
  }

  add(weight: number, square: number, vector: Float64Array): void {
    this.count++;
    for (let i = 0; i < vector.length; i++) {
      const element = vector[i] as number;
      this.values[i] = (this.values[i] as number) + weight * element;
      this.squares[i] = (this.squares[i] as number) + square * element * element;
    }
  }

  row(dtype: FloatDType): ExpectedRow {
    const least = this.count === 0 ? 0 : LEAST_SCALE[dtype];
    return { values: this.values, scales: this.squares.map((square) => Math.max(Math.sqrt(square), least)) };
  }
}

function gradientOfQuery({ c, d, dtype, scale }: CompleteAttention, head: Head, query: number): ExpectedRow {
  const scores = head.scores(query, 0, c);
  const sums = rowSums(scores);
  const dQ = new Sums(d);
  for (let key = 0; key < c; key++) {
    const weighed = weigh(scores, key, sums, scale);
    if (weighed) dQ.add(weighed.slope, weighed.slopeSquare, head.row(head.K, key));
  }
  return dQ.row(dtype);
}

function gradientsOfKey(
  { r, c, d, dtype, scale, heads, kvHeads }: CompleteAttention,
  headOf: (head: number) => Head,
  sumsOf: (head: number) => RowSums[],
  row: number,
): { dK: ExpectedRow; dV: ExpectedRow } {
  const [group, key] = [heads / kvHeads, row % c];
  const first = Math.floor(row / c) * group;
  const [dK, dV] = [new Sums(d), new Sums(d)];
  for (let number = first; number < first + group; number++) {
    const [head, sums] = [headOf(number), sumsOf(number)];
    for (let query = 0; query < r; query++) {
      const weighed = weigh(head.scores(query, key, 1), 0, sums[query] as RowSums, scale);
      if (!weighed) continue;
      dK.add(weighed.slope, weighed.slopeSquare, head.row(head.Q, query));
      dV.add(weighed.weight, weighed.weightSquare, head.row(head.dO, query));
    }
  }
  return { dK: dK.row(dtype), dV: dV.row(dtype) };
}
