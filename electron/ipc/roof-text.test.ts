import { describe, expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { sampleEnvironment } from './fixture/sample-run.ts';
import {
  arithmeticRoofs,
  ceilingName,
  describeRoof,
  formatUtilization,
  roofDoubt,
  roofLabel,
  roofLabels,
  roofSource,
} from './roof-text.ts';
import type { Roof } from './types.ts';

const ROOF: Roof = { gflops: 100, halfGflops: null, source: 'test' };
const MEASURED: Roof = { ...ROOF, bandwidth: { rateGBps: 20, cacheBytes: 2 ** 20, source: 'copies' } };
/** 8 bytes and 7 FLOPs an element. */
const ROWS: Problem = { op: 'normalization', dtype: 'f32', norm: 'layer', m: 64, n: 1024 };
const PRODUCT: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 };

it('a roof is named by what limits a problem', () => {
  expect([roofLabel(MEASURED, ROWS), roofLabel(MEASURED, PRODUCT), roofLabel(MEASURED, null)]).toEqual([
    'Memory 20.0\u00a0GB/s',
    'Roof 100\u00a0GFLOPS',
    'Roof 100\u00a0GFLOPS',
  ]);
});

describe('a roof that was measured', () => {
  const test = { busyShare: 0.02, isProportional: true, range: [91.2, 100] as [number, number] };
  const busy = { ...test, busyShare: 0.31 };

  it('says how far its measurements ranged', () => {
    expect(describeRoof({ source: 'copies' })).toBe('copies');
    expect(describeRoof({ source: 'copies', test: { ...test, range: [100, 100] } })).toBe('copies');
    expect(describeRoof({ source: 'copies', test })).toBe('copies, 91.2 to 100 in this run');
  });

  it('says when others used the processors, and when it failed its test', () => {
    expect(roofDoubt({ ...MEASURED, test }, PRODUCT)).toBeNull();
    const doubtful = { ...MEASURED, test: { ...busy, isProportional: false } };
    const doubt =
      'measured under load: others used 31% of the processors, twice the work did not take twice the time';
    expect(roofDoubt(doubtful, PRODUCT)).toBe(doubt);
    expect(roofSource(doubtful, PRODUCT)).toBe(`test, 91.2 to 100 in this run, ${doubt}`);
    expect(roofLabel(doubtful, PRODUCT)).toBe('Roof 100\u00a0GFLOPS, under load');
  });

  it('is doubted apart from bandwidth', () => {
    const { bandwidth } = MEASURED;
    const memory = { ...MEASURED, test, ...(bandwidth && { bandwidth: { ...bandwidth, test: busy } }) };
    expect([roofDoubt(memory, PRODUCT), roofDoubt(memory, null)]).toEqual([null, null]);
    expect(roofDoubt(memory, ROWS)).toContain('under load');
    expect(roofLabel(memory, ROWS)).toBe('Memory 20.0\u00a0GB/s, under load');
  });
});

describe('roofs of vector units and of matrix units', () => {
  const test = { busyShare: 0, isProportional: true, range: [800, 800] as [number, number] };
  const f16 = { gflops: 800, source: 'products', test };
  const f32 = { ...f16, gflops: 400, test: { ...test, busyShare: 0.31 } };
  const roof: Roof = { ...MEASURED, halfGflops: 150, matrixUnits: { f16, f32 } };
  const half: Problem = { ...PRODUCT, dtype: 'f16' };

  it('are labelled', () => {
    const both = 'Vector units 150\u00a0GFLOPS, matrix units 800\u00a0GFLOPS';
    expect(roofLabel(roof, half)).toBe(both);
    expect(roofLabels(roof, half)).toEqual(['Vector units 150\u00a0GFLOPS', 'Matrix units 800\u00a0GFLOPS']);
    expect(roofLabel(roof, PRODUCT)).toMatch(/^Vector units 100.*, matrix units 400.*, under load$/);
    expect(roofSource(roof, half)).toBe('vector units: test; matrix units: products');
    expect([roofDoubt(roof, half), roofDoubt(roof, PRODUCT)]).toEqual([
      null,
      expect.stringContaining('under load'),
    ]);
    expect(roofLabel(roof, ROWS)).toBe('Memory 20.0\u00a0GB/s');
    expect(arithmeticRoofs(roof).map(({ name, gflops }) => [name, gflops])).toEqual([
      ['Vector units f32', 100],
      ['Vector units f16', 150],
      ['Matrix units f16', 800],
      ['Matrix units f32', 400],
    ]);
  });

  it('are what shares are said to be of', () => {
    const run = {
      environment: { ...sampleEnvironment, roof },
      request: { method: { cache: 'hot' } },
    } as never;
    const share = (contender: string, problem: Problem = PRODUCT) =>
      formatUtilization(0.612, { problem, contender }, run);
    expect([share('gemm-tensor'), share('mps')]).toEqual(['61.2%\u00a0matrix', '61.2%\u00a0vector']);
    expect(share('norm-looped', ROWS)).toBe('61.2%\u00a0hot');
    const name = (contender: string, of: Roof = roof, problem: Problem = PRODUCT) =>
      ceilingName(of, { problem, contender });
    expect([
      name('gemm-tensor'),
      name('mps'),
      name('gemm-tensor', MEASURED),
      name('mps', roof, ROWS),
    ]).toEqual([
      'the roof of the matrix units',
      'the roof of the vector units',
      'the roof',
      'the bandwidth of memory',
    ]);
  });
});
