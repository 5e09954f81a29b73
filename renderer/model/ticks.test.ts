import { expect, test } from 'vitest';
import { innerTicks, linearTicks, log2Ticks } from './ticks.ts';

test('linear ticks are round, from zero to at least the maximum', () => {
  expect(linearTicks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks(143)).toEqual([0, 50, 100, 150]);
  expect(linearTicks(0)).toEqual([0, 1]);
  expect(linearTicks(1.05).at(-1)).toBeGreaterThanOrEqual(1.05);
});

test('inner ticks stay within the range', () => {
  expect(innerTicks(64, 512)).toEqual([100, 200, 300, 400, 500]);
});

test('log2 ticks are the powers of two within the range, thinned out if there are many', () => {
  expect(log2Ticks(64, 512)).toEqual([64, 128, 256, 512]);
  expect(log2Ticks(65, 511)).toEqual([128, 256]);
  expect(log2Ticks(1, 16384, 8)).toEqual([1, 4, 16, 64, 256, 1024, 4096, 16384]);
  expect(log2Ticks(70, 100)).toEqual([70, 100]);
});
