import { expect, test } from 'vitest';
import { panBy, rangeBetween, zoomAbout } from './zoom.ts';

const close = (range: readonly number[] | null, expected: readonly number[]) => {
  expect(range).toHaveLength(2);
  for (const [index, value] of expected.entries()) expect(range?.[index]).toBeCloseTo(value);
};

test('going closer keeps a value at its place, by values or by their logarithms', () => {
  close(zoomAbout([0, 100], [0, 100], 'linear', 0.5, 25), [12.5, 62.5]);
  close(zoomAbout([1, 256], [1, 256], 'log2', 0.5, 16), [4, 64]);
});

test('nothing goes beyond the axis, and all of it is no zoom', () => {
  close(zoomAbout([50, 100], [0, 100], 'linear', 1.5, 100), [25, 100]);
  expect(zoomAbout([10, 90], [0, 100], 'linear', 2, 50)).toBeNull();
  close(panBy([50, 75], [0, 100], 'linear', 10), [75, 100]);
  close(panBy([50, 75], [0, 100], 'linear', -0.4), [40, 65]);
});

test('a range cannot become too narrow to show anything', () => {
  const range = zoomAbout([50, 50.5], [0, 100], 'linear', 0.001, 50);
  expect((range?.[1] ?? 0) - (range?.[0] ?? 0)).toBeCloseTo(0.25);
});

test('a dragged range lies within the axis, in either direction; a slip of the hand is none', () => {
  close(rangeBetween(80, 20, [0, 100], 'linear'), [20, 80]);
  close(rangeBetween(-5, 20, [10, 100], 'linear'), [10, 20]);
  close(rangeBetween(4, 64, [1, 256], 'log2'), [4, 64]);
  expect(rangeBetween(50, 50.1, [0, 100], 'linear')).toBeNull();
});
