import { byOwner, copy, copyAll, range, squared, transposed } from '../../matrix.ts';
import type { ExpectedOutput, ExpectedRows, Multiply } from '../../reference.ts';
import { type Operand, operandIndex } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { emptyRows, headView, type Inputs, LEAST_SCALE, ofScores, queryParts } from '../reference.ts';
import { addedScore } from '../reference-mask.ts';
import { type Weights, weigh } from './reference-weights.ts';

/** Elements of dK and dV kept until the other is requested: 64 MiB with their scales. */
const KEPT = 2 ** 21;
/** How many exponentials take as long as the weighing of a score and a slope. */
const WEIGHING = 4;

/** dQ, dK and dV in float64, from Q, K, V, dO and M as they are in their buffers. */
export function gradientReference(problem: CompleteAttention, inputs: Inputs): ExpectedOutput[] {
  const { batch, heads, kvHeads, r, c, d, dtype } = problem;
  const group = heads / kvHeads;
  const keyGradients = kept(Math.max(1, Math.floor(KEPT / (c * d))), (kvHead: number, multiply: Multiply) =>
    gradientsOfKeys(problem, inputs, kvHead, multiply),
  );
  const output = (operand: Operand, rows: number, sharers: number) => ({
    buffer: `d${operand}`,
    dtype,
    rows: batch * (heads / sharers) * rows,
    columns: d,
    at: (index: number, column: number) =>
      operandIndex(operand, problem, Math.floor(index / rows) * sharers, index % rows, column),
  });
  const ofKeys = (operand: 'K' | 'V'): ExpectedOutput => ({
    ...output(operand, c, group),
    // Half of what both take.
    rowCost: { multiplyAdds: 4 * group * r * d, exponentials: (group * r * WEIGHING) / 2 },
    rowsTogether: c,
    compute: async (rows, multiply) => {
      const expected = emptyRows(rows.length * d);
      for (const { owner, first, rows: keys } of byOwner(rows, c)) {
        const { values, scales } = (await keyGradients(owner, multiply))[operand];
        for (const [index, key] of keys.entries()) {
          expected.values.set(values.subarray(key * d, (key + 1) * d), (first + index) * d);
          expected.scales.set(scales.subarray(key * d, (key + 1) * d), (first + index) * d);
        }
      }
      return expected;
    },
  });
  return [
    {
      ...output('Q', r, 1),
      rowCost: { multiplyAdds: 6 * c * d, exponentials: c * WEIGHING },
      compute: (rows, multiply) => gradientsOfQueries(problem, inputs, rows, multiply),
    },
    ofKeys('K'),
    ofKeys('V'),
  ];
}

/** Caches the last `count` results. */
function kept<T>(count: number, make: (key: number, multiply: Multiply) => Promise<T>): typeof make {
  const known = new Map<number, Promise<T>>();
  return (key, multiply) => {
    const found = known.get(key) ?? make(key, multiply);
    known.delete(key);
    known.set(key, found);
    if (known.size > count) known.delete(known.keys().next().value as number);
    return found;
  };
}

/** The weights of queries of a head, part by part. */
async function* weightsOf(
  problem: CompleteAttention,
  inputs: Inputs,
  head: number,
  all: readonly number[],
  multiply: Multiply,
): AsyncGenerator<Weights> {
  const [q, dO] = [headView(inputs, 'Q', 'Q', problem, head), headView(inputs, 'dO', 'O', problem, head)];
  const k = transposed(copyAll(headView(inputs, 'K', 'K', problem, head)));
  const v = transposed(copyAll(headView(inputs, 'V', 'V', problem, head)));
  const [kSquares, vSquares] = [squared(k), squared(v)];
  const added = addedScore(problem, inputs);
  for (const queries of queryParts(all, problem)) {
    const rows = copy(q, queries, undefined, (element) => problem.scale * element);
    const slopeRows = copy(dO, queries);
    const made = {
      queries,
      weights: await multiply(rows, k),
      weightSquares: await multiply(squared(rows), kSquares),
      slopes: await multiply(slopeRows, v),
      slopeSquares: await multiply(squared(slopeRows), vSquares),
    };
    weigh(problem, added, made);
    yield made;
  }
}

async function gradientsOfQueries(
  problem: CompleteAttention,
  inputs: Inputs,
  rows: readonly number[],
  multiply: Multiply,
): Promise<ExpectedRows> {
  const { r, d } = problem;
  const expected = emptyRows(rows.length * d);
  for (const { owner: head, first, rows: queries } of byOwner(rows, r)) {
    const k = copyAll(headView(inputs, 'K', 'K', problem, head));
    const kSquares = squared(k);
    let at = first * d;
    for await (const { queries: some, slopes, slopeSquares } of weightsOf(
      problem,
      inputs,
      head,
      queries,
      multiply,
    )) {
      expected.values.set(await multiply(ofScores(problem, some, slopes), k), at);
      expected.scales.set(await multiply(ofScores(problem, some, slopeSquares), kSquares), at);
      at += some.length * d;
    }
  }
  return withRoots(problem, expected);
}

/** dK and dV of a head of K and V: sums over all queries of the heads that share it. */
async function gradientsOfKeys(
  problem: CompleteAttention,
  inputs: Inputs,
  kvHead: number,
  multiply: Multiply,
): Promise<{ K: ExpectedRows; V: ExpectedRows }> {
  const { heads, kvHeads, r, c, d } = problem;
  const group = heads / kvHeads;
  const [K, V] = [emptyRows(c * d), emptyRows(c * d)];
  for (const head of range(kvHead * group, group)) {
    const [q, dO] = [headView(inputs, 'Q', 'Q', problem, head), headView(inputs, 'dO', 'O', problem, head)];
    for await (const part of weightsOf(problem, inputs, head, range(0, r), multiply)) {
      const ofKeys = (data: Float64Array) => transposed(ofScores(problem, part.queries, data));
      const [queries, slopes] = [copy(q, part.queries), copy(dO, part.queries)];
      add(K.values, await multiply(ofKeys(part.slopes), queries));
      add(K.scales, await multiply(ofKeys(part.slopeSquares), squared(queries)));
      add(V.values, await multiply(ofKeys(part.weights), slopes));
      add(V.scales, await multiply(ofKeys(part.weightSquares), squared(slopes)));
    }
  }
  return { K: withRoots(problem, K), V: withRoots(problem, V) };
}

function add(sums: Float64Array, more: Float64Array): void {
  for (let index = 0; index < sums.length; index++) {
    sums[index] = (sums[index] as number) + (more[index] as number);
  }
}

/** Sums of squared terms become scales. Only a sum without terms has none: p and its error are above 0 otherwise. */
function withRoots({ dtype }: CompleteAttention, { values, scales }: ExpectedRows): ExpectedRows {
  return {
    values,
    scales: scales.map((square) => (square === 0 ? 0 : Math.max(Math.sqrt(square), LEAST_SCALE[dtype]))),
  };
}
