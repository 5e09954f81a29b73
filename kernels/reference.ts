import type { DType } from './msl/dtype.ts';

/** A matrix in float64, dense and row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** In memory it is [columns, rows]. */
  readonly isTransposed?: boolean;
}

/** A·B in float64, row-major. References are computed with it, so that the machine's BLAS may do the work. */
export type Multiply = (a: Matrix, b: Matrix) => Promise<Float64Array>;

/** Rows of an output in float64, one after the other; or their projections, see Fold. */
export interface ExpectedRows {
  readonly values: Float64Array;
  /**
   * What the error of each element is relative to: the root of the sum of its squared terms, which is the typical size
   * of a sum of terms of random sign. An element whose scale is 0 must be exact.
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
  /** Exponentials and what comes with them, which no BLAS computes. */
  readonly exponentials: number;
}

/** An output, and how any of its rows are computed. */
export interface ExpectedOutput {
  /** The name of its buffer. */
  readonly buffer: string;
  /** What it is rounded to. */
  readonly dtype: DType;
  readonly rows: number;
  readonly columns: number;
  readonly rowCost: RowCost;
  /** Rows that are computed together, whether one is asked for or all: those of a head, say. 1 by default. */
  readonly rowsTogether?: number;
  /** Rows in ascending order. */
  compute(rows: readonly number[], multiply: Multiply): Promise<ExpectedRows>;
  /**
   * The folded sums of all rows, `groups` to a row, for an output that is linear in one of its inputs: folding that
   * first makes them cheaper than the output itself by the width.
   */
  project?(fold: Fold, multiply: Multiply): Promise<ExpectedRows>;
  /** The index of an element in the buffer. Kernels must not write to other elements of the buffer. */
  at(row: number, column: number): number;
}

/** The correct result of a problem, computed from its inputs in float64. */
export interface Reference {
  readonly outputs: readonly ExpectedOutput[];
}
