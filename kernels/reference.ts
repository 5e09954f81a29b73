import type { DType } from './msl/dtype.ts';
import type { Program } from './program.ts';

/** A matrix in float64, dense and row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** In memory it is [columns, rows]. */
  readonly isTransposed?: boolean;
}

/** A·B in float64, row-major. */
export type Multiply = (a: Matrix, b: Matrix) => Promise<Float64Array>;

/** Which keys the queries of a head see. */
export interface HeadMask {
  /** For each query: it sees keys from `first` to before `end`, unless the entries hide some. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
  /** Rows of as many entries as there are keys; null if there is no such mask. */
  readonly entries: Float32Array | null;
  /** For each query, its row of entries. */
  readonly entryRows: Uint32Array;
  /** Entries of 0 hide keys; otherwise entries are added to the scores, and −∞ hides. */
  readonly isBoolean: boolean;
}

/** Softmax attention of some queries to the keys of a head: P = softmax(queries · keysᵀ + mask). No matrix is transposed. */
export interface AttentionHead {
  /** [queries, depth], times the scale. */
  readonly queries: Matrix;
  /** [keys, depth]. */
  readonly keys: Matrix;
  readonly mask: HeadMask;
  /** For dS = P · (dP − Σ P·dP) · scale, with dP = rows · columnsᵀ: dO [queries, width] and V [keys, width]. */
  readonly slopes: { readonly rows: Matrix; readonly columns: Matrix; readonly scale: number } | null;
}

/** A product with P, or with dS. */
export interface HeadProduct {
  readonly of: 'weights' | 'slopes';
  /** Its sums: over keys, for each query; or over queries, for each key, which is a product with the transpose. */
  readonly over: 'keys' | 'queries';
  /** [keys, width], or [queries, width]. */
  readonly right: Matrix;
  /** What the squared errors of P or dS are multiplied by; null if they are not wanted. */
  readonly rightSquares: Matrix | null;
}

/** [queries, width], or [keys, width]. */
export interface HeadSums {
  readonly values: Float64Array;
  /** Sums of squared terms in units of a rounding; empty unless they are wanted. */
  readonly squares: Float64Array;
}

/** What references are computed with, so that the machine's libraries and threads may do the work. */
export interface LinearAlgebra {
  readonly multiply: Multiply;
  /** By default with `multiply`: see attendPlainly(). */
  readonly attend?: (head: AttentionHead, products: readonly HeadProduct[]) => Promise<HeadSums[]>;
  /** Lets other work go on, during a long computation; throws when nobody wants the result any more. */
  readonly pause?: () => Promise<void>;
  /** Runs a program on the CPU, with numbers for its inputs, and gives its outputs by name. */
  readonly run?: (
    program: Program,
    inputs: Readonly<Record<string, Float32Array>>,
  ) => Promise<Readonly<Record<string, Float32Array>>>;
}

/** Rows of an output in float64, one after the other; or their projections, see Fold. */
export interface ExpectedRows {
  readonly values: Float64Array;
  /**
   * What the error of each element is relative to: of a sum, the root of the sum of its squared terms, which is the
   * typical size of a sum of terms of random sign. An element whose scale is 0 must be exact.
   */
  readonly scales: Float64Array;
}

/**
 * How the columns of an output that is too large to keep are folded: each group of `width` neighbours is added up with
 * random signs (Freivalds). A wrong element shows in the sum of its group unless it is within √width tolerances.
 */
export interface Fold {
  readonly width: number;
  /** The number of groups; the last may be narrower. */
  readonly groups: number;
  /** ±1 for each column. */
  readonly signs: Float64Array;
}

/** How much work a row of a reference is. */
export interface RowCost {
  readonly multiplyAdds: number;
  /** Exponentials and what comes with them, in JavaScript. */
  readonly exponentials: number;
  /** Multiply-adds of attend(), with exponentials as ATTENDED tells; 0 by default. */
  readonly attended?: number;
}

/** How many multiply-adds of attend() take as long as a score's softmax, and as the slope of one. */
export const ATTENDED = { weight: 64, slope: 64 } as const;

/** The scale of a sum: see ExpectedRows. */
export const TYPICAL_SUM = 'the root of the sum of its squared terms';

/** An output, and how any of its rows are computed. */
export interface ExpectedOutput {
  /** The name of its buffer. */
  readonly buffer: string;
  /** What it is rounded to. */
  readonly dtype: DType;
  readonly rows: number;
  readonly columns: number;
  readonly rowCost: RowCost;
  /** What the scales of its elements are, as messages say it; by default TYPICAL_SUM. */
  readonly relativeTo?: string;
  /** Rows that are computed together, whether one is asked for or all: those of a head, say. 1 by default. */
  readonly rowsTogether?: number;
  /** Rows in ascending order. */
  compute(rows: readonly number[], algebra: LinearAlgebra): Promise<ExpectedRows>;
  /**
   * The folded sums of all rows, `groups` to a row, for an output that is linear in one of its inputs: folding that
   * first makes them cheaper than the output itself.
   */
  project?(fold: Fold, algebra: LinearAlgebra): Promise<ExpectedRows>;
  /** What a row of project() costs; by default so little that there is no size at which it would be too much. */
  readonly projectedRowCost?: RowCost;
  /** The index of an element in the buffer. Kernels must not write to other elements of the buffer. */
  at(row: number, column: number): number;
}

/** The correct result of a problem, computed from its inputs in float64. */
export interface Reference {
  readonly outputs: readonly ExpectedOutput[];
}
