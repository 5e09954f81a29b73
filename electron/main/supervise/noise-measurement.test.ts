import { describe, expect, it } from 'vitest';
import { parseVariant } from '../../../kernels/index.ts';
import { updateOf } from '../../ipc/cell-update.ts';
import { measured, sampleRequest } from '../../ipc/fixture/sample-run.ts';
import { pendingCell } from '../../ipc/new-run.ts';
import { noiseKey } from '../../ipc/noise/noise-floor.ts';
import { NOISE_RUNS } from '../../ipc/noise/noise-request.ts';
import { knownFloors } from '../../store/noise-floors.ts';
import { ENVIRONMENT, type FakeCompute, supervision } from './fixture/supervision.ts';
import type { Limits } from './limits.ts';

const here = supervision();
const sentOf = (name: string) =>
  here.sent.filter(({ event }) => event === name).map(({ payload }) => payload);

/** A measurement that has begun, and the process of each of its runs once it has been asked for the sweep. */
function measuring(limits: Partial<Limits> = {}) {
  const subject = here.supervisor(limits);
  const result = subject.measureNoise('cpu');
  const asked = async (index: number) => {
    await expect.poll(() => here.processes[index]?.sweep.id ?? -1, { timeout: 600_000 }).toBeGreaterThan(0);
    return here.processes[index] as FakeCompute;
  };
  return { subject, result, asked };
}

/** Reports the cells of the smallest problem as measured, and that the sweep is finished. */
function finish(compute: FakeCompute): void {
  const { runId, sweep } = compute.sweep.request;
  const [problem] = sweep.problems;
  const cells = sweep.contenders.map((name) => measured(pendingCell(problem as never, name)));
  compute.say({ type: 'cells', runId, updates: cells.map((cell) => updateOf(cell)) });
  compute.answer(compute.sweep.id, { status: 'finished' });
}

describe('the noise floor', () => {
  it('is measured in processes of their own, with every contender on both sides, and only it is kept', async () => {
    const { subject, result, asked } = measuring();
    for (let index = 0; index < NOISE_RUNS; index++) {
      const compute = await asked(index);
      expect(here.processes.slice(0, index).every(({ killed }) => killed)).toBe(true);
      const { sweep } = compute.sweep.request;
      const sides = sweep.contenders.map((name) => `${parseVariant(name).id} ${parseVariant(name).side}`);
      expect(sides).toEqual([
        'gemm-tiled baseline',
        'gemm-tiled candidate',
        'cblas baseline',
        'cblas candidate',
      ]);
      expect(knownFloors(here.store)).toEqual({});
      finish(compute);
    }
    expect(await result).toEqual({ ok: true, value: null });
    const floor = knownFloors(here.store)[noiseKey(ENVIRONMENT)];
    expect(floor).toMatchObject({ runs: NOISE_RUNS });
    expect(Object.values(floor?.classes ?? {}).reduce((sum, { cells }) => sum + cells, 0)).toBe(2);
    expect(here.processes.map(({ killed }) => killed)).toEqual(Array(NOISE_RUNS).fill(true));
    expect(here.store.headers()).toEqual([]);
    expect(subject.isBusy).toBe(false);
  });

  it('tells of its progress, conditions and logs, and of no cells', async () => {
    const { result, asked } = measuring();
    finish(await asked(0));
    const compute = await asked(1);
    const { runId } = compute.sweep.request;
    const progress = { runId, fraction: 0.5, remainingMs: null, activity: 'timing' };
    compute.say({ type: 'progress', runId, progress });
    const conditions = { thermalState: 'nominal', lowPowerMode: false, powerSource: 'mains' } as const;
    compute.say({ type: 'conditions', runId, conditions });
    compute.say({ type: 'log', runId, level: 'warning', message: 'beware' });
    expect(sentOf('noise.progress')).toEqual([
      { run: 2, runs: NOISE_RUNS, fraction: 1.5 / NOISE_RUNS, remainingMs: null, activity: 'timing' },
    ]);
    expect(sentOf('conditions')).toEqual([conditions]);
    expect(sentOf('log')).toMatchObject([{ level: 'warning', message: 'beware' }]);
    compute.die({ code: 1, signal: null });
    await result;
    expect(sentOf('noise.progress').at(-1)).toBeNull();
    expect(here.sent).toHaveLength(4);
  });

  it('is not measured beside anything else', async () => {
    const { subject, compute, runId } = await here.started();
    expect(await subject.measureNoise('cpu')).toMatchObject({ error: { code: 'SWEEP_RUNNING' } });
    compute.answer(compute.sweep.id, { status: 'finished' });
    const run = await here.over(runId);
    const result = subject.measureNoise('cpu');
    for (const other of [
      subject.start('Another', sampleRequest),
      subject.resume(runId),
      subject.compile(run),
      subject.measureNoise('cpu'),
    ]) {
      expect(await other).toMatchObject({ error: { code: 'MEASURING_NOISE' } });
    }
    expect(subject.cancelNoise()).toEqual({ ok: true, value: null });
    expect(await result).toMatchObject({ error: { code: 'CANCELLED' } });
  });

  it('can be cancelled at any time, and then starts no other process', async () => {
    const { subject, result, asked } = measuring();
    finish(await asked(0));
    const compute = await asked(1);
    expect(subject.isBusy).toBe(true);
    subject.cancelNoise();
    expect(await result).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(compute.killed).toBe(true);
    expect(here.processes).toHaveLength(2);
    expect(knownFloors(here.store)).toEqual({});
    expect(subject.isBusy).toBe(false);
    expect(subject.cancelNoise()).toMatchObject({ error: { code: 'NOT_RUNNING' } });
  });

  it.each([
    ['dies', (compute: FakeCompute) => compute.die({ code: null, signal: 'SIGSEGV' }), 'COMPUTE_DIED'],
    ['measures nothing', (compute: FakeCompute) => compute.answer(compute.sweep.id, {}), 'NOT_MEASURED'],
  ])('is not known if a process %s', async (_what, end, code) => {
    const { subject, result, asked } = measuring();
    for (let index = 0; index < NOISE_RUNS - 1; index++)
      (await asked(index)).answer((await asked(index)).sweep.id, {});
    end(await asked(NOISE_RUNS - 1));
    expect(await result).toMatchObject({ error: { code } });
    expect(knownFloors(here.store)).toEqual({});
    expect(subject.isBusy).toBe(false);
  });

  it('is given up if a process is silent for too long, or the application closes', async () => {
    // Its rounds may take long, too.
    const silent = measuring({ silenceMs: -1_000_000 });
    expect(await silent.result).toMatchObject({ error: { code: 'COMPUTE_HUNG' } });
    const closing = measuring();
    await closing.asked(1);
    await closing.subject.dispose();
    expect(await closing.result).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect(here.processes).toHaveLength(2);
  });
});
