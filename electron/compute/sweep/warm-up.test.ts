import { describe, expect, it } from 'vitest';
import { chooseDuplicates, warmUp } from './warm-up.ts';

/** A contender whose dispatches take the given times, the last one forever, on a clock of its own. */
function runner(dispatchesNs: number[], overheadNs = 0) {
  const runs: number[] = [];
  let clockNs = 0;
  return {
    runs,
    now: () => clockNs / 1e6,
    run: async (duplicates: number) => {
      const dispatchNs = dispatchesNs[Math.min(runs.length, dispatchesNs.length - 1)] ?? 0;
      runs.push(duplicates);
      const wallNs = overheadNs + duplicates * dispatchNs;
      clockNs += wallNs;
      return { gpuNs: null, encoderNs: null, wallNs };
    },
  };
}

describe('warmUp', () => {
  it('continues until two medians agree', async () => {
    const falling = [900, 900, 900, 500, 500, 500, 300, 300, 300, 295, 295, 295, 100];
    const { run, now, runs } = runner(falling);
    expect(await warmUp(run, 1000, now)).toBe(295);
    expect(runs).toHaveLength(12);
  });

  it('ends after one run that exceeds the budget', async () => {
    const { run, now, runs } = runner([5e9]);
    expect(await warmUp(run, 100, now)).toBe(5e9);
    expect(runs).toHaveLength(1);
  });

  it('ends on a machine that never settles', async () => {
    const growing = Array.from({ length: 200 }, (_, index) => 2 ** (index / 3));
    const { run, now, runs } = runner(growing);
    await warmUp(run, Number.POSITIVE_INFINITY, now);
    expect(runs.length).toBeLessThanOrEqual(60);
  });
});

describe('chooseDuplicates', () => {
  it('is the fewest for which a sample of the fastest is long enough', async () => {
    const { run } = runner([10_000]);
    expect(await chooseDuplicates(run, 10_000, 2)).toBe(200);
  });

  it('is one, without another run, for kernels that are long enough alone', async () => {
    const { run, runs } = runner([3e6]);
    expect(await chooseDuplicates(run, 3e6, 2)).toBe(1);
    expect(runs).toHaveLength(0);
  });

  it('corrects a guess from dispatches that cost more alone than in a series', async () => {
    const { run } = runner([1_000], 9_000);
    const duplicates = await chooseDuplicates(run, 10_000, 2);
    const { wallNs } = await run(duplicates);
    expect(wallNs).toBeGreaterThanOrEqual(2e6);
    expect(wallNs).toBeLessThan(2.5e6);
  });

  it('is limited for kernels that take no time', async () => {
    const { run } = runner([0]);
    expect(await chooseDuplicates(run, 0, 2)).toBe(100_000);
  });
});
