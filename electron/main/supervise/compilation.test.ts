import { describe, expect, it } from 'vitest';
import type { ToCompute } from '../../ipc/compute-protocol.ts';
import { emptyCompileReport } from '../../ipc/fixture/empty-compile-report.ts';
import { sampleRequest } from '../../ipc/fixture/sample-run.ts';
import { supervision } from './fixture/supervision.ts';
import type { Limits } from './limits.ts';

const here = supervision();
const { started, run, over } = here;

describe('compile times', () => {
  /** A run that is over, and the request for its compile times once compute has it. */
  async function measuring(limits: Partial<Limits> = {}) {
    const { subject, compute, runId } = await started(limits);
    compute.answer(compute.sweep.id, { status: 'finished' });
    const result = subject.compile(await over(runId));
    const posted = () => compute.posted.find(({ method }) => method === 'compile') as ToCompute;
    await expect.poll(posted, { timeout: 600_000 }).toBeDefined();
    return { subject, compute, runId, result, message: posted() };
  }

  it("are of a run's cells, and are kept with it", async () => {
    const { subject, compute, runId, result, message } = await measuring();
    const { device, problems, contenders } = sampleRequest;
    expect(message.request).toMatchObject({ runId, device, problems, contenders });
    const progress = { runId, activity: 'compiling one by one', done: 1, total: 2 };
    compute.say({ type: 'compilation', progress });
    expect(here.sent.at(-1)).toEqual({ event: 'compile.progress', payload: progress });
    expect(await subject.start('Another', sampleRequest)).toMatchObject({ error: { code: 'COMPILING' } });
    expect(here.store.compileTimes(runId)).toBeNull();
    compute.answer(message.id, emptyCompileReport);
    expect(await result).toEqual({ ok: true, value: emptyCompileReport });
    expect(here.store.compileTimes(runId)).toEqual(emptyCompileReport);
    expect(subject.isBusy).toBe(false);
  });

  it('are not measured while a sweep runs, nor for a run of another device', async () => {
    const { subject, compute, runId } = await started();
    expect(await subject.compile(run(runId))).toMatchObject({ error: { code: 'SWEEP_RUNNING' } });
    compute.answer(compute.sweep.id, { status: 'finished' });
    const ended = await over(runId);
    const environment = { ...ended.environment, machine: 'another' };
    expect(await subject.compile({ ...ended, environment })).toMatchObject({
      error: { code: 'OTHER_DEVICE' },
    });
    expect(subject.isBusy).toBe(false);
  });

  it('can be cancelled before they begin', async () => {
    const { subject, compute, runId } = await started();
    compute.answer(compute.sweep.id, { status: 'finished' });
    const result = subject.compile(await over(runId));
    expect(await subject.cancelCompilation(runId)).toEqual({ ok: true, value: null });
    expect(await result).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(compute.posted.filter(({ method }) => method === 'compile')).toEqual([]);
    expect(subject.isBusy).toBe(false);
  });

  it('can be cancelled, also if compute ignores that', async () => {
    const { subject, compute, runId, result } = await measuring({ cancelMs: 1 });
    expect(await subject.cancelCompilation('another')).toMatchObject({ error: { code: 'NOT_RUNNING' } });
    const cancelled = subject.cancelCompilation(runId);
    expect(await result).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(await cancelled).toEqual({ ok: true, value: null });
    expect(compute.killed).toBe(true);
    expect(subject.isBusy).toBe(false);
    expect(here.store.compileTimes(runId)).toBeNull();
  });
});
