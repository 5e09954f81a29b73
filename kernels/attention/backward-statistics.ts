import type { CompleteAttention } from './problem.ts';

type Inputs = Readonly<Record<string, Float32Array>>;

/** A head of an operand. */
interface Head {
  /** A row, d elements. */
  row(index: number): Float64Array;
}

const OPERANDS = {
  Q: { isOfKeys: false, transpose: 'transposeQ' },
  K: { isOfKeys: true, transpose: 'transposeK' },
  V: { isOfKeys: true, transpose: 'transposeV' },
  dO: { isOfKeys: false, transpose: 'transposeO' },
} as const;

/** Rows of operands in float64, made when they are first asked for. */
const ROWS = new WeakMap<Float32Array, Map<number, Float64Array>>();

/** A head of Q, K, V or dO; query heads have heads of Q and dO, key heads those of K and V. */
export function headOf(
  problem: CompleteAttention,
  inputs: Inputs,
  name: keyof typeof OPERANDS,
  head: number,
): Head {
  const { isOfKeys, transpose } = OPERANDS[name];
  const { r, c, d } = problem;
  const buffer = inputs[name] as Float32Array;
  const [length, isTransposed] = [isOfKeys ? c : r, problem[transpose]];
  const rows = ROWS.get(buffer) ?? new Map<number, Float64Array>();
  ROWS.set(buffer, rows);
  const read = (row: number): Float64Array => {
    const first = head * length * d + (isTransposed ? row : row * d);
    const stride = isTransposed ? length : 1;
    return Float64Array.from({ length: d }, (_, i) => buffer[first + i * stride] as number);
  };
  return {
    row(index) {
      const key = head * length + index;
      const known = rows.get(key) ?? read(index);
      rows.set(key, known);
      return known;
    },
  };
}

/** scale·q·k + mask, −∞ where the key is hidden, and the root of the sum of its squared terms. */
export function scoreOf(
  problem: CompleteAttention,
  inputs: Inputs,
  head: number,
  query: number,
  key: number,
): { value: number; scale: number } {
  const { heads, kvHeads, scale } = problem;
  const added = maskOf(problem, inputs, query, key);
  if (added === Number.NEGATIVE_INFINITY) return { value: added, scale: 0 };
  const q = headOf(problem, inputs, 'Q', head).row(query);
  const k = headOf(problem, inputs, 'K', Math.floor(head / (heads / kvHeads))).row(key);
  let [product, squares] = [0, 0];
  for (let i = 0; i < q.length; i++) {
    const term = (q[i] as number) * (k[i] as number);
    product += term;
    squares += term * term;
  }
  return { value: scale * product + added, scale: Math.hypot(scale * Math.sqrt(squares), added) };
}

/** What the mask adds to a score: −∞ where it hides the key from the query. */
function maskOf(problem: CompleteAttention, inputs: Inputs, query: number, key: number): number {
  const { mask, r, c, window } = problem;
  const element = () => (inputs.M as Float32Array)[query * c + key] as number;
  const last = query + c - r;
  const isSeen = {
    none: () => true,
    additive: () => true,
    causal: () => key <= last,
    window: () => key <= last && key > last - window,
    boolean: () => element() !== 0,
    'block-sparse': () => element() !== 0,
  }[mask]();
  if (!isSeen) return Number.NEGATIVE_INFINITY;
  return mask === 'additive' ? element() : 0;
}

/** What a query's row of weights is normalised by, and what is taken from each element of its row of dP. */
export interface QueryStatistics {
  /** L, the logarithm of the sum of exp(score); −∞ without a key. */
  readonly logSum: number;
  /** D, the sum of dO∘O. */
  readonly rowSum: number;
  /** What they may be off by in units of a rounding. */
  readonly logSumScale: number;
  readonly rowSumScale: number;
  /** The row of O. */
  readonly output: Float64Array;
}

export function queryStatistics(
  problem: CompleteAttention,
  inputs: Inputs,
  head: number,
  query: number,
): QueryStatistics {
  const { c, d, heads, kvHeads } = problem;
  const scores = Array.from({ length: c }, (_, key) => scoreOf(problem, inputs, head, query, key));
  const most = scores.reduce((max, { value }) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  const output = new Float64Array(d);
  if (most === Number.NEGATIVE_INFINITY)
    return { logSum: most, rowSum: 0, logSumScale: 0, rowSumScale: 0, output };
  const sum = scores.reduce((total, { value }) => total + Math.exp(value - most), 0);
  const logSum = most + Math.log(sum);
  const spread = scores.reduce(
    (total, { value, scale }) => total + (scale === 0 ? 0 : Math.exp(value - logSum) * scale ** 2),
    0,
  );
  const values = headOf(problem, inputs, 'V', Math.floor(head / (heads / kvHeads)));
  const squares = new Float64Array(d);
  scores.forEach(({ value, scale }, key) => {
    const weight = Math.exp(value - logSum);
    if (weight === 0) return;
    const weightSquare = weight ** 2 * (1 + scale ** 2 + spread);
    const row = values.row(key);
    for (let i = 0; i < d; i++) {
      output[i] = (output[i] as number) + weight * (row[i] as number);
      squares[i] = (squares[i] as number) + weightSquare * (row[i] as number) ** 2;
    }
  });
  const gradient = headOf(problem, inputs, 'dO', head).row(query);
  const rowSum = gradient.reduce((total, element, i) => total + element * (output[i] as number), 0);
  const rowSquare = gradient.reduce((total, element, i) => total + element ** 2 * (squares[i] as number), 0);
  return { logSum, rowSum, logSumScale: Math.sqrt(spread), rowSumScale: Math.sqrt(rowSquare), output };
}
