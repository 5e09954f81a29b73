import { expect, test } from 'vitest';
import { clockLabels } from './clocks.ts';
import { cellOf, square, summaryOf } from './fixture/recorded-run.ts';

const WALL = cellOf(square(64), 'cblas', 100);
const GPU = cellOf(square(64), 'mps', 100, { summary: { ...summaryOf(square(64), 100), clock: 'gpu' } });

test('a single clock is named once', () => {
  expect([clockLabels([WALL]).all, clockLabels([GPU]).all, clockLabels([]).all]).toEqual([
    'Wall time',
    'GPU time',
    'Wall time',
  ]);
  expect(clockLabels([GPU]).of('mps')).toBeNull();
});

test('two clocks are named at each contender', () => {
  const { all, of } = clockLabels([GPU, WALL]);
  expect(all).toContain('GPU and wall time');
  expect([of('mps'), of('cblas'), of('gemm-tiled')]).toEqual(['GPU time', 'Wall time', null]);
});
