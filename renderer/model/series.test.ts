import { describe, expect, test } from 'vitest';
import type { Cell, Summary, Verification } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, emptyCell, square } from './fixture/recorded-run.ts';
import { plotScales } from './plot-scale.ts';
import { chartModel, drawnPlots, type Metric } from './series.ts';

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

const drawn = (
  cells: readonly Cell[],
  contenders: readonly string[],
  metric: Metric,
  basis: Parameters<typeof chartModel>[2] = BASIS,
) => {
  const problems = [...new Set(cells.map(({ problem }) => problem))];
  const model = chartModel(cells, { problems, contenders: [...contenders] }, basis, {
    metric,
    reference: 'b',
  });
  const [plot] = drawnPlots(model, metric, { zoom: null, hidden: [] });
  return { ...model, series: plot?.series ?? [], yAxis: plot?.yAxis ?? expect.fail('no plot') };
};

describe('chartModel', () => {
  test('a series is sorted by size; its band is the rate at the quartiles of the times', () => {
    const { series } = drawn(CELLS, ['a', 'b'], 'rate');
    const points = series[0]?.points ?? [];
    expect(points.map(({ x }) => x)).toEqual([64, 128]);
    const [first] = points;
    expect(first?.value).toBeCloseTo((2 * 64 ** 3) / 50_000);
    expect(first?.low).toBeCloseTo((2 * 64 ** 3) / 55_000);
    expect(first?.high).toBeCloseTo((2 * 64 ** 3) / 45_000);
  });

  test('utilization is the share of the roof, which is at 1 and may be above the picture', () => {
    const model = drawn(CELLS, ['a', 'b'], 'utilization');
    expect(model.series[0]?.points[0]?.value).toBeCloseTo((2 * 64 ** 3) / 50_000 / 100);
    expect(model.roof).toBe(1);
    expect(model.yAxis.domain[0]).toBe(0);
    expect(model.yAxis.domain[1]).toBeLessThan(1);
    const close = drawn([cellOf(square(64), 'a', (2 * 64 ** 3) / 85)], ['a'], 'utilization');
    expect(close.yAxis.domain[1]).toBeGreaterThan(1);
  });

  test('ratios are of the rates at one problem by one clock, on an axis around 1', () => {
    const onGpu = cellOf(square(256), 'a', 100);
    const cells = [
      ...CELLS,
      cellOf(square(256), 'b', 100),
      { ...onGpu, summary: { ...(onGpu.summary as Summary), clock: 'gpu' as const } },
    ];
    const { series, yAxis } = drawn(cells, ['a', 'b'], 'ratio');
    expect(series[0]?.points.map(({ x, value }) => [x, value])).toEqual([[64, 0.5]]);
    expect(series[1]?.points.map(({ value }) => value)).toEqual([1, 1]);
    expect(yAxis.scale).toBe('log');
    expect(yAxis.domain[0]).toBeLessThan(0.5);
    expect(yAxis.domain[1]).toBeGreaterThan(1);
    expect(yAxis.ticks).toContain(1);
  });

  test('rates and their roof have the unit of the typical problem, though bandwidth limits a product of size 1', () => {
    const roof = { ...BASIS.roof, bandwidth: { rateGBps: 20, cacheBytes: 2 ** 20, source: 'copies' } };
    const cells = [1, 2, 3].map((size) => cellOf(square(size), 'a', 100));
    const under = (typical: Problem) => drawn(cells, ['a'], 'rate', { ...BASIS, roof, typical });
    const model = under(square(3));
    expect(model.series[0]?.points.map(({ value }) => value)).toEqual([0.02, 0.16, 0.54]);
    expect(model.roof).toBe(100);
    expect(under(square(1)).roof).toBeCloseTo(20);
  });

  test('rates have the roof of the matrix units, too, if a contender uses them', () => {
    const test = { busyShare: 0, isProportional: true, range: [800, 800] as [number, number] };
    const matrixUnits = { f16: { gflops: 800, source: 'products', test } };
    const basis = { ...BASIS, roof: { ...BASIS.roof, matrixUnits }, typical: square(64) };
    const cells = ['gemm-tensor', 'a'].map((contender) => cellOf(square(64), contender, 1000));
    const roofs = (contenders: string[], metric: Metric) => {
      const { roof, matrixRoof } = drawn(cells, contenders, metric, basis);
      return [roof, matrixRoof];
    };
    expect(roofs(['gemm-tensor', 'a'], 'rate')).toEqual([100, 800]);
    expect(roofs(['a'], 'rate')).toEqual([100, null]);
    expect(roofs(['gemm-tensor', 'a'], 'utilization')).toEqual([1, null]);
  });

  test('errors lie between whole decades, exact results at the foot, and no roof is above them', () => {
    const errors = [3e-7, 0, 4e-3];
    const cells = errors.map((maxRelativeError, index) => {
      const cell = cellOf(square(64 << index), 'a', 1000);
      const verification = { ...(cell.verification as Verification), maxRelativeError };
      return { ...cell, verification };
    });
    const { series, yAxis, roof } = drawn(cells, ['a'], 'error');
    expect(series[0]?.points.map(({ value }) => value)).toEqual(errors);
    const { y } = plotScales(
      { xDomain: [64, 256], yAxis },
      'log2',
      { x: 0, y: 0, width: 300, height: 100 },
      0,
    );
    expect(y(0)).toBe(100);
    expect(y(3e-7)).toBeLessThan(100);
    expect(yAxis.domain.map(Math.log10).map(Math.round)).toEqual([-7, -2]);
    expect(yAxis.ticks).toHaveLength(6);
    expect(roof).toBeNull();
  });

  test('without errors, the axis of errors is still drawn', () => {
    const { yAxis } = drawn([emptyCell(square(64), 'a', 'pending')], ['a'], 'error');
    expect(yAxis.domain[1]).toBeGreaterThan(yAxis.domain[0]);
  });

  test('a failed cell is a mark and a pending one is not drawn; both count for the axis', () => {
    const model = drawn(CELLS, ['a', 'b'], 'rate');
    expect(model.series[1]?.marks).toMatchObject([{ x: 128, status: 'failed' }]);
    expect(model.series[1]?.points).toHaveLength(1);
    expect(model.xDomain).toEqual([64, 256]);
  });

  test('a wrong cell is a mark even if it was timed', () => {
    const wrong = cellOf(square(64), 'a', 10, { status: 'wrong' });
    const [series] = drawn([wrong], ['a'], 'rate').series;
    expect(series?.points).toEqual([]);
    expect(series?.marks).toHaveLength(1);
  });

  test('a single size has an octave to either side; rectangles are at a cube root', () => {
    expect(drawn([cellOf(square(100), 'a', 1)], ['a'], 'rate').xDomain).toEqual([50, 200]);
    const flat = { op: 'gemm', dtype: 'f32', m: 64, n: 8, k: 1 } as const;
    const model = drawn([cellOf(flat, 'a', 1)], ['a'], 'rate');
    expect(model.sizeTitle).toBe('Size: cube root of M·N·K');
    expect(model.series[0]?.points[0]?.x).toBeCloseTo(8);
  });

  test('problems that differ in one extent are plotted against it', () => {
    const rows = [256, 4096, 1024].map(
      (m) => ({ op: 'normalization', dtype: 'f32', norm: 'layer', m, n: 1024 }) as const,
    );
    const model = drawn(
      rows.map((problem) => cellOf(problem, 'norm-looped', 1)),
      ['norm-looped'],
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
    drawn(cells, ['a'], 'rate', { ...BASIS, method: { targetRelativeIqr } }).series[0]?.points.map(
      ({ doubtful }) => doubtful,
    );
  expect([hollow(0.25), hollow(0.15)]).toEqual([
    [false, true],
    [true, true],
  ]);
});

describe('a part of the horizontal axis', () => {
  const cells = [1, 2, 3, 4, 5].map((step) => cellOf(square(64 * step), 'a', 1e6 / step ** 3));
  const problems = cells.map(({ problem }) => problem);
  const model = chartModel(cells, { problems, contenders: ['a'] }, BASIS, { metric: 'rate' });

  test('has the points in it and one beyond either end, and a vertical axis that fits them', () => {
    const [plot] = drawnPlots(model, 'rate', { zoom: [100, 200], hidden: [] });
    expect(plot?.series[0]?.points.map(({ x }) => x)).toEqual([64, 128, 192, 256]);
    expect(plot?.xDomain).toEqual([100, 200]);
    const [whole] = drawnPlots(model, 'rate', { zoom: null, hidden: [] });
    expect(plot?.yAxis.domain[1]).toBeLessThan(whole?.yAxis.domain[1] ?? 0);
    expect(drawnPlots(model, 'rate', { zoom: [65, 66], hidden: [] })[0]?.series[0]?.points).toHaveLength(2);
  });

  test('without the hidden lines, which need no room', () => {
    const [plot] = drawnPlots(model, 'rate', { zoom: null, hidden: ['a'], also: [7] });
    expect(plot?.series).toEqual([]);
    expect(plot?.yAxis.domain[1]).toBeCloseTo(7 * 1.06);
  });
});

describe('shapes', () => {
  const problems = [64, 128].flatMap((d) =>
    (['none', 'causal'] as const).flatMap((mask) =>
      [256, 512].map((rows) => ({ op: 'attention', dtype: 'f32', r: rows, c: rows, d, mask }) as const),
    ),
  );
  const cells = problems.map((problem) => cellOf(problem, 'a', 1e5));
  const plotsBy = (facet: string) =>
    chartModel(cells, { problems, contenders: ['a'] }, BASIS, { metric: 'rate', facet }).plots;

  test('have plots of their own, so that a line never joins two', () => {
    const plots = plotsBy('auto');
    expect(plots.map(({ facet }) => facet)).toEqual([
      'Head dimension 64, Mask none',
      'Head dimension 64, Mask causal',
      'Head dimension 128, Mask none',
      'Head dimension 128, Mask causal',
    ]);
    for (const { series } of plots) expect(series[0]?.points.map(({ x }) => x)).toEqual([256, 512]);
  });

  test('or lines of their own', () => {
    expect(plotsBy('none')).toHaveLength(1);
    expect(plotsBy('none')[0]?.series.map(({ contender, detail }) => [contender, detail])).toEqual([
      ['a', 'Head dimension 64, Mask none'],
      ['a|1', 'Head dimension 64, Mask causal'],
      ['a|2', 'Head dimension 128, Mask none'],
      ['a|3', 'Head dimension 128, Mask causal'],
    ]);
    const byMask = plotsBy('mask');
    expect(byMask.map(({ facet }) => facet)).toEqual(['Mask none', 'Mask causal']);
    expect(byMask[0]?.series.map(({ points }) => points.length)).toEqual([2, 2]);
  });
});
