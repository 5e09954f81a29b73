import { expect, test } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { axesOf, axisOf, differsOnlyIn, layoutOf, linesOf, SIZE_AXIS } from './axis.ts';
import { dimensionsOf } from './dimension.ts';
import { cellOf, square } from './fixture/recorded-run.ts';
import { sizeAxisOf } from './problem-size.ts';
import { chartModel } from './series.ts';

const CONTENDERS = [
  'gemm-simdgroup@blockM=16,edges=guard',
  'gemm-simdgroup@blockM=64,edges=guard',
  'gemm-direct@blockM=32',
  'cblas',
];
const asked = (contenders: string[], problems: Problem[] = [square(64)]) => ({ problems, contenders });
const SIZES = sizeAxisOf([square(64)]);

test('a run can be plotted against the numbers in which its contenders or problems differ', () => {
  expect(axesOf(asked(CONTENDERS))).toMatchObject([{ name: 'blockM', label: 'Block M' }]);
  expect(axesOf(asked(['gemm-simdgroup@blockM=16', 'cblas']))).toEqual([]);
  expect(axisOf(asked(CONTENDERS), 'blockM')).toBe('blockM');
  expect(axisOf(asked(['cblas']), 'blockM')).toBe(SIZE_AXIS);
  const batches = [1, 8].map((batch): Problem => ({ op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64, batch }));
  expect(axesOf(asked(['cblas'], batches)).map(({ name }) => name)).toEqual(['batch']);
});

test('a shape that is part of the size is no dimension of its own', () => {
  const rows = [256, 512].map(
    (m): Problem => ({ op: 'normalization', dtype: 'f32', norm: 'layer', m, n: 1024 }),
  );
  expect(dimensionsOf(asked(['norm-looped'], rows))).toEqual([]);
  expect(dimensionsOf(asked(['cblas'], [square(64), square(65)]))).toEqual([]);
});

test('against a parameter, variants are points on the line of their contender without it', () => {
  expect(linesOf(asked(CONTENDERS), 'blockM', 'auto')).toEqual(['gemm-simdgroup@edges=guard', 'gemm-direct']);
  const { placeOf } = layoutOf(asked(CONTENDERS), 'blockM', 'auto');
  expect(placeOf({ problem: square(64), contender: 'gemm-direct@blockM=32' }, SIZES)).toEqual({
    ...{ facet: '', x: 32, line: 'gemm-direct' },
  });
  expect(placeOf({ problem: square(64), contender: 'cblas' }, SIZES)).toBeNull();
  const cells = CONTENDERS.map((contender) => cellOf(square(64), contender, 1000));
  const basis = {
    roof: { gflops: 1, halfGflops: null, source: '' },
    method: { targetRelativeIqr: 1 },
    typical: square(64),
  };
  const { plots, xDomain } = chartModel(cells, asked(CONTENDERS), basis, { metric: 'rate', axis: 'blockM' });
  expect(plots[0]?.series.map(({ contender, points }) => [contender, points.map(({ x }) => x)])).toEqual([
    ['gemm-simdgroup@edges=guard', [16, 64]],
    ['gemm-direct', [32]],
  ]);
  expect(xDomain).toEqual([16, 64]);
});

test('a parameter may have plots of its own', () => {
  expect(linesOf(asked(CONTENDERS), SIZE_AXIS, 'blockM')).toEqual([
    'gemm-simdgroup@edges=guard',
    'gemm-direct',
    'cblas',
  ]);
  const { placeOf } = layoutOf(asked(CONTENDERS), SIZE_AXIS, 'blockM');
  expect(placeOf({ problem: square(64), contender: 'gemm-direct@blockM=32' }, SIZES)?.facet).toBe(
    'Block M 32',
  );
  expect(placeOf({ problem: square(64), contender: 'cblas' }, SIZES)?.facet).toBe('Block M default');
});

test('against a field, problems that are otherwise the same are drawn', () => {
  const head = (d: number, r: number): Problem => ({ op: 'attention', dtype: 'f32', r, c: r, d });
  const [axis] = axesOf(asked(['attention-flash2'], [head(64, 128), head(80, 128), head(64, 256)]));
  if (!axis) expect.fail('no axis');
  expect(axis.name).toBe('d');
  expect(differsOnlyIn(axis, head(64, 128), head(80, 128))).toBe(true);
  expect(differsOnlyIn(axis, head(64, 256), head(80, 128))).toBe(false);
});
