import { expect, test } from 'vitest';
import { plotPaths } from './plot-paths.ts';
import type { PlotRow } from './series.ts';

const x = (value: number) => 10 * value;
const y = (value: number) => 100 - value;
const row = (
  at: number,
  value: number | null,
  band: [number, number] = [value ?? 0, value ?? 0],
): PlotRow => ({
  x: at,
  ...(value === null ? { a: null } : { a: value, 'a|iqr': band }),
});

test('a line is one path, and its band goes there and back', () => {
  const { line, band, markers } = plotPaths([row(1, 40, [30, 50]), row(2, 60, [55, 65.123])], 'a', x, y);
  expect(line).toBe('M10,60L20,40');
  expect(band).toBe('M10,50L20,34.88L20,45L10,70Z');
  expect(markers).toEqual([
    { px: 10, py: 60, hollow: false, alone: false },
    { px: 20, py: 40, hollow: false, alone: false },
  ]);
});

test('it breaks at a cell without a figure and at a size without a cell; a point between two gaps is alone', () => {
  const rows = [row(1, 1), row(2, 2), row(3, null), row(4, 4), { x: 5, b: 5 }, row(6, 6), row(7, 7)];
  const { line, markers } = plotPaths(rows, 'a', x, y);
  expect(line).toBe('M10,99L20,98M40,96M60,94L70,93');
  expect(markers.filter(({ alone }) => alone)).toMatchObject([{ px: 40 }]);
});

test('a doubtful point is hollow, and what has no place is left out', () => {
  const rows = [{ ...row(1, 1), 'a|doubtful': true }, row(2, 2)];
  const { markers } = plotPaths(rows, 'a', (value) => (value === 2 ? undefined : x(value)), y);
  expect(markers).toEqual([{ px: 10, py: 99, hollow: true, alone: true }]);
  expect(plotPaths([], 'a', x, y)).toEqual({ line: '', band: '', markers: [] });
});
