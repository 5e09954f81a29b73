import { describe, expect, it } from 'vitest';
import type { GpuDescription } from '../../native/types.ts';
import { sampleEnvironment } from '../ipc/fixture/sample-run.ts';
import type { Roof } from '../ipc/types.ts';
import { steadyMeter } from './fixture/fake-load.ts';
import { createFakeNative, FAKE_PEAK_GFLOPS, FAKE_TENSOR_GAIN } from './fixture/fake-native.ts';
import { findRoof, isBounded } from './roof.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'Apple M1', threads: 2, gpu: null } as const;

it('a roof is measured with some work and with twice as much, and so is bandwidth', async () => {
  const native = createFakeNative();
  const asked: (number | undefined)[] = [];
  native.peak = async (_, { milliseconds } = {}) => {
    asked.push(milliseconds);
    return { gflops: 100, source: 'test' };
  };
  const { gflops, test, bandwidth } = await findRoof({ native, load: steadyMeter(0.4) }, DEVICE);
  const [one = 0, two] = asked;
  expect(two).toBe(2 * one);
  const known = { busyShare: 0.4, isProportional: true };
  expect([gflops, test]).toEqual([100, { ...known, range: [100, 100] }]);
  expect(bandwidth?.test).toMatchObject(known);
});

it('bandwidth is that of memory that was written: untouched pages are all the same one', async () => {
  const native = createFakeNative();
  const { write, execute } = native;
  const writtenBytes = new Map<object, number>();
  const unwritten: unknown[] = [];
  native.write = async (buffer, data, offsetBytes = 0) => {
    const { byteLength } = data;
    const view = new Uint8Array(data.buffer, data.byteOffset, byteLength);
    const before = writtenBytes.get(buffer) ?? 0;
    if (offsetBytes === before && view.some((byte) => byte !== 0))
      writtenBytes.set(buffer, before + byteLength);
    return write(buffer, data, offsetBytes);
  };
  native.execute = async (device, work, options) => {
    const bindings = Array.isArray(work) ? work.flatMap((pass) => pass.bindings) : [];
    for (const binding of bindings)
      if ('buffer' in binding && writtenBytes.get(binding.buffer) !== binding.buffer.sizeBytes)
        unwritten.push(binding);
    return execute(device, work, options);
  };
  await findRoof({ native, load: steadyMeter(0) }, DEVICE);
  expect(writtenBytes.size).toBe(2);
  expect(unwritten).toEqual([]);
});

describe('matrix units', () => {
  const find = async (gpu: Partial<GpuDescription>, fails: readonly string[] = []) => {
    const native = createFakeNative();
    const { peak } = native;
    const isVectorOnly = new Set<boolean | undefined>();
    native.peak = async (device, options) => {
      const { tensors, vectorOnly } = options ?? {};
      if (!tensors) isVectorOnly.add(vectorOnly);
      if (tensors && fails.includes(tensors))
        throw Object.assign(new Error('no'), { code: 'PIPELINE_FAILED' });
      return peak(device, options);
    };
    const device = { ...DEVICE, kind: 'gpu', name: 'Apple M9', gpu: gpu as GpuDescription } as const;
    const roof = await findRoof({ native, load: steadyMeter(0) }, device);
    return { ...roof, isVectorOnly: [...isVectorOnly] };
  };
  const M9 = { family: 'Apple10', tensorsNeed: null };

  it('have roofs of their own, by type, beside that of the vector units', async () => {
    const { gflops, matrixUnits, isVectorOnly } = await find(M9);
    expect(isVectorOnly).toEqual([true]);
    expect(gflops).toBe(FAKE_PEAK_GFLOPS);
    for (const dtype of ['f16', 'f32', 'i8'] as const) {
      const rate = FAKE_PEAK_GFLOPS * FAKE_TENSOR_GAIN[dtype];
      expect(matrixUnits?.[dtype]).toEqual({
        ...{ gflops: rate, source: 'fake' },
        test: { busyShare: 0, isProportional: true, range: [rate, rate] },
      });
    }
  });

  it('are not measured where there are none, or where tensor operations do not compile', async () => {
    for (const gpu of [
      { ...M9, family: 'Apple9' },
      { ...M9, tensorsNeed: 'macOS 26 or later' },
      { ...M9, tensorsNeed: undefined },
    ])
      expect((await find(gpu)).matrixUnits).toBeUndefined();
    expect((await find({ ...M9, family: 'Apple9' })).isVectorOnly).toEqual([false]);
    expect((await find(M9, ['f16'])).matrixUnits).toBeUndefined();
    expect(Object.keys((await find(M9, ['f32'])).matrixUnits ?? {})).toEqual(['f16', 'i8']);
  });
});

describe('a roof of multiply-adds', () => {
  const bounds = (contender: string, family: string | null, matrixUnits?: Roof['matrixUnits']) => {
    const { device, roof } = sampleEnvironment;
    const gpu = device.gpu && { ...device.gpu, family };
    return isBounded(contender, {
      ...sampleEnvironment,
      device: { ...device, kind: 'gpu', gpu },
      roof: { ...roof, matrixUnits },
    });
  };

  it('does not bound tensor operations on matrix units, which their own roof does', () => {
    const test = { busyShare: 0, isProportional: true, range: [1, 1] as [number, number] };
    const measured = { f16: { gflops: 800, source: 'test', test } };
    expect(bounds('gemm-tensor', 'Apple10')).toBe(false);
    expect(bounds('gemm-tensor', 'Apple10', measured)).toBe(true);
    expect(bounds('gemm-tensor', 'Apple9')).toBe(true);
    expect(bounds('gemm-simdgroup', 'Apple10', measured)).toBe(false);
    expect(bounds('own:mine', 'Apple10', measured)).toBe(false);
    expect(bounds('own:mine', 'Apple10', { ...measured, usedBy: ['own:mine'] })).toBe(true);
  });

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
