import { applyUpdates } from '../../ipc/cell-update.ts';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import type { ComputeEvent, Progress } from '../../ipc/compute-protocol.ts';
import { newRun } from '../../ipc/new-run.ts';
import { type MeasuredNoise, measureNoise } from '../../ipc/noise/measure-noise.ts';
import { noiseProgress } from '../../ipc/noise/noise-progress.ts';
import { NOISE_RUNS, onBothSides } from '../../ipc/noise/noise-request.ts';
import { quickSweepOn } from '../../ipc/presets/quick-sweep.ts';
import { NOTHING_ASKED } from '../../ipc/programs/kept-program.ts';
import type { Environment, Failure, Result, Run } from '../../ipc/types.ts';
import { ComputeKeeper } from './compute-keeper.ts';
import { endWhenSilent, longestRoundsMs } from './compute-silence.ts';
import type { Outlet } from './event-batcher.ts';
import type { Limits } from './limits.ts';
import { logEntry } from './log-entry.ts';
import { paced } from './paced.ts';
import type { SilenceWatch } from './silence-watch.ts';

/** One of its runs. */
interface ActiveRun {
  readonly keeper: ComputeKeeper;
  /** Null until its environment is known, as is the watch. */
  run: Run | null;
  watch: SilenceWatch | null;
  readonly tell: (progress: Progress) => void;
}

const OVER: Failure = { code: 'ENDED', message: 'This run of the noise measurement is over.' };

/**
 * A measurement of the noise floor of a device: equal quick sweeps in which every contender is measured on both sides.
 * Each is in a compute process of its own, as what varies from run to run is to be seen.
 */
export class NoiseMeasurement {
  readonly #device: string;
  readonly #start: () => ComputeTransport;
  readonly #send: Outlet;
  readonly #limits: Pick<Limits, 'silenceMs' | 'answerMs'>;
  #active: ActiveRun | null = null;
  #ended: Failure | null = null;

  /** @param device its id */
  constructor(
    device: string,
    start: () => ComputeTransport,
    send: Outlet,
    limits: Pick<Limits, 'silenceMs' | 'answerMs'>,
  ) {
    this.#device = device;
    this.#start = start;
    this.#send = send;
    this.#limits = limits;
  }

  measure(): Promise<Result<MeasuredNoise>> {
    return measureNoise(NOISE_RUNS, async (number) =>
      this.#ended ? failed(this.#ended) : this.#measureRun(number),
    );
  }

  /** Ends it at once, as nothing of its runs is kept: it fails with the reason. */
  end(reason: Failure): void {
    this.#ended = reason;
    this.#active?.keeper.kill(reason);
  }

  async #measureRun(number: number): Promise<Result<Run>> {
    const keeper = new ComputeKeeper(this.#start, (event) => this.#receive(active, event));
    const active: ActiveRun = { keeper, run: null, watch: null, tell: this.#teller(number) };
    this.#active = active;
    try {
      const environment = await keeper.request(
        'environment',
        { device: this.#device },
        this.#limits.answerMs,
      );
      return environment.ok ? await this.#sweep(active, environment.value) : environment;
    } finally {
      active.watch?.stop();
      keeper.kill(OVER);
    }
  }

  async #sweep(active: ActiveRun, environment: Environment): Promise<Result<Run>> {
    const quick = quickSweepOn(environment.device);
    if (!quick) {
      const message = `${environment.device.name} can run none of the contenders of the quick sweep.`;
      return failed({ code: 'NOT_MEASURED', message });
    }
    const sweep = onBothSides(quick);
    const run = newRun('Noise', sweep, environment);
    active.run = run;
    active.watch = endWhenSilent(active.keeper, this.#limits.silenceMs + longestRoundsMs(sweep));
    const request = { runId: run.id, sweep, environment, done: [], programs: NOTHING_ASKED };
    const result = await active.keeper.request('sweep', request);
    return result.ok ? { ok: true, value: run } : result;
  }

  #receive({ run, watch, tell }: ActiveRun, event: ComputeEvent): void {
    watch?.heard();
    if (event.type === 'cells' && run) run.cells = applyUpdates(run.cells, event.updates);
    else if (event.type === 'progress') tell(event.progress);
    else if (event.type === 'conditions') this.#send('conditions', event.conditions);
    else if (event.type === 'log') this.#send('log', logEntry(event));
  }

  /** Tells the window of the progress of a run that begins now. */
  #teller(number: number): (progress: Progress) => void {
    const beganMs = performance.now();
    return paced((progress) => {
      const elapsedMs = performance.now() - beganMs;
      this.#send('noise.progress', noiseProgress(progress, { run: number, runs: NOISE_RUNS, elapsedMs }));
    });
  }
}

function failed(error: Failure): Result<never> {
  return { ok: false, error };
}
