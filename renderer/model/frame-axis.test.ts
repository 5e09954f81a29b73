import { expect, test } from 'vitest';
import { extentOf, fittedAxis, framePlace, logAxis } from './frame-axis.ts';

test('an axis fits its values, and equal ones are in the middle', () => {
  const { domain, ticks } = fittedAxis([10, 20], String);
  expect(domain[0]).toBeLessThan(10);
  expect(domain[1]).toBeGreaterThan(20);
  expect(ticks.every((tick) => tick >= domain[0] && tick <= domain[1])).toBe(true);
  const equal = fittedAxis([7, 7], String).domain;
  expect((equal[0] + equal[1]) / 2).toBeCloseTo(7);
});

test('ticks of logarithms are round, and become fewer over many decades', () => {
  expect(logAxis(1, 100, String).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(logAxis(0.9, 1100, String).ticks).toEqual([1, 3, 10, 30, 100, 300, 1000]);
  expect(logAxis(1e-6, 1e6, String).ticks.length).toBeLessThanOrEqual(7);
});

test('places are in the box between the axes: up is more', () => {
  const axis = { scale: 'log', domain: [1, 100], ticks: [], text: String } as const;
  const { box, x, y } = framePlace({ width: 400, height: 200 }, axis, axis);
  expect(x(10)).toBeCloseTo(box.x + box.width / 2);
  expect(y(100)).toBeCloseTo(box.y);
  expect(y(1)).toBeCloseTo(box.y + box.height);
});

test('the extent of a long list', () => {
  expect(extentOf(Array.from({ length: 200_000 }, (_, index) => index))).toEqual([0, 199_999]);
  expect(extentOf([])).toEqual([0, 1]);
});
