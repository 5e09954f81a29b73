import { byOwner, copyAll, denseView, parts, range, transposed } from '../matrix.ts';
import { activate, steepestSlope } from '../msl/epilogue.ts';
import { addProduct } from '../multiply.ts';
import type { ExpectedRows, Matrix, Multiply, Reference } from '../reference.ts';
import type { CompleteTransformer } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** Scores in float64 at a time. */
const SCORES = 2 ** 19;

/** Y in float64. */
export function blockReference(problem: CompleteTransformer, inputs: Inputs): Reference {
  const { batch, n, e, heads, dtype } = problem;
  return {
    outputs: [
      {
        buffer: 'Y',
        dtype,
        rows: batch * n,
        columns: e,
        rowCost: { multiplyAdds: 5 * e * e + 2 * n * e, exponentials: heads * n + e },
        compute: async (rows, multiply) => {
          const expected = {
            values: new Float64Array(rows.length * e),
            scales: new Float64Array(rows.length * e),
          };
          for (const { owner: member, first, rows: tokens } of byOwner(rows, n)) {
            await addSequence(problem, inputs, { member, tokens, first }, multiply, expected);
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
  multiply: Multiply,
  expected: ExpectedRows,
): Promise<void> {
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
    await attend(problem, { queries, keys, values, tokens, head }, multiply, attended);
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
async function attend(
  { n, d, e, mask }: CompleteTransformer,
  given: Record<'queries' | 'keys' | 'values', Float64Array> & { tokens: readonly number[]; head: number },
  multiply: Multiply,
  attended: Float64Array,
): Promise<void> {
  const ofHead = (data: Float64Array): Matrix =>
    copyAll(denseView(data, [data.length / e, d], { offset: given.head * d, leading: e }));
  const [queries, keys, values] = [
    ofHead(given.queries),
    transposed(ofHead(given.keys)),
    ofHead(given.values),
  ];
  for (const part of parts(range(0, given.tokens.length), Math.max(1, Math.floor(SCORES / n)))) {
    const [first] = part as [number, ...number[]];
    const rows = {
      rows: part.length,
      columns: d,
      data: queries.data.subarray(first * d, (first + part.length) * d),
    };
    const scores = await multiply(rows, keys);
    for (const [row, index] of part.entries()) {
      const seen = mask === 'causal' ? (given.tokens[index] as number) + 1 : n;
      softmax(scores.subarray(row * n, (row + 1) * n), seen, 1 / Math.sqrt(d));
    }
    const sums = await multiply({ rows: part.length, columns: n, data: scores }, values);
    for (const [row, index] of part.entries()) {
      attended.set(sums.subarray(row * d, (row + 1) * d), index * e + given.head * d);
    }
  }
}

/** Softmax of the first `seen` scores times `scale`, in place; the others become zero. */
function softmax(scores: Float64Array, seen: number, scale: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < seen; token++) most = Math.max(most, scale * (scores[token] as number));
  let total = 0;
  for (let token = 0; token < scores.length; token++) {
    scores[token] = token < seen ? Math.exp(scale * (scores[token] as number) - most) : 0;
    total += scores[token] as number;
  }
  for (let token = 0; token < seen; token++) scores[token] = (scores[token] as number) / total;
}
