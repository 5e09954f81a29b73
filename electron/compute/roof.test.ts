import { describe, expect, it } from 'vitest';
import { createFakeNative } from './fixture/fake-native.ts';
import { findRoof } from './roof.ts';

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
