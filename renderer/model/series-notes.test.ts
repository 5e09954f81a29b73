import { expect, test } from 'vitest';
import { cellOf, square, summaryOf } from './fixture/recorded-run.ts';
import { seriesNotes } from './series-notes.ts';

const WALL = cellOf(square(64), 'cblas', 100);
const GPU = cellOf(square(64), 'mps', 100, { summary: { ...summaryOf(square(64), 100), clock: 'gpu' } });

test('a single clock is named once', () => {
  expect([seriesNotes([WALL]).all[0], seriesNotes([GPU]).all[0], seriesNotes([]).all[0]]).toEqual([
    'Wall time',
    'GPU time',
    'Wall time',
  ]);
  expect(seriesNotes([GPU]).of('mps')).toBeNull();
});

test('two clocks are named at each contender', () => {
  const { all, of } = seriesNotes([GPU, WALL]);
  expect(all).toContain('GPU and wall time');
  expect([of('mps'), of('cblas'), of('gemm-tiled')]).toEqual(['GPU time', 'Wall time', null]);
});

test('one arithmetic is named once, and two at each contender and size', () => {
  expect(seriesNotes([GPU, WALL]).all).toContain('f32 arithmetic');
  const method = 'elements' as const;
  const verification = { maxRelativeError: 9e-4, tolerance: 2.7e-3, method, rowsChecked: 128, rows: 128 };
  const other = cellOf(square(128), 'mps', 100, { summary: GPU.summary, verification });
  const { all, of } = seriesNotes([GPU, other, WALL]);
  expect(all.join()).not.toContain('arithmetic');
  expect([of('mps'), of('cblas')]).toEqual(['GPU time · TF32-like and f32', 'Wall time · f32']);
});
