import { expect, it } from 'vitest';
import { noiseProgress } from './noise-progress.ts';

const own = { fraction: 0.5, remainingMs: 3000, activity: 'timing' };

it('is that of all runs, and those that follow take as long as the one that is measured', () => {
  expect(noiseProgress(own, { run: 2, runs: 4, elapsedMs: 5000 })).toEqual({
    run: 2,
    runs: 4,
    fraction: 0.375,
    remainingMs: 3000 + 2 * 8000,
    activity: 'timing',
  });
  expect(noiseProgress(own, { run: 4, runs: 4, elapsedMs: 5000 })).toMatchObject({
    fraction: 0.875,
    remainingMs: 3000,
  });
});

it('gives no time as long as the run gives none', () => {
  const early = { ...own, remainingMs: null };
  expect(noiseProgress(early, { run: 1, runs: 4, elapsedMs: 1 }).remainingMs).toBeNull();
});
