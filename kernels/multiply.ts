// Products of matrices in float64, for references.
import { copy, parts, range, rowMajor, squared, type View } from './matrix.ts';
import type { LinearAlgebra, Matrix, Multiply } from './reference.ts';

/** Elements of an operand, or of a product, in float64 at a time: 32 MiB. */
const SLICE = 2 ** 22;

/** Converting B would take longer than so many rows of the product. */
const FEW_ROWS = 16;

/**
 * Adds rows of A·B to `values`, and the sums of its squared terms to those of `squares`. Operands are converted slice by
 * slice.
 * @param squares `of` is what takes the place of the squares of B: for a folded B, their sums
 */
export async function addProduct(
  a: View,
  rows: readonly number[],
  b: View,
  multiply: Multiply,
  values: Float64Array,
  squares?: { of: View | null; sums: Float64Array },
): Promise<void> {
  if (rows.length <= FEW_ROWS && !squares?.of) {
    for (const [index, row] of rows.entries()) {
      const of = (sums: Float64Array) => sums.subarray(index * b.columns, (index + 1) * b.columns);
      addRowOf(a, row, b, of(values), squares && of(squares.sums));
    }
    return;
  }
  const depths = Math.max(1, Math.floor(SLICE / b.columns));
  for (const depth of parts(range(0, b.rows), depths)) {
    const [first] = depth as [number, ...number[]];
    const right = copy(b, depth);
    const rightSquares = squares && (squares.of ? copy(squares.of, depth) : squared(right));
    let at = 0;
    for (const some of parts(rows, Math.max(1, Math.floor(SLICE / Math.max(depth.length, b.columns))))) {
      const left = copy(a, some, [first, depth.length]);
      add(values, at, await multiply(left, right));
      if (squares && rightSquares) add(squares.sums, at, await multiply(squared(left), rightSquares));
      at += some.length * b.columns;
    }
  }
}

/** Adds one row of A·B, from the operands as they are. */
function addRowOf(a: View, row: number, b: View, values: Float64Array, squares?: Float64Array): void {
  const { data, columns, columnStride } = b;
  for (let depth = 0; depth < a.columns; depth++) {
    const factor = a.data[a.offset + row * a.rowStride + depth * a.columnStride] as number;
    let at = b.offset + depth * b.rowStride;
    for (let column = 0; column < columns; column++, at += columnStride) {
      const term = factor * (data[at] as number);
      values[column] = (values[column] as number) + term;
      if (squares) squares[column] = (squares[column] as number) + term * term;
    }
  }
}

function add(sums: Float64Array, at: number, more: Float64Array): void {
  for (let index = 0; index < more.length; index++) {
    sums[at + index] = (sums[at + index] as number) + (more[index] as number);
  }
}

/** Columns at a time in multiplyPlainly(): four rows of B of this length stay in the first-level cache. */
const STRIP = 512;

/** Rows [first, last) of A·B, written to `product`; for machines without a BLAS, and for small matrices. */
export function multiplyPlainly(
  a: Matrix,
  b: Matrix,
  product: Float64Array,
  [first, last]: readonly [number, number] = [0, a.rows],
): void {
  const [left, right] = [rowMajor(a), rowMajor(b)];
  const [n, k] = [b.columns, a.columns];
  for (let strip = 0; strip < n; strip += STRIP) {
    const end = Math.min(n, strip + STRIP);
    for (let row = first; row < last; row++) addRow(left, right, product, { row, strip, end, n, k });
  }
}

/** In JavaScript, without a pause. */
export const PLAIN_ALGEBRA: LinearAlgebra = {
  multiply: async (a, b) => {
    const product = new Float64Array(a.rows * b.columns);
    multiplyPlainly(a, b, product);
    return product;
  },
};

/** Four terms of each sum at a time, which takes a third of the time of one. */
function addRow(
  left: Float64Array,
  right: Float64Array,
  product: Float64Array,
  { row, strip, end, n, k }: Record<'row' | 'strip' | 'end' | 'n' | 'k', number>,
): void {
  let depth = 0;
  for (; depth + 4 <= k; depth += 4) {
    const at = row * k + depth;
    const [a0, a1, a2, a3] = [left[at], left[at + 1], left[at + 2], left[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    const [b0, b1, b2, b3] = [depth * n, (depth + 1) * n, (depth + 2) * n, (depth + 3) * n];
    for (let column = strip; column < end; column++) {
      product[row * n + column] =
        (product[row * n + column] as number) +
        (a0 * (right[b0 + column] as number) +
          a1 * (right[b1 + column] as number) +
          a2 * (right[b2 + column] as number) +
          a3 * (right[b3 + column] as number));
    }
  }
  for (; depth < k; depth++) {
    const factor = left[row * k + depth] as number;
    for (let column = strip; column < end; column++) {
      product[row * n + column] =
        (product[row * n + column] as number) + factor * (right[depth * n + column] as number);
    }
  }
}
