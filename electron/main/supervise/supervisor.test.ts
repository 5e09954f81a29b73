import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateOf } from '../../ipc/cell-update.ts';
import type { ComputeTransport, ProcessExit } from '../../ipc/compute-client.ts';
import type { ComputeEvent, ComputeRequests, FromCompute, ToCompute } from '../../ipc/compute-protocol.ts';
import { measured, sampleEnvironment, sampleRequest } from '../../ipc/fixture/sample-run.ts';
import type { Cell, Run } from '../../ipc/types.ts';
import { RunStore } from '../store/run-store.ts';
import { type Limits, Supervisor } from './supervisor.ts';

/** A compute process that answers as the test says; killing it is an exit by SIGKILL. */
class FakeCompute implements ComputeTransport {
  readonly posted: ToCompute[] = [];
  killed = false;
  #receive: (message: FromCompute) => void = () => expect.unreachable();
  #exit: (exit: ProcessExit) => void = () => expect.unreachable();

  postMessage(message: ToCompute): void {
    this.posted.push(message);
    if (message.method === 'environment') this.answer(message.id, sampleEnvironment);
  }
  onMessage(listener: (message: FromCompute) => void): void {
    this.#receive = listener;
  }
  onExit(listener: (exit: ProcessExit) => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.die({ code: null, signal: 'SIGKILL' });
  }
  die(exit: ProcessExit): void {
    this.#exit(exit);
  }
  answer(id: number, value: unknown): void {
    queueMicrotask(() => this.#receive({ id, result: { ok: true, value } }));
  }
  say(event: ComputeEvent): void {
    this.#receive({ event });
  }
  get sweep(): { id: number; request: ComputeRequests['sweep']['request'] } {
    const message = this.posted.find(({ method }) => method === 'sweep');
    return { id: message?.id ?? -1, request: message?.request as ComputeRequests['sweep']['request'] };
  }
}

const LIMITS: Limits = { silenceMs: 60_000, cancelMs: 60_000, answerMs: 60_000 };

let folder = '';
let store: RunStore;
let supervisors: Supervisor[] = [];
let processes: FakeCompute[] = [];
let sent: { event: string; payload: unknown }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-supervisor-'));
  store = new RunStore(join(folder, 'store.sqlite'));
  supervisors = [];
  processes = [];
  sent = [];
});

afterEach(async () => {
  // Sweeps that are left running would be found silent later, while other files are tested.
  await Promise.all(supervisors.map((subject) => subject.dispose()));
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function supervisor(limits: Partial<Limits> = {}, beforeStart?: () => void): Supervisor {
  const start = () => {
    beforeStart?.();
    const compute = new FakeCompute();
    processes.push(compute);
    return compute;
  };
  const subject = new Supervisor(start, store, (event, payload) => sent.push({ event, payload }), {
    ...LIMITS,
    ...limits,
  });
  supervisors.push(subject);
  return subject;
}

async function started(limits: Partial<Limits> = {}, request = sampleRequest) {
  const subject = supervisor(limits);
  const result = await subject.start('Sweep', request);
  if (!result.ok) throw new Error(result.error.message);
  const compute = processes[0] as FakeCompute;
  return { subject, compute, runId: result.value.runId };
}

const run = (runId: string) => store.run(runId) as Run;
const cell = (runId: string, index: number) => run(runId).cells[index] as Cell;

async function over(runId: string): Promise<Run> {
  await expect.poll(() => store.header(runId)?.status, { timeout: 600_000 }).not.toBe('running');
  return run(runId);
}

describe('a sweep', () => {
  it('is stored before it starts, with its environment and every cell pending', async () => {
    const { compute, runId } = await started();
    expect(run(runId)).toMatchObject({ status: 'running', environment: sampleEnvironment, name: 'Sweep' });
    expect(run(runId).cells.map(({ status }) => status)).toEqual([
      'pending',
      'pending',
      'pending',
      'pending',
    ]);
    expect(compute.sweep.request).toMatchObject({ runId, sweep: sampleRequest, done: [] });
    expect(sent[0]).toMatchObject({
      event: 'run.changed',
      payload: { id: runId, cellCount: 4, doneCount: 0 },
    });
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
    const names = sent.map(({ event }) => event);
    expect(names).toEqual(['run.changed', 'run.changed', 'sweep.cells', 'sweep.progress', 'run.changed']);
    expect(sent[2]?.payload).toEqual({ runId, updates: [updateOf(done)] });
  });

  it('is refused while another one runs', async () => {
    const { subject } = await started();
    expect(await subject.start('Second', sampleRequest)).toMatchObject({ error: { code: 'SWEEP_RUNNING' } });
  });

  it('can be tried again when the compute process failed to start', async () => {
    const subject = supervisor({}, () => {
      if (processes.length === 0) {
        processes.push(new FakeCompute());
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
    expect(store.headers()).toEqual([]);
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

    expect(subject.resume(runId)).toMatchObject({ ok: true });
    const second = processes[1] as FakeCompute;
    expect(second.sweep.request.done).toEqual([{ id: done.id, status: 'ok', duplicates: 16 }]);
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
    const devices = subject.devices();
    const second = processes[1] as FakeCompute;
    second.answer(second.posted[0]?.id ?? -1, []);
    expect(await devices).toEqual({ ok: true, value: [] });
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
    const result = await supervisor({ answerMs: 20 }).devices();
    expect(result).toMatchObject({ ok: false, error: { code: 'COMPUTE_HUNG' } });
  });
});

describe('cancel, resume and the end', () => {
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
    expect(subject.resume(runId)).toMatchObject({ error: { code: 'NOT_RESUMABLE' } });
    expect(await subject.cancel(runId)).toMatchObject({ error: { code: 'NOT_RUNNING' } });
  });

  it('interrupts a running sweep when the application closes', async () => {
    const { subject, runId } = await started();
    await subject.dispose();
    expect(run(runId)).toMatchObject({ status: 'interrupted', failure: { code: 'INTERRUPTED' } });
  });
});
