import type { Scores } from './scores.ts';

/** For each query of a head: L, D, and the squares of their errors in units of a rounding. */
export interface RowSums {
  readonly logSum: number;
  readonly rowSum: number;
  readonly logSquare: number;
  readonly rowSquare: number;
}

/** Softmax is as uncertain as its scores: exp turns their errors into relative ones. */
export function rowSums({ scores, scoreSquares, slopes, slopeSquares }: Scores): RowSums {
  const most = scores.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  if (most === Number.NEGATIVE_INFINITY) return { logSum: most, rowSum: 0, logSquare: 0, rowSquare: 0 };
  const logSum = most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
  let [logSquare, rowSum, rowSquare] = [0, 0, 0];
  const weights = scores.map((score) => Math.exp(score - logSum));
  weights.forEach((weight, key) => {
    if (weight === 0) return;
    logSquare += weight * (scoreSquares[key] as number);
    rowSum += weight * (slopes[key] as number);
  });
  weights.forEach((weight, key) => {
    const uncertain = 1 + (scoreSquares[key] as number) + logSquare;
    if (weight > 0) rowSquare += weight ** 2 * uncertain * (slopeSquares[key] as number);
  });
  return { logSum, rowSum, logSquare, rowSquare };
}

/** An element of P and of dS, and the squares of their errors; null for a key that is not seen. */
export function weigh({ scores, ...squares }: Scores, key: number, sums: RowSums, scale: number) {
  const score = scores[key] as number;
  if (score === Number.NEGATIVE_INFINITY) return null;
  const weight = Math.exp(score - sums.logSum);
  const weightSquare = weight ** 2 * (1 + (squares.scoreSquares[key] as number) + sums.logSquare);
  const difference = (squares.slopes[key] as number) - sums.rowSum;
  const differenceSquare = (squares.slopeSquares[key] as number) + sums.rowSquare;
  return {
    weight,
    weightSquare,
    slope: weight * difference * scale,
    slopeSquare: (weight ** 2 * differenceSquare + weightSquare * difference ** 2) * scale ** 2,
  };
}
