/** What routines compute, in float64 from the numbers that they are given, and how far they may be from it. */
export interface Reference {
  values: Float64Array;
  /** For each value the sum of the absolute values of its terms: what rounding errors are relative to. */
  magnitudes: Float64Array;
}

export interface ProductShape {
  m: number;
  n: number;
  k: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** C[m,n] = op(A)·op(B). */
export function product(a: Float32Array, b: Float32Array, shape: ProductShape): Reference {
  const { m, n, k, transposeA, transposeB } = shape;
  const result = reference(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      for (let i = 0; i < k; i++) {
        const left = a[transposeA ? i * m + row : row * k + i] as number;
        const right = b[transposeB ? column * k + i : i * n + column] as number;
        addTerm(result, row * n + column, left * right);
      }
    }
  }
  return result;
}

export interface AttentionShape {
  heads: number;
  rows: number;
  columns: number;
  d: number;
  scale: number;
  causal: boolean;
}

/** O = softmax(scale·Q·Kᵀ)·V for each head. */
export function attention(
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  shape: AttentionShape,
): Reference {
  const { heads, rows, columns, d, scale, causal } = shape;
  const result = reference(heads * rows * d);
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      const seen = causal ? Math.max(0, row + columns - rows + 1) : columns;
      const from = (head * rows + row) * d;
      const scores = Array.from({ length: seen }, (_, column) => {
        let score = 0;
        const key = (head * columns + column) * d;
        for (let i = 0; i < d; i++) score += (q[from + i] as number) * (k[key + i] as number);
        return score * scale;
      });
      const largest = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - largest));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      for (const [column, weight] of weights.entries()) {
        for (let i = 0; i < d; i++) {
          addTerm(result, from + i, (weight / sum) * (v[(head * columns + column) * d + i] as number));
        }
      }
    }
  }
  return result;
}

function reference(length: number): Reference {
  return { values: new Float64Array(length), magnitudes: new Float64Array(length) };
}

function addTerm({ values, magnitudes }: Reference, at: number, term: number): void {
  values[at] = (values[at] as number) + term;
  magnitudes[at] = (magnitudes[at] as number) + Math.abs(term);
}

/** The largest error in units of the magnitudes; NaN where a value is no number. */
export function relativeError(got: ArrayLike<number>, { values, magnitudes }: Reference): number {
  if (got.length !== values.length) return Number.NaN;
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs((got[i] as number) - (values[i] as number));
    if (Number.isNaN(error)) return Number.NaN;
    // Magnitudes of 0 are of rows that see nothing: they have to be 0.
    worst = Math.max(worst, error / Math.max(magnitudes[i] as number, Number.MIN_VALUE));
  }
  return worst;
}
