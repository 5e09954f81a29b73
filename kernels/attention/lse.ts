/**
 * What the forward kernel writes for the backward ones: for each query of each head, the natural logarithm of the sum
 * of exp(score) over the keys that it sees, of scaled and masked scores; −∞ for a query that sees no key. Float
 * [batch · heads, r] for every data type, never transposed: element `head * r + query`.
 */
export const LSE = 'L';

/** The shape of the buffer. */
export function lseShape(problem: { batch: number; heads: number; r: number }): number[] {
  return [problem.batch * problem.heads, problem.r];
}
