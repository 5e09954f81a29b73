import { describe, expect, it } from 'vitest';
import { sampleEnvironment } from '../ipc/fixture/sample-run.ts';
import { createFakeNative } from './fixture/fake-native.ts';
import { findRoof, isBounded } from './roof.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'Apple M1', threads: 2, gpu: null } as const;

/** A machine whose attempts give these rates, the last one forever. */
function measured(...rates: number[]) {
  const native = createFakeNative();
  let attempts = 0;
  native.peak = async () => ({ gflops: rates[Math.min(attempts++, rates.length - 1)] ?? 0, source: 'test' });
  return { native, attempts: () => attempts };
}

describe('a measured roof', () => {
  it('is the best of three attempts that agree', async () => {
    const { native, attempts } = measured(99, 100, 50);
    expect((await findRoof(native, DEVICE)).gflops).toBe(100);
    expect(attempts()).toBe(3);
  });

  it('continues while the best attempt stands alone', async () => {
    const { native, attempts } = measured(40, 50, 60, 80, 100, 99.5);
    expect((await findRoof(native, DEVICE)).gflops).toBe(100);
    expect(attempts()).toBe(6);
  });

  it('ends on a machine whose attempts never agree', async () => {
    const { native, attempts } = measured(...Array.from({ length: 50 }, (_, index) => 2 ** index));
    expect((await findRoof(native, DEVICE)).gflops).toBe(2 ** 11);
    expect(attempts()).toBe(12);
  });
});

describe('a roof of multiply-adds', () => {
  const bounds = (contender: string, family: string | null) => {
    const { device } = sampleEnvironment;
    const gpu = device.gpu && { ...device.gpu, family };
    return isBounded(contender, { ...sampleEnvironment, device: { ...device, kind: 'gpu', gpu } });
  };

  it('does not bound kernels that multiply matrices where there are matrix units', () => {
    for (const family of ['Apple10', 'Apple11'])
      for (const contender of ['gemm-simdgroup@blockM=32', 'attention-flash2', 'mps'])
        expect([family, contender, bounds(contender, family)]).toEqual([family, contender, false]);
  });

  it('does not bound MPSGraph at its default level, which may leave the GPU', () => {
    for (const contender of ['mpsgraph-default', 'mpsgraph-sdpa-default'])
      expect([contender, bounds(contender, 'Apple9')]).toEqual([contender, false]);
    expect(bounds('mpsgraph', 'Apple9')).toBe(true);
  });

  it('bounds everything else', () => {
    expect(bounds('gemm-tiled', 'Apple10')).toBe(true);
    expect(bounds('qgemm-vector', 'Apple11')).toBe(true);
    for (const contender of ['gemm-simdgroup', 'mps']) expect(bounds(contender, 'Apple9')).toBe(true);
    expect(bounds('gemm-simdgroup', null)).toBe(true);
  });
});
