/** A dimension of X: members of the batch, rows and columns. */
export type Dimension = 'b' | 'm' | 'n';

/** The dimensions of a transposed X, in the order of Y. */
export const PERMUTATIONS = ['bnm', 'mbn', 'mnb', 'nbm', 'nmb'] as const;
export type Permutation = (typeof PERMUTATIONS)[number];

export function sizesOf({ m, n, batch }: { m: number; n: number; batch: number }): Record<Dimension, number> {
  return { b: batch, m, n };
}

/** Elements from one index to the next, in each dimension of a walk. */
type Strides = readonly [member: number, row: number, column: number];

/**
 * The order in which a kernel goes through elements: members of rows of columns, which need not be those of X. Whether X
 * or Y are contiguous along its columns and rows decides how they are read and written.
 */
export interface Walk {
  readonly members: number;
  readonly rows: number;
  readonly columns: number;
  readonly x: Strides;
  readonly y: Strides;
  /** A dimension outside of the members: its extent, and the elements of X and Y from one index to the next. */
  readonly outer?: { readonly extent: number; readonly x: number; readonly y: number };
}

/** The walk through dimensions in this order, with strides by dimension. */
export function walkOf(
  order: readonly [Dimension, Dimension, Dimension],
  sizes: Readonly<Record<Dimension, number>>,
  x: Readonly<Record<Dimension, number>>,
  y: Readonly<Record<Dimension, number>>,
): Walk {
  const [members, rows, columns] = order;
  const strides = (of: Readonly<Record<Dimension, number>>): Strides => [of[members], of[rows], of[columns]];
  return {
    members: sizes[members],
    rows: sizes[rows],
    columns: sizes[columns],
    x: strides(x),
    y: strides(y),
  };
}

/** The words of struct ElementSizes. */
export function wordsOf({ members, rows, columns, x, y, outer }: Walk): number[] {
  return [rows, columns, ...x, ...y, ...(outer ? [members, outer.x, outer.y] : [])];
}
