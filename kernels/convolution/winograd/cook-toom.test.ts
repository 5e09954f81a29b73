import { describe, expect, test } from 'vitest';
import { cookToom } from './cook-toom.ts';
import { fraction } from './fraction.ts';
import { POINTS, pointsOf } from './points.ts';

/** Numbers with few digits, so that sums are exact or nearly so. */
const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => (((i + 1) * 37 + seed * 61) % 23) - 11);

const apply = (matrix: readonly (readonly number[])[], vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (vector[i] as number), 0));

/** Outputs of a filter, as the transforms compute them. */
function filtered(m: number, r: number, points: (typeof POINTS)[number], d: number[], g: number[]): number[] {
  const { input, weights, output } = cookToom(m, r, pointsOf(points, m + r - 2));
  const [atInput, atWeights] = [apply(input, d), apply(weights, g)];
  return apply(
    output,
    atInput.map((value, i) => value * (atWeights[i] as number)),
  );
}

describe.each(POINTS)('%s points', (points) => {
  const sizes = [2, 3, 4, 5, 6, 7].flatMap((m) => [1, 2, 3, 4, 5].map((r) => [m, r] as const));

  test.each(sizes.filter(([m, r]) => m + r - 1 <= 8))('F(%i, %i) is the filter', (m, r) => {
    const [d, g] = [numbers(m + r - 1, 1), numbers(r, 2)];
    const expected = Array.from({ length: m }, (_, at) =>
      g.reduce((sum, weight, i) => sum + weight * (d[at + i] as number), 0),
    );
    for (const [at, value] of filtered(m, r, points, d, g).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 8);
    }
  });
});

test('F(2, 3) has the matrices of Lavin and Gray, but for signs and the scale of a point', () => {
  const { input, weights, output } = cookToom(2, 3, [fraction(0), fraction(1), fraction(-1)]);
  expect(input).toEqual([
    [-1, 0, 1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, -1, 0, 1],
  ]);
  expect(weights).toEqual([
    [-1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ]);
  expect(output).toEqual([
    [1, 1, 1, 0],
    [0, 1, -1, 1],
  ]);
});

test('a wrong number of points is refused', () => {
  expect(() => cookToom(4, 3, pointsOf('integers', 4))).toThrow('F(4, 3) needs 5 points');
});
