import { expect, test } from 'vitest';
import { fittedTicks, innerTicks, linearTicks, log2Ticks, roundTicks } from './ticks.ts';

test('linear ticks are round, from zero to at least the maximum', () => {
  expect(linearTicks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks(143)).toEqual([0, 50, 100, 150]);
  expect(linearTicks(0)).toEqual([0, 1]);
  expect(linearTicks(1.05).at(-1)).toBeGreaterThanOrEqual(1.05);
});

test('inner ticks stay within the range', () => {
  expect(innerTicks(64, 512)).toEqual([100, 200, 300, 400, 500]);
  expect(innerTicks(500, 640)).toEqual([500, 520, 540, 560, 580, 600, 620, 640]);
});

test('log2 ticks are the powers of two within the range, thinned out if there are many', () => {
  expect(log2Ticks(64, 512)).toEqual([64, 128, 256, 512]);
  expect(log2Ticks(65, 511)).toEqual([128, 256]);
  expect(log2Ticks(1, 16384, 8)).toEqual([1, 4, 16, 64, 256, 1024, 4096, 16384]);
  expect(log2Ticks(70, 100)).toEqual([70, 100]);
});

test('a narrow range has round ticks instead of a single power of two', () => {
  expect(roundTicks([64, 512], 'log2')).toEqual([64, 128, 256, 512]);
  expect(roundTicks([500, 640], 'log2')).toEqual(innerTicks(500, 640));
});

test('measured sizes are labelled where the round ones leave room', () => {
  const places = [64, 65, 96, 127, 128, 511, 512];
  const fitted = (pixels: number) => fittedTicks([64, 128, 512], places, (value) => value * pixels, String);
  expect(fitted(1)).toEqual([64, 96, 128, 512]);
  expect(fitted(40)).toEqual(places);
  const many = Array.from({ length: 1536 }, (_, index) => index + 1);
  expect(fittedTicks([512, 1024], many, Number, String)).toEqual([512, 1024]);
});
