import { expect, test } from 'vitest';
import { columnsOf, plotPaths } from './plot-paths.ts';
import type { Mark, Point } from './series.ts';

const SCALES = { x: (value: number) => 10 * value, y: (value: number) => 100 - value, valueAt: Number };
const point = (
  x: number,
  value: number,
  [low, high]: [number, number] = [value, value],
  doubtful = false,
): Point => ({
  ...{ problem: String(x), contender: 'a', x, value, low, high, interval: [low, high], doubtful },
});
const failed = (x: number): Mark => ({ problem: String(x), contender: 'a', x, status: 'failed' });
const paths = (points: Point[], marks: Mark[] = []) => plotPaths({ points, marks }, SCALES);

test('a line is one path, and its band goes there and back', () => {
  const { line, band, whiskers, markers } = paths([point(1, 40, [30, 50]), point(2, 60, [55, 65.123])]);
  expect(line).toBe('M10,60L20,40');
  expect(band).toBe('M10,50L20,34.88L20,45L10,70Z');
  expect(whiskers).toBe('');
  expect(markers).toEqual([
    { px: 10, py: 60, hollow: false },
    { px: 20, py: 40, hollow: false },
  ]);
});

test('it breaks at a cell without a figure', () => {
  const { line } = paths([point(1, 1), point(2, 2), point(4, 4), point(6, 6)], [failed(3), failed(5)]);
  expect(line).toBe('M10,99L20,98M40,96M60,94');
});

test('a doubtful point is hollow, and has a whisker instead of a wedge across its neighbours', () => {
  const points = [1, 2, 3, 4, 5].map((x) => point(x, 50, [40, 60], x === 3));
  const { line, band, whiskers, markers } = paths(points);
  expect(line.match(/L/g)).toHaveLength(4);
  expect(band.match(/M/g)).toHaveLength(2);
  expect(band).not.toContain('30,');
  expect(whiskers).toBe('M27,40H33M30,40V60M27,60H33');
  expect(markers.map(({ hollow }) => hollow)).toEqual([false, false, true, false, false]);
});

test('a good point between doubtful ones has a whisker, too, unless its spread is too small to see', () => {
  const { band, whiskers } = paths([
    point(1, 5, [4, 6], true),
    point(2, 5, [4, 6]),
    point(3, 5, [4.9, 5], true),
  ]);
  expect(band).toBe('');
  expect(whiskers.match(/V/g)).toHaveLength(2);
});

test('of many sizes, a line is the median of each column of pixels within the envelope of all points', () => {
  const points = Array.from({ length: 400 }, (_, index) => point(index / 40, index % 4 === 0 ? 90 : 50));
  const { line, band, markers } = paths(points);
  expect(line.split('L').length).toBeLessThan(110);
  expect(line).toContain(',50');
  expect(line).not.toContain(',10L');
  expect(band).toContain(',10');
  expect(markers).toEqual([]);
});

test('markers are left out where they would merge into a band', () => {
  const apart = (px: number) =>
    paths(Array.from({ length: 100 }, (_, index) => point((index * px) / 10, 50)));
  expect(apart(9).markers).toHaveLength(100);
  expect(apart(7).markers).toEqual([]);
});

test('columns have the lowest, the middle and the highest of their points', () => {
  const places = [5, 1, 3].map((py) => ({ px: 7.2, py }));
  expect(columnsOf([...places, { px: 8, py: 2 }])).toEqual([
    { px: 7, top: 1, middle: 3, bottom: 5 },
    { px: 8, top: 2, middle: 2, bottom: 2 },
  ]);
  expect(columnsOf([])).toEqual([]);
});
