import type { HeadMask } from '../../reference.ts';

/**
 * For some queries and all keys: scores that become P; slopes, dP, that become dS; and sums of their squared terms that
 * become the squares of the errors of P and dS, in units of a rounding.
 */
export interface WeightRow {
  readonly scores: Float64Array;
  /** Null if squares are not wanted, and there are no slopes. */
  readonly scoreSquares: Float64Array | null;
  readonly slopes: Float64Array | null;
  readonly slopeSquares: Float64Array | null;
}

type SlopeRow = Record<keyof WeightRow, Float64Array>;
const hasSlopes = (row: WeightRow): row is SlopeRow => row.slopes !== null;

const HIDDEN = Number.NEGATIVE_INFINITY;

/** Adds the mask to the scores of a query. */
export function addMask({ scores, scoreSquares, slopes }: WeightRow, mask: HeadMask, query: number): void {
  const { entries, entryRows, isBoolean } = mask;
  scores.fill(HIDDEN, 0, mask.first[query]);
  scores.fill(HIDDEN, mask.end[query]);
  if (!entries) return;
  const row = (entryRows[query] as number) * scores.length;
  for (let key = 0; key < scores.length; key++) {
    const entry = entries[row + key] as number;
    if (entry === (isBoolean ? 0 : HIDDEN)) scores[key] = HIDDEN;
    if (isBoolean || entry === HIDDEN) continue;
    scores[key] = (scores[key] as number) + entry;
    if (slopes && scoreSquares) scoreSquares[key] = (scoreSquares[key] as number) + entry * entry;
  }
}

/** Turns the scores and slopes of a query into weights, see WeightRow. */
export function weigh(row: WeightRow, scale: number): void {
  softmax(row.scores);
  if (hasSlopes(row)) weighSlopes(row, scale);
  else if (row.scoreSquares) weighSquares(row.scores, row.scoreSquares);
}

/** In place; all zeros for a query that sees no key. */
function softmax(scores: Float64Array): void {
  let most = HIDDEN;
  for (const score of scores) if (score > most) most = score;
  if (most === HIDDEN) {
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

/**
 * Rounding of a score's terms makes the score uncertain, and exp turns that into a relative error of p. So terms p · v
 * count more if the root of the sum of the score's squared terms is above 1, which is rare at a scale of 1/√d.
 */
function weighSquares(weights: Float64Array, squares: Float64Array): void {
  for (let key = 0; key < weights.length; key++) {
    squares[key] = (weights[key] as number) ** 2 * Math.max(1, squares[key] as number);
  }
}

/** Softmax is as uncertain as its scores: exp turns their errors into relative ones. */
function weighSlopes({ scores: weights, scoreSquares, slopes, slopeSquares }: SlopeRow, scale: number): void {
  let [logSquare, rowSum, rowSquare] = [0, 0, 0];
  for (let key = 0; key < weights.length; key++) {
    logSquare += (weights[key] as number) * (scoreSquares[key] as number);
    rowSum += (weights[key] as number) * (slopes[key] as number);
  }
  for (let key = 0; key < weights.length; key++) {
    const square = (weights[key] as number) ** 2 * (1 + (scoreSquares[key] as number) + logSquare);
    rowSquare += square * (slopeSquares[key] as number);
    scoreSquares[key] = square;
  }
  for (let key = 0; key < weights.length; key++) {
    const weight = weights[key] as number;
    const difference = (slopes[key] as number) - rowSum;
    const differenceSquare = (slopeSquares[key] as number) + rowSquare;
    slopes[key] = weight * difference * scale;
    slopeSquares[key] =
      (weight * weight * differenceSquare + (scoreSquares[key] as number) * difference * difference) *
      scale *
      scale;
  }
}
