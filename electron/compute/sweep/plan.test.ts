import { describe, expect, it } from 'vitest';
import { familyOf, type Problem } from '../../../kernels/index.ts';
import type { DoneCell } from '../../ipc/compute-protocol.ts';
import type { Cell, SweepRequest } from '../../ipc/types.ts';
import { planSweep } from './plan.ts';
import { trackProgress } from './progress.ts';

const square = (size: number): Problem => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size });

const request = (sizes: number[], contenders: string[]): SweepRequest => ({
  device: 'cpu',
  problems: sizes.map(square),
  contenders,
  method: {
    minSamples: 10,
    maxSamples: 40,
    targetRelativeIqr: 0.05,
    maxProblemMs: 1500,
    minSampleMs: 2,
    seed: 1,
    cache: 'hot',
    storage: 'shared',
    encoding: 'direct',
    spinMs: 0,
    epochs: 1,
    protocol: 'adaptive',
  },
});

const ids = (plan: ReturnType<typeof planSweep>) => plan.flatMap(({ cells }) => cells.map(({ id }) => id));

describe('planSweep', () => {
  it('has a pending cell for each problem by each contender, the cheapest problem first', () => {
    const plan = planSweep(request([4096, 64, 512], ['a', 'b']), []);
    expect(plan.map(({ problem }) => familyOf(problem).size(problem))).toEqual([64, 512, 4096]);
    expect(ids(plan).slice(0, 2)).toEqual(['gemm-f32-64x64x64|a', 'gemm-f32-64x64x64|b']);
    expect(plan.flatMap(({ cells }) => cells).every(({ status }) => status === 'pending')).toBe(true);
  });

  it('measures duplicates once', () => {
    expect(ids(planSweep(request([64, 64], ['a', 'a']), []))).toEqual(['gemm-f32-64x64x64|a']);
  });

  it('skips cells that are done, and measures the others again', () => {
    const wanted = request([64, 128], ['a', 'b']);
    const [first, second] = planSweep(wanted, []);
    const done = [
      { ...(first?.cells[0] as Cell), status: 'ok', duplicates: 7, nextEpoch: 3 },
      { ...(first?.cells[1] as Cell), nextEpoch: 0, status: 'running' },
      { ...(second?.cells[0] as Cell), nextEpoch: 0, status: 'wrong' },
      { ...(second?.cells[1] as Cell), nextEpoch: 0, status: 'failed' },
    ] satisfies DoneCell[];
    const plan = planSweep(wanted, done);
    expect(ids(plan)).toEqual(['gemm-f32-64x64x64|b']);
    expect(plan[0]?.cells[0]).toMatchObject({ status: 'pending', failure: null });
    // New cells are measured with as many dispatches per sample as those already there.
    expect(plan[0]?.duplicates).toBe(7);
    // They share no round with those, and so no epoch.
    expect(plan[0]?.firstEpoch).toBe(3);
  });
});

describe('trackProgress', () => {
  it('weighs problems by their cost and estimates the time left from the pace so far', () => {
    const plan = planSweep(request([64, 2048], ['a']), []);
    const [small, large] = plan.map(({ cost }) => cost) as [number, number];
    expect(large).toBeGreaterThan(small);
    let clockMs = 0;
    const progress = trackProgress(plan, () => clockMs);
    expect(progress.now()).toEqual({ fraction: 0, remainingMs: null });
    clockMs = 1000;
    progress.next();
    const { fraction, remainingMs } = progress.now();
    expect(fraction).toBeCloseTo(small / (small + large), 10);
    expect(remainingMs).toBeCloseTo((1000 * large) / small, 6);
    progress.reach(0.5);
    progress.reach(0.3);
    expect(progress.now().fraction).toBeCloseTo((small + large / 2) / (small + large), 10);
    progress.next();
    expect(progress.now()).toEqual({ fraction: 1, remainingMs: 0 });
  });
});
