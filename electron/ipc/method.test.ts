import { describe, expect, it } from 'vitest';
import { sampleEnvironment } from './fixture/sample-run.ts';
import { defaultMethod, methodIssues, methodLabel } from './method.ts';
import { sweepRequestSchema } from './request-schemas.ts';
import type { DeviceInfo, Method } from './types.ts';

const CPU: DeviceInfo = { ...sampleEnvironment.device, gpu: null };

function gpu(indirectEncoding = true): DeviceInfo {
  const { device } = sampleEnvironment;
  return { ...device, id: 'metal', kind: 'gpu', gpu: device.gpu && { ...device.gpu, indirectEncoding } };
}

describe('the method', () => {
  it('spins on GPUs, and takes longer samples there', () => {
    expect(defaultMethod('gpu')).toMatchObject({ minSampleMs: 20, spinMs: 10 });
    expect(defaultMethod('cpu')).toMatchObject({ minSampleMs: 2, spinMs: 0 });
    for (const device of [gpu(), CPU]) expect(methodIssues(defaultMethod(device.kind), device)).toEqual([]);
  });

  it('is refused what the CPU does not support, with the reason', () => {
    const method: Method = { ...defaultMethod('cpu'), storage: 'private', encoding: 'indirect', spinMs: 5 };
    expect(methodIssues(method, CPU)).toEqual([
      { parameter: 'storage', value: 'private', expected: 'shared on cpu, which is not a GPU' },
      { parameter: 'encoding', value: 'indirect', expected: 'direct on cpu, which is not a GPU' },
      { parameter: 'spinMs', value: 5, expected: '0 on cpu, which is not a GPU' },
    ]);
  });

  it('is refused indirect encoding where the GPU does not execute it', () => {
    const method: Method = { ...defaultMethod('gpu'), storage: 'private', encoding: 'indirect' };
    expect(methodIssues(method, gpu(true))).toEqual([]);
    expect(methodIssues(defaultMethod('gpu'), gpu(false))).toEqual([]);
    const expected = 'direct on metal, whose GPU does not execute indirect command buffers';
    expect(methodIssues(method, gpu(false))).toEqual([
      { parameter: 'encoding', value: 'indirect', expected },
    ]);
  });

  it('is named by what differs from the plainest', () => {
    expect(methodLabel(defaultMethod('cpu'))).toBe('');
    const method = { ...defaultMethod('gpu'), cache: 'cold', encoding: 'indirect', epochs: 5 } as const;
    expect(methodLabel(method)).toBe('caches cold, encoding indirect, after a spin of 10 ms, in 5 epochs');
  });

  it('neither spun nor had several epochs in requests of earlier versions', () => {
    const { spinMs: _, epochs: __, ...method } = defaultMethod('gpu');
    const problems = [{ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 }];
    const read = sweepRequestSchema.parse({ device: 'metal', problems, contenders: ['mps'], method });
    expect(read.method).toMatchObject({ spinMs: 0, epochs: 1 });
  });
});
