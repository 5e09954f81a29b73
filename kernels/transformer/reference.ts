import { attend } from '../attention/reference/head.ts';
import { headMask } from '../attention/reference/reference.ts';
import { byOwner, copy, copyAll, denseView, range } from '../matrix.ts';
import { activate, activatedScale, steepestSlope } from '../msl/epilogue.ts';
import { addProduct } from '../multiply.ts';
import {
  ATTENDED,
  type ExpectedRows,
  type LinearAlgebra,
  type Reference,
  TYPICAL_SUM,
} from '../reference.ts';
import type { CompleteTransformer } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** Y in float64. */
export function blockReference(problem: CompleteTransformer, inputs: Inputs): Reference {
  const { batch, n, d, e, heads, dtype } = problem;
  return {
    outputs: [
      {
        buffer: 'Y',
        dtype,
        rows: batch * n,
        columns: e,
        rowCost: {
          multiplyAdds: 5 * e * e,
          exponentials: e,
          attended: heads * n * (2 * d + ATTENDED.weight),
        },
        relativeTo: activatedScale(TYPICAL_SUM, problem.activation),
        compute: async (rows, algebra) => {
          const expected = {
            values: new Float64Array(rows.length * e),
            scales: new Float64Array(rows.length * e),
          };
          for (const { owner: member, first, rows: tokens } of byOwner(rows, n)) {
            await addSequence(problem, inputs, { member, tokens, first }, algebra, expected);
          }
          return expected;
        },
        at: (row, column) => row * e + column,
      },
    ],
  };
}

/** Adds tokens of a sequence to what is expected, from row `first` on. */
async function addSequence(
  problem: CompleteTransformer,
  inputs: Inputs,
  { member, tokens, first }: { member: number; tokens: readonly number[]; first: number },
  algebra: LinearAlgebra,
  expected: ExpectedRows,
): Promise<void> {
  const { multiply } = algebra;
  const { n, e, heads, bias, activation } = problem;
  const x = denseView(inputs.X as Float32Array, [n, e], { offset: member * n * e });
  const weights = (name: string) => denseView(inputs[name] as Float32Array, [e, e]);
  const projected = async (name: string, rows: readonly number[]) => {
    const sums = new Float64Array(rows.length * e);
    await addProduct(x, rows, weights(name), multiply, sums);
    return sums;
  };
  const all = range(0, n);
  const [keys, values] = [await projected('Wk', all), await projected('Wv', all)];
  const queries = await projected('Wq', tokens);
  const attended = new Float64Array(tokens.length * e);
  for (let head = 0; head < heads; head++) {
    await attendTokens(problem, { queries, keys, values, tokens, head }, algebra, attended);
  }
  const [begin, end] = [first * e, (first + tokens.length) * e];
  const [sums, squares] = [expected.values.subarray(begin, end), expected.scales.subarray(begin, end)];
  const o = denseView(attended, [tokens.length, e]);
  const factors = { of: null, sums: squares };
  await addProduct(o, range(0, tokens.length), weights('Wo'), multiply, sums, factors);
  const slope = steepestSlope(activation);
  for (let index = 0; index < sums.length; index++) {
    const added = bias ? (inputs.bias?.[index % e] as number) : 0;
    sums[index] = activate(activation, (sums[index] as number) + added);
    squares[index] = slope * Math.sqrt((squares[index] as number) + added * added);
  }
}

/** Softmax attention of tokens in one head. */
async function attendTokens(
  { n, d, e, mask }: CompleteTransformer,
  given: Record<'queries' | 'keys' | 'values', Float64Array> & { tokens: readonly number[]; head: number },
  algebra: LinearAlgebra,
  attended: Float64Array,
): Promise<void> {
  const ofHead = (data: Float64Array) =>
    denseView(data, [data.length / e, d], { offset: given.head * d, leading: e });
  const rows = range(0, given.tokens.length);
  const made = {
    queries: copy(ofHead(given.queries), rows, undefined, (element) => element / Math.sqrt(d)),
    keys: copyAll(ofHead(given.keys)),
    mask: headMask({ mask, r: n, c: n, window: n }, {}, given.tokens),
    slopes: null,
  };
  const right = copyAll(ofHead(given.values));
  const product = { of: 'weights', over: 'keys', right, rightSquares: null } as const;
  const [sums] = await attend(made, [product], algebra);
  for (const row of rows) {
    attended.set(sums?.values.subarray(row * d, (row + 1) * d) ?? [], row * e + given.head * d);
  }
}
