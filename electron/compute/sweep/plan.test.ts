import { describe, expect, it } from 'vitest';
import { familyOf, type Problem } from '../../../kernels/index.ts';
import type { DoneCell } from '../../ipc/compute-protocol.ts';
import { PROTOCOLS } from '../../ipc/protocols.ts';
import type { Cell, Method, Roof, SweepRequest } from '../../ipc/types.ts';
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

const ROOF: Roof = { gflops: 80, halfGflops: null, source: 'test' };
const planOf = (wanted: SweepRequest, done: readonly DoneCell[] = [], roof = ROOF) =>
  planSweep(wanted, done, roof);

const ids = (plan: ReturnType<typeof planSweep>) => plan.flatMap(({ cells }) => cells.map(({ id }) => id));

describe('planSweep', () => {
  it('has a pending cell for each problem by each contender, the cheapest problem first', () => {
    const plan = planOf(request([4096, 64, 512], ['a', 'b']));
    expect(plan.map(({ problem }) => familyOf(problem).size(problem))).toEqual([64, 512, 4096]);
    expect(ids(plan).slice(0, 2)).toEqual(['gemm-f32-64x64x64|a', 'gemm-f32-64x64x64|b']);
    expect(plan.flatMap(({ cells }) => cells).every(({ status }) => status === 'pending')).toBe(true);
  });

  it('measures duplicates once', () => {
    expect(ids(planOf(request([64, 64], ['a', 'a'])))).toEqual(['gemm-f32-64x64x64|a']);
  });

  it('weighs a problem by the samples and dispatches that the protocol fixes', () => {
    const wanted = request([128, 256, 512, 1024], ['a']);
    const method: Method = { ...wanted.method, ...PROTOCOLS.mfa.fixed, protocol: 'mfa' };
    const plan = planOf({ ...wanted, method });
    expect(plan.map(({ problem }) => familyOf(problem).size(problem))).toEqual([128, 256, 512, 1024]);
    // 16 dispatches of 512, and 4 of eight times the work.
    const [, , medium, large] = plan.map(({ cost }) => cost) as [number, number, number, number];
    expect(large / medium).toBeCloseTo(2, 1);
    const adaptive = planOf({ ...wanted, method: { ...method, protocol: 'adaptive' } });
    expect((plan[0]?.cost ?? 0) / (adaptive[0]?.cost ?? 1)).toBeGreaterThan(2);
  });

  it('weighs large problems for less where the roof is high', () => {
    const costs = (gflops: number) =>
      planOf(request([64, 4096], ['a']), [], { ...ROOF, gflops }).map(({ cost }) => cost);
    const [slow, fast] = [costs(80), costs(20_000)] as [number[], number[]];
    expect((slow[0] ?? 0) / (fast[0] ?? 0)).toBeCloseTo(1, 1);
    expect((slow[1] ?? 0) / (fast[1] ?? 0)).toBeGreaterThan(10);
  });

  it('weighs only what is left', () => {
    const wanted = request([64, 128], ['a', 'b']);
    const [whole] = planOf(wanted);
    const done: DoneCell = { ...(whole?.cells[0] as Cell), status: 'ok', nextEpoch: 1 };
    const [rest] = planOf(wanted, [done]);
    expect((rest?.cost ?? 0) / (whole?.cost ?? 1)).toBeCloseTo(0.5, 10);
  });

  it('skips cells that are done, and measures the others again', () => {
    const wanted = request([64, 128], ['a', 'b']);
    const [first, second] = planOf(wanted);
    const done = [
      { ...(first?.cells[0] as Cell), status: 'ok', duplicates: 7, nextEpoch: 3 },
      { ...(first?.cells[1] as Cell), nextEpoch: 0, status: 'running' },
      { ...(second?.cells[0] as Cell), nextEpoch: 0, status: 'wrong' },
      { ...(second?.cells[1] as Cell), nextEpoch: 0, status: 'failed' },
    ] satisfies DoneCell[];
    const plan = planOf(wanted, done);
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
    const plan = planOf(request([64, 512], ['a']));
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
