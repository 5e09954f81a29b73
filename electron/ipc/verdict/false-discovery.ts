/**
 * The p-values of several tests, adjusted by Benjamini and Hochberg's procedure, in the order given: among those of at
 * most q, the expected share of false discoveries is at most q (Journal of the Royal Statistical Society B 57, 1995).
 */
export function adjustByBenjaminiHochberg(pValues: readonly number[]): number[] {
  const descending = [...pValues.keys()].sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
  const adjusted: number[] = [];
  let least = 1;
  for (const [place, index] of descending.entries()) {
    least = Math.min(least, ((pValues[index] as number) * pValues.length) / (pValues.length - place));
    adjusted[index] = least;
  }
  return adjusted;
}
