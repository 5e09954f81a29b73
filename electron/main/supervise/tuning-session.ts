import { applyUpdates, type CellUpdate } from '../../ipc/cell-update.ts';
import type { Events } from '../../ipc/contract.ts';
import { standingsOf } from '../../ipc/tune/standings.ts';
import type { TuneProgress } from '../../ipc/tune/tune-request.ts';
import { classesOf, isHeatOf, type Tuning } from '../../ipc/tune/tuning.ts';
import type { Cell, Environment, Run } from '../../ipc/types.ts';
import { continueTuning } from '../../store/continue-tuning.ts';
import type { RunStore } from '../../store/run-store.ts';
import { tunerState } from '../../store/tunings.ts';
import type { Outlet } from './event-batcher.ts';

/** Measures a heat that is in the store, whose events go to an outlet of its own. */
type Launch = (heat: Run, send: Outlet) => Promise<void>;

interface Begun {
  readonly tuning: Tuning;
  readonly environment: Environment;
  readonly budgetMs: number;
}

/** A tuning that goes on in the background. The window is told of the race, and not of the runs that it consists of. */
export class TuningSession {
  readonly #store: RunStore;
  readonly #send: Outlet;
  readonly #launch: Launch;
  #isCancelled = false;
  /** Settles when it is over. */
  over: Promise<void> = Promise.resolve();

  constructor(store: RunStore, send: Outlet, launch: Launch) {
    this.#store = store;
    this.#send = send;
    this.#launch = launch;
  }

  run(begun: Begun): Promise<void> {
    this.over = this.#race(begun);
    return this.over;
  }

  /** No heat begins after the one that is measured. */
  cancel(): void {
    this.#isCancelled = true;
  }

  async #race({ tuning, environment, budgetMs }: Begun): Promise<void> {
    const start = performance.now();
    let count = this.#store.headers().filter((header) => isHeatOf(tuning, header)).length;
    let leaders: Record<string, TuneProgress['leader']> = {};
    const tell = (heat: Run, cells: readonly Cell[], activity: string) => {
      const { sizeClass = '', kind = 'screen' } = heat.request.heat ?? {};
      this.#send('tune.progress', {
        ...{ tuning: tuning.id, sizeClass, kind, activity },
        heat: count,
        contenders: heat.request.contenders.length,
        left: stillIn(cells),
        leader: leaders[sizeClass] ?? null,
        spentMs: tuning.spentMs + performance.now() - start,
        budgetMs: Math.max(tuning.budgetMs, tuning.spentMs + budgetMs),
      });
    };
    this.#tellTunings();
    await continueTuning(this.#store, tuning, environment, budgetMs, {
      isCancelled: () => this.#isCancelled,
      measure: (heat) => {
        count++;
        tell(heat, heat.cells, 'starting');
        return this.#launch(heat, this.#outletOf(heat, tell));
      },
      onHeat: (_heat, measured, heats) => {
        leaders = leadersOf(measured, heats);
        this.#tellTunings();
      },
    });
    this.#tellTunings();
  }

  /** Makes progress of the race out of the events of a heat. */
  #outletOf(heat: Run, tell: (heat: Run, cells: readonly Cell[], activity: string) => void): Outlet {
    let { cells } = heat;
    const receive: { [E in keyof Events]?: (payload: Events[E]) => void } = {
      'sweep.cells': ({ updates }: { updates: CellUpdate[] }) => {
        cells = applyUpdates(cells, updates);
      },
      'sweep.progress': ({ activity }) => tell(heat, cells, activity),
    };
    return (event, payload) => receive[event]?.(payload);
  }

  #tellTunings(): void {
    this.#send('tune.changed', tunerState(this.#store));
  }
}

/** How many contenders of a heat take part in its newest epoch, or may do so. */
function stillIn(cells: readonly Cell[]): number {
  const epochOf = ({ samples }: Cell) => samples.at(-1)?.epoch ?? -1;
  const newest = Math.max(-1, ...cells.map(epochOf));
  const racing = cells.filter((cell) => epochOf(cell) === newest && cell.failure === null);
  return new Set(racing.map(({ contender }) => contender)).size;
}

/** The fastest of each class. */
function leadersOf(tuning: Tuning, heats: readonly Run[]): Record<string, TuneProgress['leader']> {
  return Object.fromEntries(
    classesOf(tuning, heats).map((tuned) => {
      const [first] = standingsOf(tuned).ranked;
      return [tuned.name, first ? { contender: first.contender, ratio: first.ratio } : null];
    }),
  );
}
