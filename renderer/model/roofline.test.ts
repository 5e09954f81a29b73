import { expect, test } from 'vitest';
import { estimate } from '../../kernels/index.ts';
import { cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';
import { framePlace } from './frame-axis.ts';
import { apartDots, indexDots, roofline, roofPath } from './roofline.ts';

const SHOWN = { filter: '', hidden: [] };
const cells = [64, 512].flatMap((side) => [
  cellOf(square(side), 'gemm-direct', side ** 3 / 20),
  cellOf(square(side), 'cblas', side ** 3 / 30),
]);
const measured = runOf(cells);
const run = {
  ...measured,
  environment: {
    ...measured.environment,
    roof: {
      ...{ gflops: 100, halfGflops: null, source: 'measured: test' },
      bandwidth: { rateGBps: 10, cacheBytes: 1 << 20, source: 'measured: copies' },
    },
  },
};

test('cells stand at their intensity and rate, and those without a figure nowhere', () => {
  const failed = emptyCell(square(128), 'cblas', 'failed');
  const { dots } = roofline({ ...run, cells: [...cells, failed] }, SHOWN);
  expect(dots).toHaveLength(4);
  expect(dots[0]).toMatchObject({
    problem: 'gemm-f32-64x64x64',
    contender: 'gemm-direct',
    intensity: estimate(square(64)).intensity,
    doubtful: false,
  });
  expect(dots[0]?.gflops).toBeCloseTo(40);
  expect(roofline(run, { filter: '', hidden: ['cblas'] }).dots).toHaveLength(2);
  expect(roofline(run, { filter: 'm>64', hidden: [] }).dots).toHaveLength(2);
});

test('roofs are those that were measured, with their sources', () => {
  const { roofs, notes, x, y } = roofline(run, SHOWN);
  expect(roofs.map(({ isSlope }) => isSlope)).toEqual([false, true]);
  expect(roofs.map(({ label }) => label.split(' ')[0])).toEqual(['Arithmetic', 'Memory']);
  expect(roofs[1]?.source).toContain('copies');
  expect(roofs[1]?.at(2)).toBe(20);
  // The ridge, at 10 FLOP per byte, and the roof are in the picture.
  expect(x.domain[0]).toBeLessThan(10);
  expect(y.domain[1]).toBeGreaterThan(100);
  expect(notes.join()).toContain('cache');
});

test('matrix units have roofs of their own, beside that of the vector units', () => {
  const test = { busyShare: 0, isProportional: true, range: [800, 800] as [number, number] };
  const f16 = { gflops: 800, source: 'measured: products', test };
  const roof = { ...run.environment.roof, matrixUnits: { f16, f32: { ...f16, gflops: 400 } } };
  const { roofs, y } = roofline({ ...run, environment: { ...run.environment, roof } }, SHOWN);
  expect(roofs.map(({ label }) => label.replace(/\s\S+\sG\S+$/, ''))).toEqual([
    'Vector units',
    'Matrix units f16',
    'Matrix units f32',
    'Memory',
  ]);
  expect(roofs[1]?.source).toBe('measured: products');
  expect(y.domain[1]).toBeGreaterThan(800);
});

test('without a bandwidth there is no slope, and the picture says so', () => {
  const { roofs, notes } = roofline(measured, SHOWN);
  expect(roofs).toHaveLength(1);
  expect(notes.join()).toContain('not measured');
});

test('a run without figures has its roofs', () => {
  const failed = runOf([emptyCell(square(128), 'cblas', 'failed')]);
  const { dots, roofs, x } = roofline(failed, SHOWN);
  expect([dots.length, roofs.length]).toEqual([0, 1]);
  expect(x.ticks.length).toBeGreaterThan(1);
  expect(x.ticks.map(x.text)).toEqual(x.ticks.map(String));
});

test('a slope ends at the highest roof, where that begins', () => {
  const picture = roofline(run, SHOWN);
  const place = framePlace({ width: 800, height: 400 }, picture.x, picture.y);
  const [flat = '', slope = ''] = picture.roofs.map((roof) => roofPath(roof, picture.roofs, picture, place));
  expect(slope.split('L')[1]).toBe(flat.split('L')[0]?.slice(1));
});

test('the dot under the pointer is the nearest one within reach', () => {
  const picture = roofline(run, SHOWN);
  const place = framePlace({ width: 800, height: 400 }, picture.x, picture.y);
  const [dot] = picture.dots;
  if (!dot) throw new Error('no dot');
  const [px, py] = [place.x(dot.intensity), place.y(dot.gflops)];
  const index = indexDots(picture.dots, place);
  expect(index.of(dot)).toBe(dot);
  expect(index.nearest(px + 2, py + 2)).toBe(dot);
  expect(index.nearest(px - 40, py + 40)).toBeNull();
});

test('of many dots, those that lie on others are not drawn', () => {
  const picture = roofline(run, SHOWN);
  const place = framePlace({ width: 800, height: 400 }, picture.x, picture.y);
  const many = Array.from({ length: 1000 }, () => picture.dots).flat();
  expect(apartDots(many, place)).toHaveLength(4);
  expect(apartDots(picture.dots, place)).toBe(picture.dots);
});
