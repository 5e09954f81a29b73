import type { CompleteAttention } from '../problem.ts';
import type { AddedScore } from '../reference-mask.ts';

/** For some queries of a head and all keys, row by row: elements of P and of dS, and the squares of their errors. */
export interface Weights {
  readonly queries: readonly number[];
  readonly weights: Float64Array;
  readonly weightSquares: Float64Array;
  readonly slopes: Float64Array;
  readonly slopeSquares: Float64Array;
}

/**
 * Replaces scores by the elements of P, slopes (of dP = dO·Vᵀ) by those of dS, and the sums of their squared terms by
 * the squares of the errors of those, in units of a rounding. Softmax is as uncertain as its scores: exp turns their
 * errors into relative ones.
 * @param given scores without the mask, their squared terms, slopes and their squared terms
 */
export function weigh({ c, scale }: CompleteAttention, added: AddedScore, given: Weights): void {
  for (const [row, query] of given.queries.entries()) {
    const of = (data: Float64Array) => data.subarray(row * c, (row + 1) * c);
    const [weights, weightSquares] = [of(given.weights), of(given.weightSquares)];
    const [slopes, slopeSquares] = [of(given.slopes), of(given.slopeSquares)];
    addMask(weights, weightSquares, added, query);
    softmax(weights);
    let [logSquare, rowSum, rowSquare] = [0, 0, 0];
    for (let key = 0; key < c; key++) {
      const weight = weights[key] as number;
      if (weight === 0) continue;
      logSquare += weight * (weightSquares[key] as number);
      rowSum += weight * (slopes[key] as number);
    }
    for (let key = 0; key < c; key++) {
      const weight = weights[key] as number;
      if (weight === 0) continue;
      const uncertain = 1 + (weightSquares[key] as number) + logSquare;
      rowSquare += weight * weight * uncertain * (slopeSquares[key] as number);
    }
    for (let key = 0; key < c; key++) {
      const weight = weights[key] as number;
      // Of a key that is hidden, the score's square is not a number that counts.
      const weightSquare =
        weight === 0 ? 0 : weight * weight * (1 + (weightSquares[key] as number) + logSquare);
      const difference = (slopes[key] as number) - rowSum;
      const differenceSquare = (slopeSquares[key] as number) + rowSquare;
      weightSquares[key] = weightSquare;
      slopes[key] = weight * difference * scale;
      slopeSquares[key] =
        (weight * weight * differenceSquare + weightSquare * difference * difference) * scale * scale;
    }
  }
}

function addMask(scores: Float64Array, squares: Float64Array, added: AddedScore, query: number): void {
  for (let key = 0; key < scores.length; key++) {
    const entry = added(query, key);
    scores[key] = (scores[key] as number) + entry;
    squares[key] = (squares[key] as number) + entry * entry;
  }
}

/** In place; all zeros for a query that sees no key. */
function softmax(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  if (most === Number.NEGATIVE_INFINITY) {
    scores.fill(0);
    return;
  }
  let total = 0;
  for (let key = 0; key < scores.length; key++) {
    scores[key] = Math.exp((scores[key] as number) - most);
    total += scores[key] as number;
  }
  for (let key = 0; key < scores.length; key++) scores[key] = (scores[key] as number) / total;
}
