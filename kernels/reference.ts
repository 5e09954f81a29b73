/** A row of an output in float64. */
export interface ExpectedRow {
  readonly values: Float64Array;
  /**
   * What the error of each element is measured against: the root of the sum of the squared terms that were added up
   * in it, which is the size that a sum of terms of random sign has. An element whose scale is 0 must be exact.
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
  /** Where an element lies in the buffer. Elements of the buffer that are no element of a row must not be written. */
  at(row: number, column: number): number;
}

/** What a right result of a problem is, computed from its inputs in float64. */
export interface Reference {
  readonly outputs: readonly ExpectedOutput[];
  /**
   * The product of an output with a vector of signs, one value a row (Freivalds): it covers every element of an
   * output that is too large to compute. Only where the output is linear in sums that are cheap to make.
   */
  readonly projection?: (signs: Float64Array) => ExpectedRow;
}
