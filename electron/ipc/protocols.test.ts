import { describe, expect, it, test } from 'vitest';
import type { Problem } from '../../kernels/index.ts';
import { sampleRequest } from './fixture/sample-run.ts';
import { fixedDuplicates } from './protocols.ts';
import { sweepRequestSchema } from './request-schemas.ts';

const gemm = (m: number, n = m, k = m): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

describe('dispatches per sample', () => {
  // The last size of each row of the published table, and the first of the next.
  test.each([
    [1, 256],
    [191, 256],
    [192, 128],
    [255, 128],
    [256, 64],
    [383, 64],
    [384, 32],
    [511, 32],
    [512, 16],
    [767, 16],
    [768, 8],
    [1023, 8],
    [1024, 4],
    [1535, 4],
    [1536, 2],
    [4096, 2],
  ])('of size %d are %d', (size, count) => expect(fixedDuplicates('mfa', gemm(size))).toBe(count));

  it('go by the cube root of rectangles, and are free without a protocol', () => {
    expect(fixedDuplicates('mfa', gemm(64, 64, 4096))).toBe(64);
    expect(fixedDuplicates('adaptive', gemm(64))).toBeNull();
  });
});

describe('the fewest samples', () => {
  const parse = (method: object) =>
    sweepRequestSchema.safeParse({
      ...sampleRequest,
      method: { ...sampleRequest.method, epochs: 1, ...method },
    });

  it('are 10, and 8 where the protocol has so many', () => {
    expect(parse({ minSamples: 9 }).error?.issues[0]).toMatchObject({
      path: ['method', 'minSamples'],
      message: 'at least 10',
    });
    expect(parse({ minSamples: 10 }).success).toBe(true);
    expect(parse({ minSamples: 8, maxSamples: 8, protocol: 'mfa' }).success).toBe(true);
    expect(parse({ minSamples: 7, maxSamples: 8, protocol: 'mfa' }).success).toBe(false);
  });

  it('are those of no protocol in requests of earlier versions', () => {
    const { protocol: _, ...method } = sampleRequest.method;
    expect(sweepRequestSchema.parse({ ...sampleRequest, method }).method.protocol).toBe('adaptive');
  });
});
