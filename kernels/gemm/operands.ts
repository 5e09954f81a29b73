import { DTYPE, type DType } from '../msl/dtype.ts';

/** One of the two operands of a product, as MSL expressions. */
export interface Operand {
  readonly name: 'A' | 'B';
  /** The type of its elements in device memory, and when they are multiplied. */
  readonly memoryType: string;
  readonly type: string;
  readonly transposed: boolean;
  readonly leading: string;
  /** Where a block begins, and where the operand ends, in rows and columns as in memory. */
  readonly firstRow: string;
  readonly firstColumn: string;
  readonly rows: string;
  readonly columns: string;
  /** Function constants that tell whether no block crosses the last row or column. */
  readonly wholeRows: string;
  readonly wholeColumns: string;
  readonly blockRows: string;
  readonly blockColumns: string;
  /** What it is, if not a matrix in memory: "patches of X", for comments. */
  readonly description?: string;
  /** The expression that reads four elements, if it is not load_quad(). */
  readonly loadQuad?: (row: string, column: string) => string;
}

interface Extent {
  readonly first: string;
  readonly extent: string;
  readonly whole: string;
  readonly block: string;
}

const EXTENTS = {
  m: { first: 'first_row', extent: 'sizes.m', whole: 'whole_m', block: 'BLOCK_M' },
  n: { first: 'first_column', extent: 'sizes.n', whole: 'whole_n', block: 'BLOCK_N' },
  k: { first: 'k', extent: 'k_end', whole: 'whole_k', block: 'BLOCK_K' },
} as const satisfies Record<string, Extent>;

/** The operand `A` [m, k] or `B` [k, n] of a product whose elements are multiplied as `type`. */
export function operand(name: 'A' | 'B', memory: DType, multiplied: DType, transposed: boolean): Operand {
  const [outer, inner] = name === 'A' ? [EXTENTS.m, EXTENTS.k] : [EXTENTS.k, EXTENTS.n];
  const [row, column] = transposed ? [inner, outer] : [outer, inner];
  return {
    name,
    memoryType: DTYPE[memory].msl,
    type: DTYPE[multiplied].msl,
    transposed,
    leading: name === 'A' ? 'sizes.lda' : 'sizes.ldb',
    firstRow: row.first,
    rows: row.extent,
    wholeRows: row.whole,
    blockRows: row.block,
    firstColumn: column.first,
    columns: column.extent,
    wholeColumns: column.whole,
    blockColumns: column.block,
  };
}

/** The data type that A and B are multiplied in: their own if it is the same, else single precision. */
export function multipliedAs(a: DType, b: DType): DType {
  return a === b ? a : 'f32';
}
