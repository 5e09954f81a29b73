import type { CompileProgress, CompileReport } from '../../ipc/compile-types.ts';
import type { Result, Run } from '../../ipc/types.ts';
import type { ComputeKeeper } from './compute-keeper.ts';
import type { Outlet } from './event-batcher.ts';
import { CANCELLED } from './failures.ts';
import { paced } from './paced.ts';
import type { SilenceWatch } from './silence-watch.ts';

/** No round of compilations begins that would take a phase beyond this. */
const MAX_PHASE_MS = 20_000;

/** A measurement of what it costs to compile the kernels of a run, in the compute process. */
export class Compilation {
  readonly #run: Run;
  readonly #keeper: ComputeKeeper;
  readonly #tell: (progress: CompileProgress) => void;
  readonly #watch: SilenceWatch;
  #cancelled = false;

  /** @param watch of the compute process, from now on */
  constructor(run: Run, keeper: ComputeKeeper, send: Outlet, watch: SilenceWatch) {
    this.#run = run;
    this.#keeper = keeper;
    this.#tell = paced((progress) => send('compile.progress', progress));
    this.#watch = watch;
  }

  get runId(): string {
    return this.#run.id;
  }

  async measure(): Promise<Result<CompileReport>> {
    const { device, problems, contenders, adopted } = this.#run.request;
    const cells = { device, problems, contenders, ...(adopted && { adopted }) };
    const request = { runId: this.runId, ...cells, maxPhaseMs: MAX_PHASE_MS };
    const result = await this.#keeper.request('compile', request);
    this.#watch.stop();
    if (result.ok || !this.#cancelled) return result;
    return { ok: false, error: CANCELLED };
  }

  /** Asks compute to stop; if that takes longer than `limitMs`, its silence is too long. */
  async cancel(limitMs: number): Promise<void> {
    this.#cancelled = true;
    this.#watch.setDeadline(limitMs);
    await this.#keeper.request('cancel', { runId: this.runId });
  }

  heard(progress: CompileProgress): void {
    this.#watch.heard();
    this.#tell(progress);
  }
}
