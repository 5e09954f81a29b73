/** Float64 references that take too long in JavaScript. */

/** Dense and row-major, [rows, columns]. */
export interface Float64Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

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

/** Softmax attention of some queries to the keys of a head: P = softmax(queries · keysᵀ + mask). */
export interface AttentionHead {
  /** [queries, depth], times the scale. */
  readonly queries: Float64Matrix;
  /** [keys, depth]. */
  readonly keys: Float64Matrix;
  readonly mask: HeadMask;
  /** For dS = P · (dP − Σ P·dP) · scale, with dP = rows · columnsᵀ: dO [queries, width] and V [keys, width]. */
  readonly slopes: {
    readonly rows: Float64Matrix;
    readonly columns: Float64Matrix;
    readonly scale: number;
  } | null;
}

/** A product with P, or with dS. */
export interface HeadProduct {
  readonly of: 'weights' | 'slopes';
  /** Its sums: over keys, for each query; or over queries, for each key, which is a product with the transpose. */
  readonly over: 'keys' | 'queries';
  /** [keys, width], or [queries, width]. */
  readonly right: Float64Matrix;
  /** What the squared errors of P or dS are multiplied by; null if they are not wanted. */
  readonly rightSquares: Float64Matrix | null;
}

/** [queries, width], or [keys, width]. */
export interface HeadSums {
  readonly values: Float64Array;
  /** Sums of squared terms in units of a rounding; empty unless they are wanted. */
  readonly squares: Float64Array;
}
