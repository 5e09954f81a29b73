import { expect, test } from 'vitest';
import { axisOf, linesOf, parameterAxes, placeOf, SIZE_AXIS } from './axis.ts';
import { cellOf, square } from './fixture/recorded-run.ts';
import { sizeAxisOf } from './problem-size.ts';
import { chartModel } from './series.ts';

const CONTENDERS = [
  'gemm-simdgroup@blockM=16,edges=guard',
  'gemm-simdgroup@blockM=64,edges=guard',
  'gemm-direct@blockM=32',
  'cblas',
];

test('a run can be plotted against the numeric parameters in which its variants differ', () => {
  expect(parameterAxes(CONTENDERS)).toEqual([{ name: 'blockM', label: 'Block M' }]);
  expect(parameterAxes(['gemm-simdgroup@blockM=16', 'cblas'])).toEqual([]);
  expect(axisOf(CONTENDERS, 'blockM')).toBe('blockM');
  expect(axisOf(['cblas'], 'blockM')).toBe(SIZE_AXIS);
});

const SIZES = sizeAxisOf([square(64)]);

test('against a parameter, variants are points on the line of their contender without it', () => {
  expect(linesOf(CONTENDERS, 'blockM')).toEqual(['gemm-simdgroup@edges=guard', 'gemm-direct']);
  expect(placeOf({ problem: square(64), contender: 'gemm-direct@blockM=32' }, 'blockM', SIZES)).toEqual({
    x: 32,
    line: 'gemm-direct',
  });
  expect(placeOf({ problem: square(64), contender: 'cblas' }, 'blockM', SIZES)).toBeNull();
  const cells = CONTENDERS.map((contender) => cellOf(square(64), contender, 1000));
  const { series, xDomain } = chartModel(
    cells,
    CONTENDERS,
    {
      roof: { gflops: 1, halfGflops: null, source: '' },
      method: { targetRelativeIqr: 1 },
      typical: square(64),
    },
    'rate',
    'blockM',
  );
  expect(series.map(({ contender, points }) => [contender, points.map(({ x }) => x)])).toEqual([
    ['gemm-simdgroup@edges=guard', [16, 64]],
    ['gemm-direct', [32]],
  ]);
  expect(xDomain).toEqual([16, 64]);
});
