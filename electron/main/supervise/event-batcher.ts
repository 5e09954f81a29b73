import { type CellUpdate, joinUpdates } from '../../ipc/cell-update.ts';
import type { Progress } from '../../ipc/compute-protocol.ts';
import type { Events } from '../../ipc/contract.ts';

const INTERVAL_MS = 100;

/** Sends one event to the window. */
export type Outlet = <E extends keyof Events>(event: E, payload: Events[E]) => void;

/**
 * Passes a sweep's changes on at about 10 Hz, each cell once per batch. A change after a quiet period is sent at once:
 * compute reports between timed rounds, and the window then draws before the next round.
 */
export class EventBatcher {
  readonly #runId: string;
  readonly #send: Outlet;
  readonly #updates = new Map<string, CellUpdate>();
  #progress: Progress | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  constructor(runId: string, send: Outlet) {
    this.#runId = runId;
    this.#send = send;
  }

  cells(updates: readonly CellUpdate[]): void {
    for (const update of updates) {
      const waiting = this.#updates.get(update.id);
      this.#updates.set(update.id, waiting ? joinUpdates(waiting, update) : update);
    }
    this.#schedule();
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#schedule();
  }

  /** Sends at once what is waiting. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lastSentMs = performance.now();
    const updates = [...this.#updates.values()];
    const progress = this.#progress;
    this.#updates.clear();
    this.#progress = null;
    if (updates.length > 0) this.#send('sweep.cells', { runId: this.#runId, updates });
    if (progress) this.#send('sweep.progress', progress);
  }

  #schedule(): void {
    if (this.#timer) return;
    const waitMs = this.#lastSentMs + INTERVAL_MS - performance.now();
    // On the next turn even when due, so that cells and progress of one change go together.
    this.#timer = setTimeout(() => this.flush(), Math.max(0, waitMs));
  }
}
