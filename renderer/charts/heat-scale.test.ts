import { expect, test } from 'vitest';
import { heatLimit, heatOf } from './heat-scale.ts';

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
