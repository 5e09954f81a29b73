import type { CompileReport } from '../../ipc/compile-types.ts';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import type { ComputeEvent, ComputeRequests } from '../../ipc/compute-protocol.ts';
import { newRun } from '../../ipc/new-run.ts';
import type { Tuning } from '../../ipc/tune/tuning.ts';
import type {
  Conditions,
  DeviceInfo,
  Environment,
  Failure,
  Result,
  Run,
  SweepRequest,
} from '../../ipc/types.ts';
import { withAdopted } from '../../store/adopted-defaults.ts';
import { keepFloor } from '../../store/noise-floors.ts';
import { elsewhereFailure, resumeRun } from '../../store/resume-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { CopyDesk, PAUSED } from '../edit/copy-desk.ts';
import { Compilation } from './compilation.ts';
import { ComputeKeeper } from './compute-keeper.ts';
import { endWhenSilent } from './compute-silence.ts';
import type { Outlet } from './event-batcher.ts';
import { CANCELLED, COMPILING, MEASURING_NOISE, notRunning, QUIT, RUNNING, TUNING } from './failures.ts';
import { LIMITS, type Limits } from './limits.ts';
import { logEntry } from './log-entry.ts';
import { NoiseMeasurement } from './noise-measurement.ts';
import { RunningSweep } from './running-sweep.ts';
import { TuningSession } from './tuning-session.ts';
import { unknownContender } from './unknown-contender.ts';

/** Runs sweeps in the compute process, one at a time, and recovers from its crashes and hangs. */
export class Supervisor {
  readonly #start: () => ComputeTransport;
  readonly #store: RunStore;
  readonly #send: Outlet;
  readonly #limits: Limits;
  readonly #keeper: ComputeKeeper;
  /** Compiles and checks copies that are edited, while nothing is measured. */
  readonly desk: CopyDesk;
  #active: RunningSweep | 'starting' | null = null;
  /** Settles when the sweep that runs is over and the store says so. */
  #over: Promise<void> = Promise.resolve();
  #compilation: Compilation | null = null;
  /** The runs whose compile times are asked for, until that begins or is cancelled. */
  readonly #compilationsAsked = new Set<string>();
  #noise: NoiseMeasurement | null = null;
  #tuning: TuningSession | null = null;

  constructor(start: () => ComputeTransport, store: RunStore, send: Outlet, limits: Limits = LIMITS) {
    this.#start = start;
    this.#store = store;
    this.#send = send;
    this.#limits = limits;
    this.#keeper = new ComputeKeeper(start, (event) => this.#receive(event));
    this.desk = new CopyDesk(start, () => this.isBusy);
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
    return this.measure(request.device, (environment) => {
      const unknown = unknownContender(request, environment.device);
      if (unknown) return { ok: false, error: unknown };
      return { ok: true, value: newRun(name, withAdopted(this.#store, environment, request), environment) };
    });
  }

  /** Captures the environment, stores the run that is made for it, and starts it. */
  measure(
    device: string,
    make: (environment: Environment) => Result<Run>,
  ): Promise<Result<{ runId: string }>> {
    return this.#begin('environment', { device }, (environment) => {
      const run = make(environment);
      if (run.ok) this.#store.add(run.value);
      return run;
    });
  }

  /** Measures the cells of a run that are not done, on the device that it began on. */
  resume(runId: string): Promise<Result<{ runId: string }>> {
    return this.#begin('devices', {}, (devices) => resumeRun(this.#store, runId, devices));
  }

  async cancel(runId: string): Promise<Result<null>> {
    const active = this.#active;
    if (!active || active === 'starting' || active.runId !== runId) {
      return notRunning('This sweep is not running.');
    }
    return active.cancel(this.#limits.cancelMs);
  }

  /** Measures what it costs to compile the kernels of a run, on the device that it was measured on, and keeps it. */
  async compile(run: Run): Promise<Result<CompileReport>> {
    this.#compilationsAsked.add(run.id);
    const devices = await this.devices();
    if (!this.#compilationsAsked.delete(run.id)) return { ok: false, error: CANCELLED };
    if (!devices.ok) return devices;
    const obstacle = this.#busy() ?? elsewhereFailure(run.environment, devices.value);
    if (obstacle) return { ok: false, error: obstacle };
    this.desk.end(PAUSED);
    const watch = endWhenSilent(this.#keeper, this.#limits.silenceMs);
    this.#compilation = new Compilation(run, this.#keeper, this.#send, watch);
    const report = await this.#compilation.measure();
    this.#compilation = null;
    if (report.ok) this.#store.keepCompileTimes(run.id, report.value);
    return report;
  }

  async cancelCompilation(runId: string): Promise<Result<null>> {
    if (this.#compilationsAsked.delete(runId)) return { ok: true, value: null };
    if (this.#compilation?.runId !== runId) {
      return notRunning('Compile times of this run are not being measured.');
    }
    await this.#compilation.cancel(this.#limits.cancelMs);
    return { ok: true, value: null };
  }

  /** Measures the noise floor of a device, and keeps it. */
  async measureNoise(device: string): Promise<Result<null>> {
    const obstacle = this.#busy();
    if (obstacle) return { ok: false, error: obstacle };
    this.desk.end(PAUSED);
    this.#noise = new NoiseMeasurement(device, this.#start, this.#send, this.#limits);
    try {
      const measured = await this.#noise.measure();
      if (!measured.ok) return measured;
      keepFloor(this.#store, measured.value.environment, measured.value.floor);
      return { ok: true, value: null };
    } finally {
      this.#noise = null;
      this.#send('noise.progress', null);
    }
  }

  cancelNoise(): Result<null> {
    if (this.#noise) {
      this.#noise.end(CANCELLED);
      return { ok: true, value: null };
    }
    return notRunning('The noise floor is not being measured.');
  }

  /** Goes on with a tuning in the background; `find` gives the one that is meant. */
  async tune(
    device: string,
    find: (environment: Environment) => Result<{ tuning: Tuning; budgetMs: number }>,
  ): Promise<Result<{ id: string }>> {
    const found = await this.#ask('environment', { device }, (environment) => {
      const asked = find(environment);
      return asked.ok ? { ok: true, value: { environment, ...asked.value } } : asked;
    });
    if (!found.ok) return found;
    const session = new TuningSession(this.#store, this.#send, (heat, send) => this.#launch(heat, send));
    this.#tuning = session;
    const over = () => {
      this.#tuning = null;
      this.#send('tune.progress', null);
    };
    void session.run(found.value).finally(over);
    return { ok: true, value: { id: found.value.tuning.id } };
  }

  async cancelTuning(): Promise<Result<null>> {
    if (!this.#tuning) return notRunning('Nothing is being tuned.');
    this.#tuning.cancel();
    const active = this.#active;
    return active && active !== 'starting' ? this.cancel(active.runId) : { ok: true, value: null };
  }

  /** Why nothing else can be measured now; null if it can. */
  #busy(): Failure | null {
    if (this.#tuning) return TUNING;
    if (this.#active) return RUNNING;
    if (this.#noise) return MEASURING_NOISE;
    return this.#compilation ? COMPILING : null;
  }

  /** Whether something is measured, or is about to be. */
  get isBusy(): boolean {
    return this.#busy() !== null;
  }

  /** Ends the compute processes. A running sweep is interrupted, and can be resumed after the next launch. */
  async dispose(): Promise<void> {
    this.#noise?.end(QUIT);
    this.#tuning?.cancel();
    this.#keeper.kill(QUIT);
    this.desk.end(QUIT);
    await this.#over;
    await this.#tuning?.over;
  }

  /** Asks compute what a sweep depends on, then launches the run that follows from the answer. */
  async #begin<M extends 'devices' | 'environment'>(
    method: M,
    request: ComputeRequests[M]['request'],
    prepare: (answer: ComputeRequests[M]['response']) => Result<Run>,
  ): Promise<Result<{ runId: string }>> {
    const run = await this.#ask(method, request, prepare);
    if (!run.ok) return run;
    void this.#launch(run.value);
    return { ok: true, value: { runId: run.value.id } };
  }

  /** Asks compute what a measurement depends on; meanwhile no other one begins. */
  async #ask<M extends 'devices' | 'environment', T>(
    method: M,
    request: ComputeRequests[M]['request'],
    prepare: (answer: ComputeRequests[M]['response']) => Result<T>,
  ): Promise<Result<T>> {
    const busy = this.#busy();
    if (busy) return { ok: false, error: busy };
    this.#active = 'starting';
    this.desk.end(PAUSED);
    const answer = await this.#keeper.request(method, request, this.#limits.answerMs).finally(() => {
      this.#active = null;
    });
    return answer.ok ? prepare(answer.value) : answer;
  }

  /** Measures what is left of a run in the store. Returns when that is over. */
  #launch(run: Run, send: Outlet = this.#send): Promise<void> {
    const sweep = new RunningSweep(run, this.#keeper, this.#store, send, this.#limits);
    this.#active = sweep;
    this.#over = sweep.answer.then((result) => {
      this.#active = null;
      sweep.close(result);
    });
    return this.#over;
  }

  #receive(event: ComputeEvent): void {
    const active = this.#active === 'starting' ? null : this.#active;
    active?.heard();
    if (event.type === 'log') this.#send('log', logEntry(event));
    else if (event.type === 'compilation') this.#compilation?.heard(event.progress);
    else if (event.type !== 'validation') active?.receive(event);
  }
}
