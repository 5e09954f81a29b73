import { estimate, parseVariant } from '../../../kernels/index.ts';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import type { CompileReport } from '../../ipc/compile-types.ts';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import { type ComputeEvent, type ComputeRequests, doneCells } from '../../ipc/compute-protocol.ts';
import { patienceMs } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import type { Conditions, DeviceInfo, Failure, Result, Run, SweepRequest } from '../../ipc/types.ts';
import { elsewhereFailure, resumeRun } from '../../store/resume-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { Compilation } from './compilation.ts';
import { ComputeKeeper } from './compute-keeper.ts';
import { EventBatcher, type Outlet } from './event-batcher.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface Limits {
  /** How long compute may be silent beyond the time limit of a problem's rounds: while it compiles and verifies. */
  silenceMs: number;
  /** How long a cancelled sweep may take to stop before its process is killed. */
  cancelMs: number;
  /** How long listing the devices and measuring the roof may take. */
  answerMs: number;
}

export const LIMITS: Limits = { silenceMs: 120_000, cancelMs: 15_000, answerMs: 120_000 };

interface ActiveSweep {
  runId: string;
  batcher: EventBatcher;
  watch: SilenceWatch;
  cancelled: boolean;
  doneCount: number;
  /** Settles when the sweep is over and the store says so. */
  over: Promise<void>;
}

const RUNNING: Failure = {
  code: 'SWEEP_RUNNING',
  message: 'A sweep is running: cancel it or wait until it ends.',
};
const COMPILING: Failure = {
  code: 'COMPILING',
  message: 'Compile times are being measured: cancel that or wait until it ends.',
};
const QUIT: Failure = {
  code: 'INTERRUPTED',
  message: 'Tilescope was closed. The samples taken so far are kept; the sweep can be resumed.',
};

/** Runs sweeps in the compute process, one at a time, and recovers from its crashes and hangs. */
export class Supervisor {
  readonly #store: RunStore;
  readonly #send: Outlet;
  readonly #limits: Limits;
  readonly #keeper: ComputeKeeper;
  #active: ActiveSweep | 'starting' | null = null;
  #compilation: Compilation | null = null;

  constructor(start: () => ComputeTransport, store: RunStore, send: Outlet, limits: Limits = LIMITS) {
    this.#store = store;
    this.#send = send;
    this.#limits = limits;
    this.#keeper = new ComputeKeeper(start, (event) => this.#receive(event));
  }

  devices(): Promise<Result<DeviceInfo[]>> {
    // While a sweep runs, compute answers between rounds; the silence watch notices if it hangs.
    return this.#keeper.request('devices', {}, this.#active ? undefined : this.#limits.answerMs);
  }

  /** The machine's conditions. While a sweep runs, its events report them too. */
  conditions(): Promise<Result<Conditions>> {
    return this.#keeper.request('conditions', {}, this.#active ? undefined : this.#limits.answerMs);
  }

  /** Captures the environment, stores a new run and starts it. */
  start(name: string, request: SweepRequest): Promise<Result<{ runId: string }>> {
    const { device } = request;
    return this.#begin('environment', { device }, (environment) => {
      const unknown = unknownContender(request, environment.device);
      if (unknown) return { ok: false, error: unknown };
      const run = newRun(name, request, environment);
      this.#store.add(run);
      return { ok: true, value: run };
    });
  }

  /** Measures the cells of a run that are not done, on the device that it began on. */
  resume(runId: string): Promise<Result<{ runId: string }>> {
    return this.#begin('devices', {}, (devices) => resumeRun(this.#store, runId, devices));
  }

  async cancel(runId: string): Promise<Result<null>> {
    const active = this.#active;
    if (!active || active === 'starting' || active.runId !== runId) {
      return { ok: false, error: { code: 'NOT_RUNNING', message: 'This sweep is not running.' } };
    }
    active.cancelled = true;
    active.watch.setDeadline(this.#limits.cancelMs);
    const result = await this.#keeper.request('cancel', { runId });
    // A process that had to be killed has stopped too.
    return result.ok || active.cancelled ? { ok: true, value: null } : result;
  }

  /** Measures what it costs to compile the kernels of a run, on the device that it was measured on, and keeps it. */
  async compile(run: Run): Promise<Result<CompileReport>> {
    const devices = await this.devices();
    if (!devices.ok) return devices;
    const obstacle = this.#busy() ?? elsewhereFailure(run.environment, devices.value);
    if (obstacle) return { ok: false, error: obstacle };
    const watch = this.#watchSilence(this.#limits.silenceMs);
    this.#compilation = new Compilation(run, this.#keeper, this.#send, watch);
    const report = await this.#compilation.measure();
    this.#compilation = null;
    if (report.ok) this.#store.keepCompileTimes(run.id, report.value);
    return report;
  }

  async cancelCompilation(runId: string): Promise<Result<null>> {
    if (this.#compilation?.runId !== runId) {
      const message = 'Compile times of this run are not being measured.';
      return { ok: false, error: { code: 'NOT_RUNNING', message } };
    }
    await this.#compilation.cancel(this.#limits.cancelMs);
    return { ok: true, value: null };
  }

  /** Why nothing else can be measured now; null if it can. */
  #busy(): Failure | null {
    if (this.#active) return RUNNING;
    return this.#compilation ? COMPILING : null;
  }

  #watchSilence(allowedMs: number): SilenceWatch {
    return new SilenceWatch(allowedMs, (silentMs) => this.#keeper.kill(silence(silentMs)));
  }

  /** Whether something is measured, or is about to be. */
  get isBusy(): boolean {
    return this.#busy() !== null;
  }

  /** Ends the compute process. A running sweep is interrupted, and can be resumed after the next launch. */
  async dispose(): Promise<void> {
    this.#keeper.kill(QUIT);
    if (this.#active && this.#active !== 'starting') await this.#active.over;
  }

  /** Asks compute what a sweep depends on, then launches the run that follows from the answer. */
  async #begin<M extends 'devices' | 'environment'>(
    method: M,
    request: ComputeRequests[M]['request'],
    prepare: (answer: ComputeRequests[M]['response']) => Result<Run>,
  ): Promise<Result<{ runId: string }>> {
    const busy = this.#busy();
    if (busy) return { ok: false, error: busy };
    this.#active = 'starting';
    const answer = await this.#keeper.request(method, request, this.#limits.answerMs).finally(() => {
      this.#active = null;
    });
    if (!answer.ok) return answer;
    const run = prepare(answer.value);
    if (!run.ok) return run;
    this.#launch(run.value);
    return { ok: true, value: { runId: run.value.id } };
  }

  #launch(run: Run): void {
    const { id: runId, request, environment } = run;
    const done = doneCells(run.cells);
    const allowedMs = this.#limits.silenceMs + longestRoundsMs(request);
    const watch = this.#watchSilence(allowedMs);
    const programs = this.#store.programsToMeasure(runId);
    const answer = this.#keeper.request('sweep', { runId, sweep: request, environment, done, programs });
    const batcher = new EventBatcher(runId, this.#send);
    const over = answer.then((result) => this.#finish(active, result));
    const active: ActiveSweep = { runId, batcher, watch, cancelled: false, doneCount: done.length, over };
    this.#active = active;
    this.#announce(runId);
  }

  #finish(active: ActiveSweep, result: Result<{ status: 'finished' | 'cancelled' }>): void {
    active.watch.stop();
    active.batcher.flush();
    this.#active = null;
    const finishedAt = new Date().toISOString();
    const status = result.ok ? result.value.status : active.cancelled ? 'cancelled' : 'interrupted';
    const failure = result.ok || active.cancelled ? null : result.error;
    this.#store.close(active.runId, { status, failure, finishedAt });
    this.#announce(active.runId);
  }

  #receive(event: ComputeEvent): void {
    const active = this.#active === 'starting' ? null : this.#active;
    active?.watch.heard();
    if (event.type === 'log') {
      this.#send('log', { level: event.level, message: event.message, at: new Date().toISOString() });
      return;
    }
    if (event.type === 'compilation') this.#compilation?.heard(event.progress);
    if (event.type === 'validation' || event.type === 'compilation') return;
    // A late event of a sweep whose run is already closed.
    if (!active || event.runId !== active.runId) return;
    if (event.type === 'progress') active.batcher.progress(event.progress);
    else if (event.type === 'conditions') this.#send('conditions', event.conditions);
    else if (event.type === 'programs') this.#store.keepPrograms(event.runId, event.kept);
    else this.#keep(active, event.updates);
  }

  /** Stores updates, and only then passes them on. */
  #keep(active: ActiveSweep, updates: readonly CellUpdate[]): void {
    this.#store.saveCells(active.runId, updates);
    active.batcher.cells(updates);
    const doneCount = this.#store.header(active.runId)?.doneCount ?? 0;
    if (doneCount !== active.doneCount) this.#announce(active.runId);
    active.doneCount = doneCount;
  }

  #announce(runId: string): void {
    const header = this.#store.header(runId);
    if (header) this.#send('run.changed', header);
  }
}

function silence(silentMs: number): Failure {
  const seconds = Math.round(silentMs / 1000);
  return {
    code: 'COMPUTE_HUNG',
    message: `The compute process was silent for ${seconds} s and was ended. The samples taken so far are kept.`,
  };
}

function unknownContender(request: SweepRequest, device: DeviceInfo): Failure | null {
  const known = device.contenders.map(({ id }) => id);
  const unknown = request.contenders.find((name) => !known.includes(parseVariant(name).id));
  if (unknown === undefined) return null;
  const message = `sweep.start: contenders = ${unknown}: expected ${known.join(', ')}`;
  return { code: 'BAD_INPUT', message };
}

/** How long the rounds of one problem may take, during which the compute process is silent. */
function longestRoundsMs({ problems, contenders, method }: Run['request']): number {
  const flops = Math.max(...problems.map((problem) => estimate(problem).flops));
  return method.maxProblemMs + contenders.length * patienceMs(flops);
}
