// Matrices in float64, for references.
import type { Fold, Matrix, Multiply } from './reference.ts';

/** Elements of an operand, or of a product, in float64 at a time: 32 MiB. */
const SLICE = 2 ** 22;

/** A matrix anywhere in an array: element (row, column) is at offset + row · rowStride + column · columnStride. */
export interface View {
  readonly data: Float32Array | Float64Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly rows: number;
  readonly columns: number;
}

/** A dense matrix, row-major or, if transposed, [columns, rows] in memory. */
export function denseView(
  data: View['data'],
  [rows, columns]: readonly [number, number],
  {
    offset = 0,
    leading,
    isTransposed = false,
  }: { offset?: number; leading?: number; isTransposed?: boolean } = {},
): View {
  const stride = leading ?? (isTransposed ? rows : columns);
  const [rowStride, columnStride] = isTransposed ? [1, stride] : [stride, 1];
  return { data, offset, rowStride, columnStride, rows, columns };
}

/** Some rows and columns of a view in float64, with a function applied to each element. */
export function copy(
  view: View,
  rows: readonly number[],
  [firstColumn, columns]: readonly [number, number] = [0, view.columns],
  change: (value: number) => number = (value) => value,
): Matrix {
  const { data, offset, rowStride, columnStride } = view;
  const copied = new Float64Array(rows.length * columns);
  for (let row = 0, at = 0; row < rows.length; row++) {
    let from = offset + (rows[row] as number) * rowStride + firstColumn * columnStride;
    for (let column = 0; column < columns; column++, at++, from += columnStride) {
      copied[at] = change(data[from] as number);
    }
  }
  return { rows: rows.length, columns, data: copied };
}

/** A whole view in float64. */
export function copyAll(view: View): Matrix {
  return copy(view, range(0, view.rows));
}

/** The matrix of squares. */
export function squared(matrix: Matrix): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * value) };
}

/** The matrix as its transpose; the data are shared. */
export function transposed(matrix: Matrix): Matrix {
  return {
    rows: matrix.columns,
    columns: matrix.rows,
    data: matrix.data,
    isTransposed: !matrix.isTransposed,
  };
}

/** A row of a matrix. */
export function rowOf({ rows, columns, data, isTransposed }: Matrix, row: number): Float64Array {
  if (!isTransposed) return data.subarray(row * columns, (row + 1) * columns);
  return Float64Array.from({ length: columns }, (_, column) => data[column * rows + row] as number);
}

/** first, …, first + count − 1. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Consecutive parts of a list, each of at most `length` items. */
export function* parts<T>(items: readonly T[], length: number): Generator<readonly T[]> {
  for (let first = 0; first < items.length; first += length) yield items.slice(first, first + length);
}

/** Rows in ascending order by what `ownerOf` gives, such as the head that they belong to. */
export function* byOwner(
  rows: readonly number[],
  rowsPerOwner: number,
): Generator<{ owner: number; first: number; rows: readonly number[] }> {
  for (let first = 0; first < rows.length; ) {
    const owner = Math.floor((rows[first] as number) / rowsPerOwner);
    let end = first;
    while (end < rows.length && (rows[end] as number) < (owner + 1) * rowsPerOwner) end++;
    yield { owner, first, rows: rows.slice(first, end).map((row) => row - owner * rowsPerOwner) };
    first = end;
  }
}

/** Folds the columns of a view; with `squares`, the sums are of squared elements, and without signs. */
export function folded(view: View, { width, groups, signs }: Fold, squares: boolean): View {
  const sums = new Float64Array(view.rows * groups);
  for (let row = 0; row < view.rows; row++) {
    let from = view.offset + row * view.rowStride;
    for (let column = 0; column < view.columns; column++, from += view.columnStride) {
      const value = view.data[from] as number;
      const group = row * groups + Math.floor(column / width);
      sums[group] = (sums[group] as number) + (squares ? value * value : value * (signs[column] as number));
    }
  }
  return denseView(sums, [view.rows, groups]);
}

/**
 * Adds rows of A·B to `values`, and the sums of squared terms to `squares`, if there are any. Operands are converted
 * slice by slice.
 * @param squaresOfB B with its elements squared; for a folded B their sums
 */
export async function addProduct(
  a: View,
  rows: readonly number[],
  b: View,
  multiply: Multiply,
  values: Float64Array,
  squares?: { of: View | null; sums: Float64Array },
): Promise<void> {
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

/** multiplyPlainly() as a Multiply. */
export const multiplyInOneGo: Multiply = async (a, b) => {
  const product = new Float64Array(a.rows * b.columns);
  multiplyPlainly(a, b, product);
  return product;
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

/** The elements of a matrix row by row. */
function rowMajor({ rows, columns, data, isTransposed }: Matrix): Float64Array {
  if (!isTransposed) return data;
  return copyAll(denseView(data, [rows, columns], { isTransposed })).data;
}
