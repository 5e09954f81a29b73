import { describe, expect, test } from 'vitest';
import type { Verification } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, emptyCell, square } from './fixture/recorded-run.ts';
import { chartModel, plotRows } from './series.ts';

const BASIS = {
  roof: { gflops: 100, halfGflops: null, source: 'test' },
  method: { targetRelativeIqr: 0.25 },
  typical: square(64),
};
const CELLS = [
  cellOf(square(128), 'a', 100_000),
  cellOf(square(64), 'a', 50_000),
  cellOf(square(64), 'b', 25_000),
  emptyCell(square(128), 'b', 'failed'),
  emptyCell(square(256), 'b', 'pending'),
];

describe('chartModel', () => {
  test('a series is sorted by size; its band is the rate at the quartiles of the times', () => {
    const { series } = chartModel(CELLS, ['a', 'b'], BASIS, 'rate');
    const points = series[0]?.points ?? [];
    expect(points.map(({ x }) => x)).toEqual([64, 128]);
    const [first] = points;
    expect(first?.value).toBeCloseTo((2 * 64 ** 3) / 50_000);
    expect(first?.low).toBeCloseTo((2 * 64 ** 3) / 55_000);
    expect(first?.high).toBeCloseTo((2 * 64 ** 3) / 45_000);
  });

  test('utilization is the share of the roof, which is at 1', () => {
    const model = chartModel(CELLS, ['a', 'b'], BASIS, 'utilization');
    expect(model.series[0]?.points[0]?.value).toBeCloseTo((2 * 64 ** 3) / 50_000 / 100);
    expect(model.roof).toBe(1);
    expect(model.yAxis.domain[0]).toBe(0);
    expect(model.yAxis.domain[1]).toBeGreaterThan(1);
  });

  test('rates and their roof have the unit of the typical problem, though bandwidth limits a product of size 1', () => {
    const roof = { ...BASIS.roof, bandwidth: { rateGBps: 20, cacheBytes: 2 ** 20, source: 'copies' } };
    const cells = [1, 2, 3].map((size) => cellOf(square(size), 'a', 100));
    const drawn = (typical: Problem) => chartModel(cells, ['a'], { ...BASIS, roof, typical }, 'rate');
    const model = drawn(square(3));
    expect(model.series[0]?.points.map(({ value }) => value)).toEqual([0.02, 0.16, 0.54]);
    expect(model.roof).toBe(100);
    expect(drawn(square(1)).roof).toBeCloseTo(20);
  });

  test('errors lie between whole decades, exact results at the foot, and no roof is above them', () => {
    const errors = [3e-7, 0, 4e-3];
    const cells = errors.map((maxRelativeError, index) => {
      const cell = cellOf(square(64 << index), 'a', 1000);
      const verification = { ...(cell.verification as Verification), maxRelativeError };
      return { ...cell, verification };
    });
    const { series, yAxis, roof } = chartModel(cells, ['a'], BASIS, 'error');
    expect(series[0]?.points.map(({ value }) => value)).toEqual(errors);
    expect(series[0]?.points.map(({ y }) => y)).toEqual([3e-7, yAxis.domain[0], 4e-3]);
    expect(yAxis.domain.map(Math.log10).map(Math.round)).toEqual([-7, -2]);
    expect(yAxis.ticks).toHaveLength(6);
    expect(roof).toBeNull();
  });

  test('without errors, the axis of errors is still drawn', () => {
    const { yAxis } = chartModel([emptyCell(square(64), 'a', 'pending')], ['a'], BASIS, 'error');
    expect(yAxis.domain[1]).toBeGreaterThan(yAxis.domain[0]);
  });

  test('a failed cell is a mark and a pending one is not drawn; both count for the axis', () => {
    const model = chartModel(CELLS, ['a', 'b'], BASIS, 'rate');
    expect(model.series[1]?.marks).toMatchObject([{ x: 128, status: 'failed' }]);
    expect(model.series[1]?.points).toHaveLength(1);
    expect(model.xDomain).toEqual([64, 256]);
  });

  test('a wrong cell is a mark even if it was timed', () => {
    const wrong = cellOf(square(64), 'a', 10, { status: 'wrong' });
    const [series] = chartModel([wrong], ['a'], BASIS, 'rate').series;
    expect(series?.points).toEqual([]);
    expect(series?.marks).toHaveLength(1);
  });

  test('a single size has an octave to either side; rectangles are at a cube root', () => {
    expect(chartModel([cellOf(square(100), 'a', 1)], ['a'], BASIS, 'rate').xDomain).toEqual([50, 200]);
    const flat = { op: 'gemm', dtype: 'f32', m: 64, n: 8, k: 1 } as const;
    const model = chartModel([cellOf(flat, 'a', 1)], ['a'], BASIS, 'rate');
    expect(model.sizeTitle).toBe('Size: cube root of M·N·K');
    expect(model.series[0]?.points[0]?.x).toBeCloseTo(8);
  });

  test('problems that differ in one extent are plotted against it', () => {
    const rows = [256, 4096, 1024].map(
      (m) => ({ op: 'normalization', dtype: 'f32', norm: 'layer', m, n: 1024 }) as const,
    );
    const model = chartModel(
      rows.map((problem) => cellOf(problem, 'norm-looped', 1)),
      ['norm-looped'],
      BASIS,
      'rate',
    );
    expect(model.sizeTitle).toBe('Size: M');
    expect(model.series[0]?.points.map(({ x }) => x)).toEqual([256, 1024, 4096]);
  });
});

test('points are hollow when their conditions or their spread are doubtful', () => {
  const low = { thermalState: null, lowPowerMode: true, powerSource: null };
  const cells = [cellOf(square(64), 'a', 1), cellOf(square(128), 'a', 1, { conditions: low })];
  const hollow = (targetRelativeIqr: number) =>
    chartModel(cells, ['a'], { ...BASIS, method: { targetRelativeIqr } }, 'rate').series[0]?.points.map(
      ({ doubtful }) => doubtful,
    );
  expect([hollow(0.25), hollow(0.15)]).toEqual([
    [false, true],
    [true, true],
  ]);
});

describe('plotRows', () => {
  test('a failure breaks its own line only', () => {
    const rows = plotRows(chartModel(CELLS, ['a', 'b'], BASIS, 'rate').series);
    expect(rows.map(({ x }) => x)).toEqual([64, 128]);
    expect(rows[1]).toMatchObject({ b: null });
    expect(rows[1]?.a).toBeTypeOf('number');
  });

  test('problems of the same size have a row each', () => {
    const tall = { op: 'gemm', dtype: 'f32', m: 64, n: 8, k: 8 } as const;
    const wide = { op: 'gemm', dtype: 'f32', m: 8, n: 64, k: 8 } as const;
    const cells = [cellOf(tall, 'a', 10), cellOf(wide, 'a', 20)];
    expect(plotRows(chartModel(cells, ['a'], BASIS, 'rate').series)).toHaveLength(2);
  });
});
