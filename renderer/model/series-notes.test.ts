import { expect, test } from 'vitest';
import { cellOf, square, summaryOf } from './fixture/recorded-run.ts';
import { seriesNotes } from './series-notes.ts';

const CPU = { device: { kind: 'cpu', name: 'cpu' }, roof: {} } as const;
const WALL = cellOf(square(64), 'cblas', 100);
const GPU = cellOf(square(64), 'mps', 100, { summary: { ...summaryOf(square(64), 100), clock: 'gpu' } });

test('a single clock is named once', () => {
  expect([
    seriesNotes([WALL], CPU).all[0],
    seriesNotes([GPU], CPU).all[0],
    seriesNotes([], CPU).all[0],
  ]).toEqual(['Wall time', 'GPU time', 'Wall time']);
  expect(seriesNotes([GPU], CPU).of('mps')).toBeNull();
});

test('two clocks are named at each contender', () => {
  const { all, of } = seriesNotes([GPU, WALL], CPU);
  expect(all).toContain('GPU and wall time');
  expect([of('mps'), of('cblas'), of('gemm-tiled')]).toEqual(['GPU time', 'Wall time', null]);
});

test('one arithmetic is named once, and two at each contender and size', () => {
  expect(seriesNotes([GPU, WALL], CPU).all).toContain('f32 arithmetic');
  const method = 'elements' as const;
  const verification = { maxRelativeError: 9e-4, tolerance: 2.7e-3, method, rowsChecked: 128, rows: 128 };
  const other = cellOf(square(128), 'mps', 100, { summary: GPU.summary, verification });
  const { all, of } = seriesNotes([GPU, other, WALL], CPU);
  expect(all.join()).not.toContain('arithmetic');
  expect([of('mps'), of('cblas')]).toEqual(['GPU time · TF32-like and f32', 'Wall time · f32']);
});

test('roofs of units are named at each contender if it is relative to another than the rest', () => {
  const test = { busyShare: 0, isProportional: true, range: [1, 1] as [number, number] };
  const roof = { matrixUnits: { f16: { gflops: 800, source: 'test', test } } };
  const m5 = { device: { kind: 'gpu', name: 'Apple M5', gpu: { family: 'Apple10' } }, roof } as const;
  const tensor = { ...GPU, contender: 'gemm-tensor' };
  expect(seriesNotes([{ ...GPU }], m5).of('mps')).toBeNull();
  const { of } = seriesNotes([GPU, tensor], m5);
  expect([of('mps'), of('gemm-tensor'), of('gemm-tiled')]).toEqual([
    'roof of the vector units',
    'roof of the matrix units',
    null,
  ]);
});

test("somebody's own kernel with tensor operations is called what a generated one is", () => {
  const test = { busyShare: 0, isProportional: true, range: [1, 1] as [number, number] };
  const roof = { matrixUnits: { f16: { gflops: 800, source: 'test', test }, usedBy: ['own:mine'] } };
  const m5 = { device: { kind: 'gpu', name: 'Apple M5', gpu: { family: 'Apple10' } }, roof } as const;
  const [generated, own] = ['gemm-tensor', 'own:mine'].map((contender) => ({ ...GPU, contender }));
  expect(seriesNotes([own as typeof GPU], m5).of('own:mine')).toBe('on the matrix units');
  expect(seriesNotes([generated as typeof GPU], m5).of('gemm-tensor')).toBe('on the matrix units');
  expect(seriesNotes([GPU, own as typeof GPU], m5).of('own:mine')).toBe('roof of the matrix units');
});
