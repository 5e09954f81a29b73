import { describe, expect, it } from 'vitest';
import { type Problem, sizeClassOf } from '../../../kernels/index.ts';
import { updateOf } from '../../ipc/cell-update.ts';
import {
  measured,
  sampleEnvironment,
  sampleProgram,
  sampleRequest,
  sampleRun,
} from '../../ipc/fixture/sample-run.ts';
import { noiseKey } from '../../ipc/noise/noise-floor.ts';
import { NOTHING_ASKED } from '../../ipc/programs/kept-program.ts';
import type { Cell } from '../../ipc/types.ts';
import { adopt } from '../../store/adopted-defaults.ts';
import { fillDisk } from '../../store/fixture/full-disk.ts';
import { ENVIRONMENT, FakeCompute, supervision } from './fixture/supervision.ts';

const here = supervision();
const { supervisor, started, run, over } = here;
const cell = (runId: string, index: number) => run(runId).cells[index] as Cell;

describe('programs', () => {
  it('are stored with the cells that have them, and a resumed sweep gets those of cells in flight', async () => {
    const { subject, compute, runId } = await started();
    const pending = cell(runId, 0);
    const program = sampleProgram.hash;
    compute.say({ type: 'programs', runId, kept: sampleProgram.kept });
    compute.say({ type: 'cells', runId, updates: [updateOf({ ...pending, status: 'running', program })] });
    expect(run(runId)).toMatchObject(sampleProgram.kept);
    compute.die({ code: null, signal: 'SIGSEGV' });
    await over(runId);
    expect(await subject.resume(runId)).toMatchObject({ ok: true });
    const { request } = here.processes.at(-1)?.sweep ?? {};
    expect(request?.programs).toEqual({ cells: { [pending.id]: program }, kept: sampleProgram.kept });
  });
});

describe('a sweep', () => {
  it('is stored before it starts, with its environment and every cell pending', async () => {
    const { compute, runId } = await started();
    expect(run(runId)).toMatchObject({ status: 'running', environment: ENVIRONMENT, name: 'Sweep' });
    expect(run(runId).cells.map(({ status }) => status)).toEqual([
      'pending',
      'pending',
      'pending',
      'pending',
    ]);
    expect(compute.sweep.request).toMatchObject({
      runId,
      sweep: sampleRequest,
      done: [],
      programs: NOTHING_ASKED,
    });
    expect(here.sent[0]).toMatchObject({
      event: 'run.changed',
      payload: { id: runId, cellCount: 4, doneCount: 0 },
    });
  });

  it('takes the defaults that were adopted for the device, and keeps them with the run', async () => {
    const [problem] = sampleRequest.problems as [Problem];
    const overrides = { blockM: 32 };
    const evidence = {
      ...{
        tuning: sampleRun().id,
        run: sampleRun().id,
        ratio: 0.9,
        interval95: [0.8, 0.95] as [number, number],
      },
      ...{
        sizes: ['64x64x64'],
        adoptedAt: '2026-11-01T10:00:00.000Z',
        device: 'CPU',
        generator: 'tilescope',
      },
    };
    const adoption = { sizeClass: sizeClassOf(problem), contender: 'gemm-tiled', overrides, ...evidence };
    adopt(here.store, noiseKey(ENVIRONMENT), [adoption]);
    const { compute, runId } = await started();
    const adopted = { [sizeClassOf(problem)]: { 'gemm-tiled': overrides } };
    expect(run(runId).request).toEqual({ ...sampleRequest, adopted });
    expect(compute.sweep.request.sweep.adopted).toEqual(adopted);
  });

  it('stores cells as they arrive, passes them on in batches, and finishes', async () => {
    const { compute, runId } = await started();
    const done = measured(cell(runId, 0));
    const running: Cell = { ...done, status: 'running', samples: done.samples.slice(0, 1) };
    compute.say({ type: 'cells', runId, updates: [updateOf(running)] });
    compute.say({ type: 'cells', runId, updates: [updateOf(done, 1)] });
    compute.say({
      type: 'progress',
      runId,
      progress: { runId, fraction: 0.25, remainingMs: null, activity: 'x' },
    });
    expect(cell(runId, 0)).toEqual(done);
    compute.answer(compute.sweep.id, { status: 'finished' });
    expect(await over(runId)).toMatchObject({ status: 'finished', failure: null });
    const names = here.sent.map(({ event }) => event);
    expect(names).toEqual(['run.changed', 'run.changed', 'sweep.cells', 'sweep.progress', 'run.changed']);
    expect(here.sent[2]?.payload).toEqual({ runId, updates: [updateOf(done)] });
  });

  it('stores another roof, and announces it after the cells that were measured under the one before', async () => {
    const { compute, runId } = await started();
    const done = measured(cell(runId, 0));
    const roof = { ...ENVIRONMENT.roof, gflops: 2 * ENVIRONMENT.roof.gflops };
    compute.say({ type: 'cells', runId, updates: [updateOf(done)] });
    compute.say({ type: 'roof', runId, roof });
    expect(run(runId).environment.roof).toEqual(roof);
    expect(cell(runId, 0).summary?.utilization).toBeCloseTo((done.summary?.utilization ?? 0) / 2);
    const [cells, header] = here.sent.slice(-2);
    expect(cells).toEqual({ event: 'sweep.cells', payload: { runId, updates: [updateOf(done)] } });
    expect(header).toMatchObject({ event: 'run.changed', payload: { environment: { roof } } });
  });

  it('is refused while another one runs', async () => {
    const { subject } = await started();
    expect(await subject.start('Second', sampleRequest)).toMatchObject({ error: { code: 'SWEEP_RUNNING' } });
  });

  it('can be tried again when the compute process failed to start', async () => {
    const subject = supervisor({}, () => {
      if (here.processes.length === 0) {
        here.processes.push(new FakeCompute());
        throw new Error('no more processes');
      }
    });
    await expect(subject.start('Sweep', sampleRequest)).rejects.toThrow('no more processes');
    expect(await subject.start('Sweep', sampleRequest)).toMatchObject({ ok: true });
  });

  it('is refused with an unknown contender', async () => {
    const contenders = ['gemm-tiled@blockM=16', 'nonsense@blockM=16'];
    const result = await supervisor().start('Sweep', { ...sampleRequest, contenders });
    expect(result).toMatchObject({ error: { code: 'BAD_INPUT' } });
    expect(!result.ok && result.error.message).toContain('expected gemm-tiled, cblas');
    expect(here.store.headers()).toEqual([]);
  });
});

describe('a compute process that dies', () => {
  it('interrupts the run, keeps the samples, and the run resumes in a new process', async () => {
    const { subject, compute, runId } = await started();
    const done = measured(cell(runId, 0));
    const partial: Cell = { ...measured(cell(runId, 1)), status: 'running' };
    compute.say({ type: 'cells', runId, updates: [updateOf(done), updateOf(partial)] });
    compute.die({ code: 134, signal: null });
    const interrupted = await over(runId);
    expect(interrupted).toMatchObject({ status: 'interrupted', failure: { code: 'COMPUTE_DIED' } });
    expect(interrupted.cells[0]).toEqual(done);
    expect(interrupted.cells[1]).toMatchObject({ status: 'pending', samples: partial.samples });

    expect(await subject.resume(runId)).toMatchObject({ ok: true });
    const second = here.processes[1] as FakeCompute;
    expect(second.sweep.request.done).toEqual([{ id: done.id, status: 'ok', duplicates: 16, nextEpoch: 2 }]);
    expect(cell(runId, 1).samples).toEqual([]);
    second.answer(second.sweep.id, { status: 'finished' });
    expect(await over(runId)).toMatchObject({ status: 'finished', failure: null });
  });

  it('is not revived by late events', async () => {
    const { compute, runId } = await started();
    compute.die({ code: 1, signal: null });
    const before = await over(runId);
    compute.say({ type: 'cells', runId, updates: [updateOf(measured(before.cells[0] as Cell))] });
    expect(run(runId)).toEqual(before);
  });

  it('is replaced for the next request', async () => {
    const { subject, compute, runId } = await started();
    compute.die({ code: 1, signal: null });
    await over(runId);
    expect(await subject.devices()).toEqual({ ok: true, value: [ENVIRONMENT.device] });
  });
});

describe('a compute process that hangs', () => {
  const quick = { ...sampleRequest, method: { ...sampleRequest.method, maxProblemMs: 1 } };

  it('is killed when it is silent for too long', async () => {
    const { compute, runId } = await started({ silenceMs: 20 }, quick);
    expect(await over(runId)).toMatchObject({ status: 'interrupted', failure: { code: 'COMPUTE_HUNG' } });
    expect(compute.killed).toBe(true);
  });

  it('is killed when it ignores a cancellation, and the run is cancelled', async () => {
    const { subject, compute, runId } = await started({ cancelMs: 20 });
    expect(await subject.cancel(runId)).toEqual({ ok: true, value: null });
    expect(await over(runId)).toMatchObject({ status: 'cancelled', failure: null });
    expect(compute.killed).toBe(true);
  });

  it('is killed after a cancellation even though it keeps sending events', async () => {
    const { subject, compute, runId } = await started({ cancelMs: 60 });
    const progress = { runId, fraction: 0, remainingMs: null, activity: 'x' };
    const chatter = setInterval(() => compute.say({ type: 'progress', runId, progress }), 10);
    await subject.cancel(runId);
    clearInterval(chatter);
    expect(await over(runId)).toMatchObject({ status: 'cancelled', failure: null });
    expect(compute.killed).toBe(true);
  });

  it('fails the request it does not answer', async () => {
    const result = await supervisor({ answerMs: 20 }).conditions();
    expect(result).toMatchObject({ ok: false, error: { code: 'COMPUTE_HUNG' } });
  });
});

describe('a disk that is full', () => {
  it('does not stop the sweep, whose run is shown as if it were stored, and is once there is room', async () => {
    const { subject, compute, runId } = await started();
    const makeRoom = fillDisk(here.store.file as string, 'INSERT ON samples', 'UPDATE ON runs');
    const done = measured(cell(runId, 0));
    compute.say({ type: 'cells', runId, updates: [updateOf(done)] });
    compute.answer(compute.sweep.id, { status: 'finished' });
    const shown = await over(runId);
    expect(shown).toMatchObject({ status: 'finished', failure: null });
    expect(shown.cells[0]).toEqual(done);
    expect(compute.killed).toBe(false);
    expect(subject.isBusy).toBe(false);
    makeRoom();
    here.reopen();
    expect(run(runId)).toEqual(shown);
  });
});

describe('cancel, resume and the end', () => {
  it('does not resume on another device, and can start another sweep then', async () => {
    const { subject, compute, runId } = await started();
    compute.die({ code: 1, signal: null });
    await over(runId);
    const elsewhere = { ...sampleEnvironment, machine: '0123456789abcdef' };
    const other = { ...run(runId), id: '7d444840-9dc0-41d1-b245-5ffdce74fad2', environment: elsewhere };
    here.store.add(other);
    expect(await subject.resume(other.id)).toMatchObject({ error: { code: 'OTHER_DEVICE' } });
    expect(run(other.id)).toEqual(other);
    expect(await subject.resume(runId)).toMatchObject({ ok: true });
  });

  it('cancels by request', async () => {
    const { subject, compute, runId } = await started();
    const cancelled = subject.cancel(runId);
    const request = compute.posted.find(({ method }) => method === 'cancel');
    compute.answer(request?.id ?? -1, null);
    compute.answer(compute.sweep.id, { status: 'cancelled' });
    expect(await cancelled).toEqual({ ok: true, value: null });
    expect(await over(runId)).toMatchObject({ status: 'cancelled' });
  });

  it('neither resumes a finished run nor cancels one that is not running', async () => {
    const { subject, compute, runId } = await started();
    compute.answer(compute.sweep.id, { status: 'finished' });
    await over(runId);
    expect(await subject.resume(runId)).toMatchObject({ error: { code: 'NOT_RESUMABLE' } });
    expect(await subject.cancel(runId)).toMatchObject({ error: { code: 'NOT_RUNNING' } });
  });

  it('interrupts a running sweep when the application closes', async () => {
    const { subject, runId } = await started();
    await subject.dispose();
    expect(run(runId)).toMatchObject({ status: 'interrupted', failure: { code: 'INTERRUPTED' } });
  });
});
