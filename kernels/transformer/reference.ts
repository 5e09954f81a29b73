import { activate, steepestSlope } from '../msl/epilogue.ts';
import type { ExpectedRow, Reference } from '../reference.ts';
import type { CompleteTransformer } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** Y in float64, row by row. K and V of a sequence are computed once. */
export function blockReference(problem: CompleteTransformer, inputs: Inputs): Reference {
  const { batch, n, e } = problem;
  const sequences = new Map<number, { keys: Float64Array; values: Float64Array }>();
  const sequence = (member: number) => {
    const known = sequences.get(member);
    if (known) return known;
    const project = (weights: string) => {
      const all = new Float64Array(n * e);
      for (let token = 0; token < n; token++)
        all.set(projected(problem, inputs, member * n + token, weights), token * e);
      return all;
    };
    const made = { keys: project('Wk'), values: project('Wv') };
    sequences.set(member, made);
    return made;
  };
  return {
    outputs: [
      {
        buffer: 'Y',
        rows: batch * n,
        columns: e,
        rowCost: 4 * e * e + 2 * n * e,
        row: (row) => expectedRow(problem, inputs, row, sequence(Math.floor(row / n))),
        at: (row, column) => row * e + column,
      },
    ],
  };
}

/** A row of X times a weight matrix. */
function projected({ e }: CompleteTransformer, inputs: Inputs, row: number, weights: string): Float64Array {
  const [x, w] = [inputs.X as Float32Array, inputs[weights] as Float32Array];
  const sums = new Float64Array(e);
  for (let k = 0; k < e; k++) {
    const factor = x[row * e + k] as number;
    for (let column = 0; column < e; column++) {
      sums[column] = (sums[column] as number) + factor * (w[k * e + column] as number);
    }
  }
  return sums;
}

function expectedRow(
  problem: CompleteTransformer,
  inputs: Inputs,
  row: number,
  { keys, values }: { keys: Float64Array; values: Float64Array },
): ExpectedRow {
  const { n, heads, e, mask, activation, bias } = problem;
  const query = projected(problem, inputs, row, 'Wq');
  const seen = mask === 'causal' ? (row % n) + 1 : n;
  const attended = new Float64Array(e);
  for (let head = 0; head < heads; head++) attend(problem, query, keys, values, head, seen, attended);
  const w = inputs.Wo as Float32Array;
  const result = new Float64Array(e);
  const scales = new Float64Array(e);
  const slope = steepestSlope(activation);
  for (let column = 0; column < e; column++) {
    let sum = bias ? (inputs.bias?.[column] as number) : 0;
    let squares = sum * sum;
    for (let k = 0; k < e; k++) {
      const term = (attended[k] as number) * (w[k * e + column] as number);
      sum += term;
      squares += term * term;
    }
    result[column] = activate(activation, sum);
    scales[column] = slope * Math.sqrt(squares);
  }
  return { values: result, scales };
}

/** Softmax attention of one query in one head over the first `seen` tokens. */
function attend(
  { d, e }: CompleteTransformer,
  query: Float64Array,
  keys: Float64Array,
  values: Float64Array,
  head: number,
  seen: number,
  attended: Float64Array,
): void {
  const scores = new Float64Array(seen);
  let most = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < seen; token++) {
    let dot = 0;
    for (let i = head * d; i < (head + 1) * d; i++)
      dot += (query[i] as number) * (keys[token * e + i] as number);
    scores[token] = dot / Math.sqrt(d);
    most = Math.max(most, scores[token] as number);
  }
  let total = 0;
  for (let token = 0; token < seen; token++) {
    scores[token] = Math.exp((scores[token] as number) - most);
    total += scores[token] as number;
  }
  for (let token = 0; token < seen; token++) {
    const weight = (scores[token] as number) / total;
    for (let i = head * d; i < (head + 1) * d; i++) {
      attended[i] = (attended[i] as number) + weight * (values[token * e + i] as number);
    }
  }
}
