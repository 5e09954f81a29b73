import { expect, it } from 'vitest';
import { parseSizes, QUICK_SWEEP } from '../../../kernels/index.ts';
import { sampleEnvironment } from '../fixture/sample-run.ts';
import { defaultMethod } from '../method.ts';
import { sweepRequestSchema } from '../request-schemas.ts';
import { quickSweepOn, runnableOn } from './quick-sweep.ts';

const { device } = sampleEnvironment;

it('is of the quick sizes, by those contenders that the device can run', () => {
  const request = quickSweepOn(device);
  expect(sweepRequestSchema.parse(request)).toEqual(request);
  expect(request).toMatchObject({ device: 'cpu', contenders: ['gemm-tiled', 'cblas'] });
  expect(request?.method).toEqual(defaultMethod('cpu'));
  const { sizes, op } = QUICK_SWEEP;
  expect(parseSizes(sizes, op)).toEqual({
    sizes: request?.problems.map(({ op: _op, dtype: _dtype, ...extents }) => extents),
  });
});

it('is nothing on a device that can run none of them', () => {
  const contenders = [{ id: 'mps', available: false, reason: 'needs an Apple GPU' }];
  expect(quickSweepOn({ ...device, contenders })).toBeNull();
});

it('leaves out what cannot solve the problems', () => {
  const half = { op: 'gemm', dtype: 'f16', m: 8, n: 8, k: 8 } as const;
  const tiled = 'gemm-tiled@blockM=32';
  expect(runnableOn(device, ['gemm-tiled', tiled, 'cblas'], [half])).toEqual(['gemm-tiled', tiled]);
});
