import { expect, test } from 'vitest';
import type { Mark, Point } from '../model/series.ts';
import { nearestTarget, touched } from './nearest.ts';

const SCALES = { x: (value: number) => value, y: (value: number) => value, valueAt: (px: number) => px };
const point = (x: number, value: number, contender: string): Point => ({
  ...{ problem: String(x), contender, x, value, low: value, high: value },
  ...{ interval: [value, value], doubtful: false },
});
const series = (contender: string, points: Point[], marks: Mark[] = []) => ({
  ...{ contender, detail: '', points, marks },
});
const LANE = 200;
const nearest = (all: ReturnType<typeof series>[], px: number, py: number) =>
  nearestTarget({ series: all }, SCALES, () => LANE, px, py)?.item;

test('the nearest column wins over the nearest point, then the nearest height', () => {
  const all = [series('a', [point(10, 100, 'a'), point(50, 60, 'a')]), series('b', [point(10, 20, 'b')])];
  expect(nearest(all, 22, 60)).toMatchObject({ problem: '10' });
  expect(nearest(all, 12, 30)).toMatchObject({ problem: '10', contender: 'b' });
  expect(nearest(all, 12, 90)).toMatchObject({ problem: '10', contender: 'a' });
  expect(nearest(all, 49, 500)).toMatchObject({ problem: '50' });
});

test('points in one column of pixels are told apart by their heights', () => {
  const all = [
    series(
      'a',
      [10, 10.1, 10.2, 30].map((x) => point(x, 10 * x, 'a')),
    ),
  ];
  expect(nearest(all, 10, 102)).toMatchObject({ x: 10.2 });
  expect(nearest(all, 10, 99)).toMatchObject({ x: 10 });
});

test('a mark is in its lane', () => {
  const failed: Mark = { problem: '40', contender: 'a', x: 40, status: 'failed' };
  const all = [series('a', [point(10, 10, 'a')], [failed]), series('b', [point(40, 20, 'b')])];
  expect(nearest(all, 40, 190)).toBe(failed);
  expect(nearest(all, 40, 30)).toMatchObject({ contender: 'b' });
});

test.each([0, 1, 2, 7, 1000])('of %i points, the one that a search through all finds', (count) => {
  const points = Array.from({ length: count }, (_, index) => point(index ** 1.3, (index * 37) % 100, 'a'));
  for (const px of [-5, 0, 3.3, 40, 1234.5, 1e5]) {
    const least = Math.min(...points.map(({ x }) => Math.abs(x - px)));
    const found = nearest([series('a', points)], px, 50);
    if (count === 0) expect(found).toBeUndefined();
    else expect(Math.abs((found?.x ?? Number.NaN) - px)).toBeLessThan(least + 0.5);
  }
});

test('a figure is touched nearby, unless the measured target is nearer', () => {
  const figures = [
    { id: 'near', px: 20, py: 20 },
    { id: 'nearer', px: 23, py: 20 },
  ];
  expect(touched(figures, null, 24, 20)).toMatchObject({ id: 'nearer' });
  expect(touched(figures, null, 20, 33)).toBeNull();
  expect(touched(figures, { px: 25, py: 20 }, 25, 20)).toBeNull();
  expect(touched(figures, { px: 40, py: 20 }, 25, 20)).toMatchObject({ id: 'nearer' });
});
