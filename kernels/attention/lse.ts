/**
 * What a forward kernel leaves for the backward ones: for each query of each head the natural logarithm of the sum of
 * exp(score) over the keys that it sees, of scores that are scaled and masked; −∞ for a query that sees no key. Float
 * [batch · heads, r] whatever the data type, and not transposed with its operands: row `head * r + query`.
 */
export const LSE = 'L';

/** The shape of L's buffer. */
export function lseShape(problem: { batch: number; heads: number; r: number }): number[] {
  return [problem.batch * problem.heads, problem.r];
}
