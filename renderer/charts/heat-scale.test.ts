import { expect, test } from 'vitest';
import { heatLimit, heatOf, heatScale } from './heat-scale.ts';

test('half the time is as strong as twice the time, on the other side', () => {
  expect(heatOf(0.5, 2)).toEqual({ side: 'less', percent: 100 });
  expect(heatOf(2, 2)).toEqual({ side: 'more', percent: 100 });
  expect(heatOf(1, 2).percent).toBe(0);
  expect(heatOf(Math.SQRT2, 2).percent).toBe(50);
  expect(heatOf(9, 2).percent).toBe(100);
});

test('the scale ends at the cell that is farthest from 1, within limits', () => {
  expect(heatLimit([0.8, 1.1])).toBeCloseTo(1.25);
  expect(heatLimit([25, 0.9])).toBe(2);
  expect(heatLimit([1.001])).toBe(1.05);
  expect(heatLimit([])).toBe(1.05);
});

test('of speeds more is better, and has the colour that less time has', () => {
  const { heatOf: paint, ends } = heatScale('more is better', [2, 0.5]);
  expect(paint(2)).toEqual({ side: 'less', percent: 100 });
  expect(paint(0.5)).toEqual({ side: 'more', percent: 100 });
  expect(ends).toEqual([0.5, 2]);
});

test('levels are coloured from the least to the most, and errors by their decades', () => {
  const levels = heatScale('level', [10, 20, 30]);
  expect([10, 20, 30].map((value) => levels.heatOf(value).percent)).toEqual([0, 50, 100]);
  const decades = heatScale('decades', [1e-7, 1e-5, 0]);
  expect(decades.heatOf(1e-5)).toEqual({ side: 'more', percent: 100 });
  expect(decades.heatOf(0).percent).toBe(0);
  expect(heatScale('level', [3]).heatOf(3).percent).toBe(100);
});
