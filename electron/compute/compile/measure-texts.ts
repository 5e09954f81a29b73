import type { Library, Native } from '../../../native/types.ts';
import type { CompiledText, CompileReport } from '../../ipc/compile-types.ts';
import { createRandom, shuffle } from '../../ipc/random.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import { concurrently } from '../concurrently.ts';
import { ComputeError } from '../failure.ts';
import type { ProgramText } from '../validate/program-texts.ts';
import { freshText } from './fresh-text.ts';

/** Rounds of each phase, if they are quick. */
const MOST_ROUNDS = 5;

export interface MeasureOptions {
  /** No round begins that would take a phase beyond this. */
  readonly maxPhaseMs: number;
  readonly signal: AbortSignal;
  /** Of the phase that is named: texts compiled, of how many in its round. */
  onProgress(activity: string, done: number, total: number): void;
}

type Times = Pick<CompiledText, 'libraryMs' | 'pipelineMs' | 'storedMs'>;

/** Measures what texts cost that are known to compile. All orders are random. */
export class TextMeasurement {
  readonly #random = createRandom(1, 'order of compilations');
  readonly #native: Native;
  readonly #device: DeviceInfo;
  readonly #texts: readonly ProgramText[];
  readonly #options: MeasureOptions;

  constructor(native: Native, device: DeviceInfo, texts: readonly ProgramText[], options: MeasureOptions) {
    this.#native = native;
    this.#device = device;
    this.#texts = texts;
    this.#options = options;
  }

  /** Each text alone: from what is stored on disk, then with no cache. In the order of the texts. */
  async oneByOne(): Promise<Times[]> {
    const times = this.#texts.map((): Times => ({ libraryMs: [], pipelineMs: [], storedMs: [] }));
    await this.#rounds('loading stored kernels', 1, async (index) => {
      const { libraryMs, pipelineMs } = await this.#compile(index, 'stored');
      times[index]?.storedMs.push(libraryMs + pipelineMs);
    });
    // The first compilation of a process may have to start the compiler, too.
    if (this.#texts.length > 0) await this.#compile(0, 'none');
    await this.#rounds('compiling one by one', 1, async (index) => {
      const { libraryMs, pipelineMs } = await this.#compile(index, 'none');
      times[index]?.libraryMs.push(libraryMs);
      times[index]?.pipelineMs.push(pipelineMs);
    });
    return times;
  }

  /** All texts with no cache, on each number of threads in turn. */
  async inParallel(threads: readonly number[]): Promise<CompileReport['parallel']> {
    const parallel = threads.map((count) => ({ threads: count, wallMs: [] as number[] }));
    await this.#repeat(async () => {
      for (const one of shuffle([...parallel], this.#random)) {
        one.wallMs.push(
          await this.#round(`compiling ${one.threads} at a time`, one.threads, async (index) => {
            await this.#compile(index, 'none');
          }),
        );
      }
    });
    return parallel;
  }

  async #rounds(activity: string, threads: number, work: (index: number) => Promise<void>): Promise<void> {
    await this.#repeat(async () => void (await this.#round(activity, threads, work)));
  }

  /** Works on each text once. Returns the milliseconds that all of it took. */
  async #round(activity: string, threads: number, work: (index: number) => Promise<void>): Promise<number> {
    const { onProgress } = this.#options;
    const indices = shuffle([...this.#texts.keys()], this.#random);
    let done = 0;
    const start = performance.now();
    await concurrently(indices, threads, async (index) => {
      await work(index);
      onProgress(activity, ++done, indices.length);
    });
    return performance.now() - start;
  }

  /** At least once, and up to MOST_ROUNDS times while there is time for another. */
  async #repeat(round: () => Promise<void>): Promise<void> {
    const start = performance.now();
    for (let count = 1; count <= MOST_ROUNDS; count++) {
      await round();
      const spentMs = performance.now() - start;
      if (spentMs + spentMs / count > this.#options.maxPhaseMs) return;
    }
  }

  async #compile(
    index: number,
    caches: 'stored' | 'none',
  ): Promise<{ libraryMs: number; pipelineMs: number }> {
    if (this.#options.signal.aborted) throw new ComputeError('CANCELLED', 'The measurement was cancelled.');
    const text = this.#texts[index] as ProgramText;
    const { source, functionNames } = caches === 'none' ? freshText(text) : storedText(text);
    const start = performance.now();
    const options = { languageVersion: text.languageVersion, caches };
    const library: Library = await this.#native.compile(this.#device.id, source, options);
    const between = performance.now();
    try {
      for (const [use, { kernel }] of text.uses.entries()) {
        await this.#native.pipeline(library, functionNames[use] as string, kernel.constants);
      }
      return { libraryMs: between - start, pipelineMs: performance.now() - between };
    } finally {
      this.#native.release(library);
    }
  }
}

function storedText({ source, uses }: ProgramText) {
  return { source, functionNames: uses.map(({ kernel }) => kernel.functionName) };
}
