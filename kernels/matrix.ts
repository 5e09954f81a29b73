// Matrices in float64, for references.
import type { Fold, Matrix } from './reference.ts';

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

/** Rows in ascending order by what they belong to, such as a head, and counted within it. */
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

/** The elements of a matrix row by row. */
export function rowMajor({ rows, columns, data, isTransposed }: Matrix): Float64Array {
  if (!isTransposed) return data;
  return copyAll(denseView(data, [rows, columns], { isTransposed })).data;
}
