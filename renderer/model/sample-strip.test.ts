import { expect, test } from 'vitest';
import { cellOf, square, summaryOf } from './fixture/recorded-run.ts';
import { sampleStrip } from './sample-strip.ts';

const SUMMARY = summaryOf(square(64), 100);
const samples = (...times: number[]) =>
  times.map((wallNs, round) => ({ epoch: 0, round, position: 0, wallNs, gpuNs: null, encoderNs: null }));

test('samples keep their order and lie inside the strip', () => {
  const strip = sampleStrip(samples(100, 95, 105), SUMMARY);
  expect(strip.points.map(({ x }) => x)).toEqual([0, 0.5, 1]);
  for (const { y } of strip.points) {
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(1);
  }
  expect(strip.at(105)).toBeGreaterThan(strip.at(95));
});

test('outliers are more than 1.5 interquartile ranges away, and are kept', () => {
  // Quartiles 90 and 110: fences at 60 and 140.
  const { points } = sampleStrip(samples(59, 61, 100, 139, 141), SUMMARY);
  expect(points.map(({ outlier }) => outlier)).toEqual([true, false, false, false, true]);
});

test('equal samples, and a single one, are in the middle', () => {
  const flat = { ...SUMMARY, q1Ns: 100, q3Ns: 100 };
  expect(sampleStrip(samples(100), flat).points[0]).toMatchObject({ x: 0.5, y: 0.5 });
});

test('GPU times are shown if the figures are from the GPU', () => {
  const [sample] = cellOf(square(64), 'a', 100).samples;
  if (!sample) throw new Error('the fixture has samples');
  const strip = sampleStrip([{ ...sample, gpuNs: 42 }], { ...SUMMARY, clock: 'gpu' });
  expect(strip.points[0]?.ns).toBe(42);
});
