import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../ipc/doubts.ts';
import type { Roof } from '../../ipc/types.ts';
import { quietMeter, steadyMeter } from '../fixture/fake-load.ts';
import { FAKE_PEAK_GFLOPS } from '../fixture/fake-native.ts';
import { requestOf, trySweep } from '../fixture/sweep-trial.ts';
import type { LoadMeter } from '../load/load-meter.ts';

const ONE = { contenders: ['cblas'], sizes: [9] };
const { method } = requestOf([]);

describe('a sweep on a busy machine', () => {
  it('marks its cells, and one on a quiet machine does not', async () => {
    const doubtUnder = async (load: LoadMeter) =>
      doubtsOf((await trySweep({}, { ...ONE, load })).cell(9, 'cblas'), method);
    expect(await doubtUnder(steadyMeter(0.31))).toBe('machine busy: others used 31% of the processors');
    expect(await doubtUnder(quietMeter)).toBeNull();
    expect(await doubtUnder(steadyMeter(() => null))).toBeNull();
  });

  it('keeps the worst of the epochs of a cell', async () => {
    let epoch = 0;
    const load = steadyMeter(() => [0.02, 0.4, 0.01][epoch++ % 3] ?? null);
    const { cell } = await trySweep({}, { ...ONE, load, method: { epochs: 3 } });
    expect(cell(9, 'cblas').conditions).toMatchObject({ busyShare: 0.4, runQueue: 0 });
  });

  it('reads the load at the edges of its rounds only, however many there are', async () => {
    const readings = async (samples: number) => {
      let count = 0;
      const load: LoadMeter = {
        begin: () => {
          count++;
          return quietMeter.begin();
        },
        since: (beginning) => quietMeter.since(beginning),
      };
      const change = { minSamples: samples, maxSamples: samples, maxProblemMs: 1e6 };
      const { cell } = await trySweep({}, { ...ONE, load, method: change });
      expect(cell(9, 'cblas').samples).toHaveLength(samples);
      return count;
    };
    expect(await readings(100)).toBe(await readings(10));
  });
});

describe('a roof that was too low at the start', () => {
  /** The peak rate is this at the start, and then that. */
  const rising = (start: number, then: number) => {
    let attempts = 0;
    return { peakGflops: () => (attempts++ < 4 ? start : then) };
  };
  // 2·9³ operations in 10 ns are 146 GFLOPS.
  const fast = { cblas: { dispatchNs: () => 10 } };
  const RATE = 145.8;

  it('follows a higher one before a time is rejected, and cells get their share of it', async () => {
    const { cell, events } = await trySweep(fast, { ...ONE, machine: rising(FAKE_PEAK_GFLOPS, 200) });
    expect(cell(9, 'cblas')).toMatchObject({
      status: 'ok',
      summary: { utilization: expect.closeTo(RATE / 200) },
    });
    const roofs = events.flatMap(({ event }) => (event.type === 'roof' ? [event.roof] : []));
    expect(roofs.map(({ gflops }) => gflops)).toEqual([200]);
    expect(roofs[0]?.test?.range).toEqual([FAKE_PEAK_GFLOPS, 200]);
    const log = events.flatMap(({ event }) => (event.type === 'log' ? [event.message] : [])).join();
    expect(log).toMatch(/the roof is 200\u00a0GFLOPS.* shares of 100\u00a0GFLOPS/);
  });

  it('rejects what is faster than that, too', async () => {
    const { cell } = await trySweep(fast, { ...ONE, machine: rising(FAKE_PEAK_GFLOPS, 110) });
    expect(cell(9, 'cblas')).toMatchObject({
      status: 'rejected',
      summary: { utilization: expect.closeTo(RATE / 110) },
    });
  });

  it('follows one that is found between problems: later cells are shares of it', async () => {
    // Long enough for the roof to be due when the first problem is done.
    const slow = { cblas: { dispatchNs: () => 500e6 } };
    const sizes = [5, 9];
    const { cell, events } = await trySweep(slow, { ...ONE, sizes, machine: rising(FAKE_PEAK_GFLOPS, 200) });
    const roofOf = (size: number) => {
      const { gflops = 0, utilization = 1 } = cell(size, 'cblas').summary ?? {};
      return gflops / utilization;
    };
    expect([roofOf(5), roofOf(9)]).toEqual([expect.closeTo(FAKE_PEAK_GFLOPS), expect.closeTo(200)]);
    const types = events.map(({ event }) => event.type);
    const lastOfFirst = events.findLastIndex(
      ({ event }) =>
        event.type === 'cells' && event.updates.some(({ problem }) => 'm' in problem && problem.m === 5),
    );
    // The store recomputes the finished cells, so they are not reported again.
    expect(types.indexOf('roof')).toBeGreaterThan(lastOfFirst);
    const found = events.find(({ event }) => event.type === 'roof')?.event as { roof: Roof };
    expect(found.roof.gflops).toBe(200);
  });
});
