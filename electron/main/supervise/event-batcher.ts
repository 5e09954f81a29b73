import type { Progress } from '../../ipc/compute-protocol.ts';
import type { Events } from '../../ipc/contract.ts';
import type { Cell } from '../../ipc/types.ts';

const INTERVAL_MS = 100;

/** Sends one event to the window. */
export type Outlet = <E extends keyof Events>(event: E, payload: Events[E]) => void;

/**
 * Passes a sweep's changes on at about 10 Hz, each cell once a batch in its newest state. A change after a quiet
 * time goes at once: compute speaks between timed rounds, and what is sent then draws before the next one.
 */
export class EventBatcher {
  readonly #runId: string;
  readonly #send: Outlet;
  readonly #cells = new Map<string, Cell>();
  #progress: Progress | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  constructor(runId: string, send: Outlet) {
    this.#runId = runId;
    this.#send = send;
  }

  cells(cells: readonly Cell[]): void {
    for (const cell of cells) this.#cells.set(cell.id, cell);
    this.#schedule();
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#schedule();
  }

  /** Sends what is waiting now. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lastSentMs = performance.now();
    const cells = [...this.#cells.values()];
    const progress = this.#progress;
    this.#cells.clear();
    this.#progress = null;
    if (cells.length > 0) this.#send('sweep.cells', { runId: this.#runId, cells });
    if (progress) this.#send('sweep.progress', progress);
  }

  #schedule(): void {
    if (this.#timer) return;
    const waitMs = this.#lastSentMs + INTERVAL_MS - performance.now();
    // On the next turn even when due: cells and progress of one change then go together.
    this.#timer = setTimeout(() => this.flush(), Math.max(0, waitMs));
  }
}
