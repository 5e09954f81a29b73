import { expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { expectedTime } from './expected-time.ts';
import { defaultMethod } from './method.ts';

/** Of 0.1 GFLOP. */
const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 500, n: 100, k: 1000 };
const METHOD = {
  ...defaultMethod('cpu'),
  minSampleMs: 2,
  minSamples: 10,
  maxSamples: 40,
  maxProblemMs: 1500,
};
const time = (gflops: number[], change = {}) => expectedTime(PROBLEM, gflops, { ...METHOD, ...change });

it('is that of the rounds, and a quarter of it on top', () => {
  // 1 ms and 10 ms a dispatch: two dispatches for a sample of the faster, 22 ms a round.
  expect(time([100, 10])).toEqual({ least: 1.25 * 220, most: 1.25 * 880 });
  expect(time([100, 10], { spinMs: 4 })).toEqual({ least: 1.25 * 300, most: 1.25 * 1200 });
});

it('ends at the limit of a problem, unless the fewest samples take longer', () => {
  expect(time([100, 10], { maxProblemMs: 500 }).most).toBe(1.25 * 522);
  expect(time([0.1])).toEqual({ least: 12_500, most: 12_500 });
});

it('follows a protocol', () => {
  const protocol = { protocol: 'mfa', minSamples: 8, maxSamples: 8 };
  // The cube root is 368: 64 dispatches.
  expect(time([100], protocol)).toEqual({ least: 1.25 * 512, most: 1.25 * 512 });
});
