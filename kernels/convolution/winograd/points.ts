import { describeFraction, type Fraction, fraction } from './fraction.ts';

/** How the points of an algorithm are chosen. */
export const POINTS = ['balanced', 'integers'] as const;
export type Points = (typeof POINTS)[number];

const [ZERO, ONE, MINUS_ONE, HALF] = [fraction(0), fraction(1), fraction(-1), fraction(1, 2)];

/**
 * Points in the order that they are taken. `integers` are those of Lavin and Gray (arXiv:1509.09308) for F(4, 3); larger
 * tiles get ±1/2, as MLX has them. `balanced` takes a number and its inverse with the other sign instead of ±2, which
 * Barabasz et al. found to be more accurate (arXiv:1803.10986).
 */
const ORDER: Readonly<Record<Points, readonly Fraction[]>> = {
  integers: [ZERO, ONE, MINUS_ONE, fraction(2), fraction(-2), HALF, fraction(-1, 2)],
  balanced: [ZERO, ONE, MINUS_ONE, HALF, fraction(-2), fraction(2), fraction(-1, 2)],
};

/** The finite points of an algorithm with `count` products more than those at infinity. */
export function pointsOf(points: Points, count: number): readonly Fraction[] {
  return ORDER[points].slice(0, count);
}

/** "0, 1, -1, 1/2, -2 and infinity", for comments. */
export function describePoints(
  points: Points,
  { pointsY, pointsX }: { pointsY: number; pointsX: number },
): string {
  const finite = pointsOf(points, Math.max(pointsY, pointsX) - 1);
  return `${finite.map(describeFraction).join(', ')} and infinity`;
}
