import { describe, expect, it } from 'vitest';
import { defaultMethod, methodIssues, methodLabel } from './method.ts';
import { sweepRequestSchema } from './request-schemas.ts';

const GPU = { kind: 'gpu', id: 'metal' } as const;
const CPU = { kind: 'cpu', id: 'cpu' } as const;

describe('the method', () => {
  it('spins on GPUs, and takes longer samples there', () => {
    expect(defaultMethod('gpu')).toMatchObject({ minSampleMs: 20, spinMs: 10 });
    expect(defaultMethod('cpu')).toMatchObject({ minSampleMs: 2, spinMs: 0 });
    for (const device of [GPU, CPU]) expect(methodIssues(defaultMethod(device.kind), device)).toEqual([]);
  });

  it('cannot spin on the CPU', () => {
    const method = { ...defaultMethod('cpu'), spinMs: 5 };
    const expected = '0 on cpu, which is not a GPU';
    expect(methodIssues(method, CPU)).toEqual([{ parameter: 'spinMs', value: 5, expected }]);
  });

  it('is named by what is not the plainest', () => {
    expect(methodLabel(defaultMethod('cpu'))).toBe('');
    const method = { ...defaultMethod('gpu'), cache: 'cold', encoding: 'indirect' } as const;
    expect(methodLabel(method)).toBe('caches cold, encoding indirect, after a spin of 10 ms');
  });

  it('did not spin in requests of earlier versions', () => {
    const { spinMs: _, ...method } = defaultMethod('gpu');
    const problems = [{ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 }];
    const read = sweepRequestSchema.parse({ device: 'metal', problems, contenders: ['mps'], method });
    expect(read.method.spinMs).toBe(0);
  });
});
