import { describe, expect, it } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { measured } from './fixture/sample-run.ts';
import { pendingCell } from './new-run.ts';
import { formatRate } from './rate.ts';
import { ceilingOf, isSameCeiling, limitOf, temperatureOf, underRoof, unitsOf } from './roof.ts';
import type { Roof } from './types.ts';

const ROOF: Roof = { gflops: 100, halfGflops: null, source: 'test' };
const MEASURED: Roof = { ...ROOF, bandwidth: { rateGBps: 20, cacheBytes: 2 ** 20, source: 'copies' } };
/** 8 bytes and 7 FLOPs an element. */
const ROWS: Problem = { op: 'normalization', dtype: 'f32', norm: 'layer', m: 64, n: 1024 };
const PRODUCT: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 };
const DECODING: Problem = { op: 'attention', dtype: 'f32', r: 1, c: 512, d: 64 };

describe('the ceiling', () => {
  it('is what bandwidth allows, where that is the limit', () => {
    expect(ceilingOf(MEASURED, ROWS, null)).toBeCloseTo((20 * 7) / 8);
    expect(ceilingOf(MEASURED, PRODUCT, null)).toBe(100);
  });

  it('is that of arithmetic in a run without a bandwidth', () => {
    expect(ceilingOf(ROOF, ROWS, null)).toBe(100);
    expect(temperatureOf(ROOF, ROWS, { cache: 'hot' })).toBeNull();
  });

  it('is that of memory for a matrix by a vector, and for one query', () => {
    expect(limitOf(MEASURED, { ...PRODUCT, m: 1 })).toBe('bandwidth');
    // One row of A for each member of a batch that shares B is a product of matrices.
    expect(limitOf(MEASURED, { ...PRODUCT, m: 1, batch: 8, strideB: 0 })).toBe('arithmetic');
    expect(limitOf(MEASURED, DECODING)).toBe('bandwidth');
    expect(limitOf(MEASURED, { ...DECODING, r: 2 })).toBe('arithmetic');
  });
});

describe('the ceiling where there are matrix units', () => {
  const test = { busyShare: 0, isProportional: true, range: [1, 1] as [number, number] };
  const f16 = { gflops: 800, source: 'test', test };
  const f32 = { ...f16, gflops: 400 };
  const i8 = { ...f16, gflops: 1600 };
  const roof: Roof = { ...MEASURED, halfGflops: 150, matrixUnits: { f16, f32, i8 } };
  const half: Problem = { ...PRODUCT, dtype: 'f16' };
  const bfloat: Problem = { ...PRODUCT, dtype: 'bf16' };
  const whole: Problem = { ...PRODUCT, dtype: 'u8' };
  const ceilings = (from: Roof, contender: string) =>
    [PRODUCT, half, bfloat, whole].map((problem) => ceilingOf(from, problem, contender));

  it('is theirs for tensor operations, by the type, and that of the vector units for all else', () => {
    expect(ceilings(roof, 'gemm-tensor@blockM=64')).toEqual([400, 800, 800, 1600]);
    for (const contender of ['gemm-simdgroup', 'mps', 'own:k'])
      expect(ceilings(roof, contender)).toEqual([100, 150, 100, 100]);
    expect(ceilings({ ...roof, matrixUnits: { f16 } }, 'gemm-tensor')).toEqual([800, 800, 800, 800]);
    expect(['gemm-tensor', 'mps', null].map((contender) => unitsOf(roof, contender))).toEqual([
      'matrix',
      'vector',
      'vector',
    ]);
  });

  it("is theirs for somebody's own kernel that the roof names, and for no other", () => {
    const named: Roof = { ...roof, matrixUnits: { f16, f32, i8, usedBy: ['own:k', 'own:k@BLOCK=32'] } };
    for (const contender of ['own:k', 'own:k@BLOCK=32'])
      expect(ceilings(named, contender)).toEqual([400, 800, 800, 1600]);
    expect(ceilings(named, 'own:other')).toEqual([100, 150, 100, 100]);
    expect(isSameCeiling(named, roof)).toBe(false);
  });

  it('is that of the vector units where they were not measured, and that of memory where it is the limit', () => {
    expect(ceilings(MEASURED, 'gemm-tensor')).toEqual([100, 100, 100, 100]);
    expect(unitsOf(MEASURED, 'gemm-tensor')).toBeNull();
    expect(ceilingOf(roof, { ...PRODUCT, m: 1 }, 'gemm-tensor')).toBeLessThan(20);
  });

  it('changes with their rates', () => {
    const faster = { ...roof, matrixUnits: { f16, f32: { ...f32, gflops: 500 } } };
    expect([isSameCeiling(roof, { ...roof }), isSameCeiling(roof, faster)]).toEqual([true, false]);
    const cell = { ...measured(pendingCell(PRODUCT, 'cblas')), contender: 'gemm-tensor' };
    const { gflops = 0 } = cell.summary ?? {};
    expect(underRoof(cell, faster).summary?.utilization).toBe(gflops / 500);
  });
});

it('data are hot if a cache holds them, unless the method has them cold', () => {
  expect(temperatureOf(MEASURED, ROWS, { cache: 'hot' })).toBe('hot');
  expect(temperatureOf(MEASURED, ROWS, { cache: 'cold' })).toBe('cold');
  expect(temperatureOf(MEASURED, { ...ROWS, m: 1024 }, { cache: 'hot' })).toBe('cold');
  expect(temperatureOf(MEASURED, PRODUCT, { cache: 'cold' })).toBeNull();
});

it('rates are bytes where bandwidth is the limit', () => {
  expect([formatRate(ROWS, 7), formatRate(PRODUCT, 7)]).toEqual(['8.00\u00a0GB/s', '7.00\u00a0GFLOPS']);
});

it('another roof gives cells another share, and nothing else', () => {
  const cell = measured(pendingCell(PRODUCT, 'cblas'));
  const { gflops = 0 } = cell.summary ?? {};
  const under = underRoof(cell, { ...ROOF, gflops: 2 * gflops });
  expect(under).toEqual({ ...cell, summary: { ...cell.summary, utilization: 0.5 } });
  const pending = pendingCell(PRODUCT, 'cblas');
  expect(underRoof(pending, ROOF)).toBe(pending);
  expect([isSameCeiling(ROOF, { ...ROOF }), isSameCeiling(ROOF, MEASURED)]).toEqual([true, false]);
});
