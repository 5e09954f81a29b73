import { parts, range, squared, transposed } from '../../matrix.ts';
import type {
  AttentionHead,
  HeadProduct,
  HeadSums,
  LinearAlgebra,
  Matrix,
  Multiply,
} from '../../reference.ts';
import { addMask, type WeightRow, weigh } from './weights.ts';

/** Scores in float64 at a time: 4 MiB, which a few passes over them find in a cache. */
const SCORES = 2 ** 19;

/** Products with P and dS of a head, by whatever the arithmetic provides for it. */
export function attend(
  head: AttentionHead,
  products: readonly HeadProduct[],
  { multiply, attend: given }: LinearAlgebra,
): Promise<HeadSums[]> {
  return given ? given(head, products) : attendPlainly(head, products, multiply);
}

/** The same in JavaScript: what native code is tested against. */
export async function attendPlainly(
  head: AttentionHead,
  products: readonly HeadProduct[],
  multiply: Multiply,
): Promise<HeadSums[]> {
  const sums = products.map((product) => zeros(head, product));
  for await (const { queries, weights } of weightsOf(head, products, multiply)) {
    for (const [index, { of, over, right, rightSquares }] of products.entries()) {
      const [values, squares] =
        of === 'weights'
          ? [weights.scores, weights.scoreSquares]
          : [weights.slopes as Float64Array, weights.slopeSquares];
      const first = (queries[0] as number) * right.columns;
      const addTo = async (to: Float64Array, left: Float64Array, of: Matrix) => {
        const matrix = { rows: queries.length, columns: head.keys.rows, data: left };
        if (over === 'keys') to.set(await multiply(matrix, of), first);
        else add(to, await multiply(transposed(matrix), rowsOf(of, queries)));
      };
      const to = sums[index] as HeadSums;
      await addTo(to.values, values, right);
      if (squares && rightSquares) await addTo(to.squares, squares, rightSquares);
    }
  }
  return sums;
}

function zeros({ queries, keys }: AttentionHead, { over, right, rightSquares }: HeadProduct): HeadSums {
  const count = (over === 'keys' ? queries : keys).rows * right.columns;
  return { values: new Float64Array(count), squares: new Float64Array(rightSquares ? count : 0) };
}

/** The weights of some queries at a time, row by row. */
async function* weightsOf(
  { queries, keys, mask, slopes }: AttentionHead,
  products: readonly HeadProduct[],
  multiply: Multiply,
): AsyncGenerator<{ queries: readonly number[]; weights: WeightRow }> {
  const hasSquares = slopes !== null || products.some(({ rightSquares }) => rightSquares !== null);
  const [k, v] = [transposed(keys), slopes && transposed(slopes.columns)];
  const [kSquares, vSquares] = [hasSquares ? squared(k) : null, hasSquares && v ? squared(v) : null];
  const c = keys.rows;
  for (const some of parts(range(0, queries.rows), Math.max(1, Math.floor(SCORES / c)))) {
    const rows = rowsOf(queries, some);
    const slopeRows = slopes && rowsOf(slopes.rows, some);
    const weights: WeightRow = {
      scores: await multiply(rows, k),
      scoreSquares: kSquares && (await multiply(squared(rows), kSquares)),
      slopes: slopeRows && v && (await multiply(slopeRows, v)),
      slopeSquares: slopeRows && vSquares && (await multiply(squared(slopeRows), vSquares)),
    };
    for (const [index, query] of some.entries()) {
      const part = (data: Float64Array | null) => data?.subarray(index * c, (index + 1) * c) ?? null;
      const row = {
        scores: part(weights.scores) as Float64Array,
        scoreSquares: part(weights.scoreSquares),
        slopes: part(weights.slopes),
        slopeSquares: part(weights.slopeSquares),
      };
      addMask(row, mask, query);
      weigh(row, slopes?.scale ?? 0);
    }
    yield { queries: some, weights };
  }
}

/** Consecutive rows; the data are shared. */
function rowsOf({ columns, data }: Matrix, rows: readonly number[]): Matrix {
  const [first] = rows as [number, ...number[]];
  return {
    rows: rows.length,
    columns,
    data: data.subarray(first * columns, (first + rows.length) * columns),
  };
}

function add(sums: Float64Array, more: Float64Array): void {
  for (let index = 0; index < sums.length; index++) {
    sums[index] = (sums[index] as number) + (more[index] as number);
  }
}
