/** A row of an output in float64. */
export interface ExpectedRow {
  readonly values: Float64Array;
  /**
   * What the error of each element is relative to: the root of the sum of its squared terms, which is the typical size
   * of a sum of terms of random sign. An element whose scale is 0 must be exact.
   */
  readonly scales: Float64Array;
}

/** An output as rows that can be checked one by one. */
export interface ExpectedOutput {
  /** The name of its buffer. */
  readonly buffer: string;
  readonly rows: number;
  readonly columns: number;
  /** Multiply-adds that row() takes. */
  readonly rowCost: number;
  row(row: number): ExpectedRow;
  /** The index of an element in the buffer. Kernels must not write to other elements of the buffer. */
  at(row: number, column: number): number;
}

/** The correct result of a problem, computed from its inputs in float64. */
export interface Reference {
  readonly outputs: readonly ExpectedOutput[];
  /**
   * The product of the output with a vector of signs, one value per row (Freivalds): it covers every element of an
   * output that is too large to compute. Only for an output that is linear in sums that are cheap to compute.
   */
  readonly projection?: (signs: Float64Array) => ExpectedRow;
}
