import { describe, expect, it } from 'vitest';
import { createFakeNative } from './fixture/fake-native.ts';
import { findRoof } from './roof.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'Apple M1', threads: 2, gpu: null } as const;

/** A machine whose goes give these rates, the last one for ever. */
function measured(...rates: number[]) {
  const native = createFakeNative();
  let goes = 0;
  native.peak = async () => ({ gflops: rates[Math.min(goes++, rates.length - 1)] ?? 0, source: 'test' });
  return { native, goes: () => goes };
}

describe('a measured roof', () => {
  it('is the best of three goes that agree', async () => {
    const { native, goes } = measured(99, 100, 50);
    expect((await findRoof(native, DEVICE)).gflops).toBe(100);
    expect(goes()).toBe(3);
  });

  it('goes on while a better go stands alone', async () => {
    const { native, goes } = measured(40, 50, 60, 80, 100, 99.5);
    expect((await findRoof(native, DEVICE)).gflops).toBe(100);
    expect(goes()).toBe(6);
  });

  it('ends on a machine that never agrees', async () => {
    const { native, goes } = measured(...Array.from({ length: 50 }, (_, index) => 2 ** index));
    expect((await findRoof(native, DEVICE)).gflops).toBe(2 ** 11);
    expect(goes()).toBe(12);
  });
});
