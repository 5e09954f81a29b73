import { expect, test } from 'vitest';
import { roofOf } from './device.ts';

test('a roof is cores, clock and FMA rate, as Apple states it: 2.6 TFLOPS for the M1', () => {
  const roof = roofOf('Apple M1');
  expect(roof?.gflops).toBeCloseTo(2617, 0);
  expect(roof?.bandwidthGBps).toBe(68);
  expect(roof?.source).toContain('metal-benchmarks');
});

test('a chip with fewer cores has a lower roof; without a number of cores there is none', () => {
  expect(roofOf('Apple M1', 7)?.gflops).toBeCloseTo((2617 * 7) / 8, 0);
  expect(roofOf('Apple M3')?.gflops).toBeNull();
  expect(roofOf('Apple M3', 10)?.gflops).toBeCloseTo(3584, 0);
});

test('a device that the table does not have has to be measured', () => {
  expect([roofOf('AMD EPYC'), roofOf('toString'), roofOf('')]).toEqual([null, null, null]);
});
