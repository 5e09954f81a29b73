import type { CellUpdate } from '../../ipc/cell-update.ts';
import { type ComputeEvent, doneCells } from '../../ipc/compute-protocol.ts';
import type { Result, Roof, Run } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { ComputeKeeper } from './compute-keeper.ts';
import { endWhenSilent, longestRoundsMs } from './compute-silence.ts';
import { EventBatcher, type Outlet } from './event-batcher.ts';
import type { Limits } from './limits.ts';
import type { SilenceWatch } from './silence-watch.ts';

const KEPT = 'The samples taken so far are kept.';

type SweepEvent = Exclude<ComputeEvent, { type: 'log' | 'validation' | 'compilation' }>;
type Answer = Result<{ status: 'finished' | 'cancelled' }>;

/** A sweep that the compute process measures. What it reports is stored first, and only then passed on. */
export class RunningSweep {
  readonly runId: string;
  /** What the compute process says in the end. */
  readonly answer: Promise<Answer>;
  readonly #keeper: ComputeKeeper;
  readonly #store: RunStore;
  readonly #send: Outlet;
  readonly #batcher: EventBatcher;
  readonly #watch: SilenceWatch;
  #isCancelled = false;
  #doneCount: number;

  /** Begins to measure what is left of a run in the store. */
  constructor(run: Run, keeper: ComputeKeeper, store: RunStore, send: Outlet, { silenceMs }: Limits) {
    const { id: runId, request: sweep, environment } = run;
    const done = doneCells(run.cells);
    this.runId = runId;
    this.#keeper = keeper;
    this.#store = store;
    this.#send = send;
    this.#doneCount = done.length;
    this.#watch = endWhenSilent(keeper, silenceMs + longestRoundsMs(sweep), KEPT);
    const programs = store.programsToMeasure(runId);
    this.answer = keeper.request('sweep', { runId, sweep, environment, done, programs });
    this.#batcher = new EventBatcher(runId, send);
    this.#announce();
  }

  /** Asks the compute process to stop, and ends it if it does not in time. */
  async cancel(cancelMs: number): Promise<Result<null>> {
    this.#isCancelled = true;
    this.#watch.setDeadline(cancelMs);
    await this.#keeper.request('cancel', { runId: this.runId });
    // A process that had to be killed has stopped too.
    return { ok: true, value: null };
  }

  /** Closes the run. To be called once, with what the compute process said. */
  close(result: Answer): void {
    this.#watch.stop();
    this.#batcher.flush();
    const finishedAt = new Date().toISOString();
    const status = result.ok ? result.value.status : this.#isCancelled ? 'cancelled' : 'interrupted';
    const failure = result.ok || this.#isCancelled ? null : result.error;
    this.#store.close(this.runId, { status, failure, finishedAt });
    this.#announce();
  }

  /** The compute process is alive, whatever it reports. */
  heard(): void {
    this.#watch.heard();
  }

  /** Takes what the compute process reports of a sweep; of others, those events are late. */
  receive(event: SweepEvent): void {
    if (event.runId !== this.runId) return;
    if (event.type === 'progress') this.#batcher.progress(event.progress);
    else if (event.type === 'conditions') this.#send('conditions', event.conditions);
    else if (event.type === 'roof') this.#adoptRoof(event.roof);
    else if (event.type === 'programs') this.#store.keepPrograms(event.runId, event.kept);
    else this.#keep(event.updates);
  }

  #keep(updates: readonly CellUpdate[]): void {
    this.#store.saveCells(this.runId, updates);
    this.#batcher.cells(updates);
    const doneCount = this.#store.header(this.runId)?.doneCount ?? 0;
    if (doneCount !== this.#doneCount) this.#announce();
    this.#doneCount = doneCount;
  }

  /** Stores a roof; the window finds shares of it in the cells that it has, which are those of the one before. */
  #adoptRoof(roof: Roof): void {
    this.#store.setRoof(this.runId, roof);
    this.#batcher.flush();
    this.#announce();
  }

  #announce(): void {
    const header = this.#store.header(this.runId);
    if (header) this.#send('run.changed', header);
  }
}
