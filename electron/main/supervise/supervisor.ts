import { parseVariant } from '../../../kernels/index.ts';
import type { CellUpdate } from '../../ipc/cell-update.ts';
import type { CompileReport } from '../../ipc/compile-types.ts';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import { type ComputeEvent, type ComputeRequests, doneCells } from '../../ipc/compute-protocol.ts';
import { newRun } from '../../ipc/new-run.ts';
import type {
  Conditions,
  DeviceInfo,
  Environment,
  Failure,
  Result,
  Roof,
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
import { endWhenSilent, longestRoundsMs } from './compute-silence.ts';
import { EventBatcher, type Outlet } from './event-batcher.ts';
import { CANCELLED, COMPILING, MEASURING_NOISE, QUIT, RUNNING } from './failures.ts';
import { LIMITS, type Limits } from './limits.ts';
import { logEntry } from './log-entry.ts';
import { NoiseMeasurement } from './noise-measurement.ts';
import type { SilenceWatch } from './silence-watch.ts';

const KEPT = 'The samples taken so far are kept.';

interface ActiveSweep {
  runId: string;
  batcher: EventBatcher;
  watch: SilenceWatch;
  cancelled: boolean;
  doneCount: number;
  /** Settles when the sweep is over and the store says so. */
  over: Promise<void>;
}

/** Runs sweeps in the compute process, one at a time, and recovers from its crashes and hangs. */
export class Supervisor {
  readonly #start: () => ComputeTransport;
  readonly #store: RunStore;
  readonly #send: Outlet;
  readonly #limits: Limits;
  readonly #keeper: ComputeKeeper;
  /** Compiles and checks copies that are edited, while nothing is measured. */
  readonly desk: CopyDesk;
  #active: ActiveSweep | 'starting' | null = null;
  #compilation: Compilation | null = null;
  #noise: NoiseMeasurement | null = null;

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
    this.desk.end(PAUSED);
    const watch = endWhenSilent(this.#keeper, this.#limits.silenceMs);
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
    return { ok: false, error: { code: 'NOT_RUNNING', message: 'The noise floor is not being measured.' } };
  }

  /** Why nothing else can be measured now; null if it can. */
  #busy(): Failure | null {
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
    this.#keeper.kill(QUIT);
    this.desk.end(QUIT);
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
    this.desk.end(PAUSED);
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
    const watch = endWhenSilent(this.#keeper, allowedMs, KEPT);
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
      this.#send('log', logEntry(event));
      return;
    }
    if (event.type === 'compilation') this.#compilation?.heard(event.progress);
    if (event.type === 'validation' || event.type === 'compilation') return;
    // A late event of a sweep whose run is already closed.
    if (!active || event.runId !== active.runId) return;
    if (event.type === 'progress') active.batcher.progress(event.progress);
    else if (event.type === 'conditions') this.#send('conditions', event.conditions);
    else if (event.type === 'roof') this.#adoptRoof(active, event.roof);
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

  /** Stores a roof; the window finds shares of it in the cells that it has, which are those of the one before. */
  #adoptRoof({ runId, batcher }: ActiveSweep, roof: Roof): void {
    this.#store.setRoof(runId, roof);
    batcher.flush();
    this.#announce(runId);
  }

  #announce(runId: string): void {
    const header = this.#store.header(runId);
    if (header) this.#send('run.changed', header);
  }
}

function unknownContender(request: SweepRequest, device: DeviceInfo): Failure | null {
  const known = device.contenders.map(({ id }) => id);
  const unknown = request.contenders.find((name) => !known.includes(parseVariant(name).id));
  if (unknown === undefined) return null;
  const message = `sweep.start: contenders = ${unknown}: expected ${known.join(', ')}`;
  return { code: 'BAD_INPUT', message };
}
