import type { Events } from '../ipc/contract.ts';
import { formatItems } from '../ipc/figures.ts';
import type { RunHeader } from '../ipc/types.ts';

/** What ends sooner is waited for. */
const LONG_MS = 60_000;

const TITLES: Readonly<Partial<Record<RunHeader['status'], string>>> = {
  finished: 'Sweep finished',
  interrupted: 'Sweep interrupted',
};

/** A measurement that has ended, and how the system tells of it. */
export interface Ended {
  readonly kind: 'run' | 'tuning';
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** Learns from what the window is told which measurements have ended that took long. Who cancels one knows. */
export class EndWatch {
  readonly #tell: (ended: Ended) => void;
  /** When what is measured began, by its id. */
  readonly #begun = new Map<string, number>();
  #tuning: string | null = null;
  #names: Readonly<Record<string, string>> = {};

  constructor(tell: (ended: Ended) => void) {
    this.#tell = tell;
  }

  see<E extends keyof Events>(event: E, payload: Events[E]): void {
    this.#seers[event]?.(payload);
  }

  readonly #seers: { readonly [E in keyof Events]?: (payload: Events[E]) => void } = {
    'run.changed': (header) => this.#seeRun(header),
    'tune.changed': ({ tunings }) => {
      this.#names = Object.fromEntries(tunings.map(({ id, name }) => [id, name]));
    },
    'tune.progress': (progress) => {
      if (progress) {
        this.#tuning = progress.tuning;
        this.#begin(progress.tuning);
        return;
      }
      const id = this.#tuning;
      this.#tuning = null;
      if (id !== null && this.#end(id))
        this.#tell({ kind: 'tuning', id, title: 'Tuning ended', body: this.#names[id] ?? '' });
    },
  };

  #seeRun({ id, name, status, isElsewhere, doneCount, cellCount }: RunHeader): void {
    if (status === 'running') {
      // What the command line measures, its terminal tells of.
      if (!isElsewhere) this.#begin(id);
      return;
    }
    const [isLong, title] = [this.#end(id), TITLES[status]];
    if (isLong && title)
      this.#tell({
        kind: 'run',
        id,
        title,
        body: `${name}: ${doneCount} of ${formatItems(cellCount, 'cell')}`,
      });
  }

  #begin(id: string): void {
    if (!this.#begun.has(id)) this.#begun.set(id, performance.now());
  }

  /** Whether it began here, and took long. */
  #end(id: string): boolean {
    const begun = this.#begun.get(id) ?? Number.POSITIVE_INFINITY;
    this.#begun.delete(id);
    return performance.now() - begun >= LONG_MS;
  }
}
