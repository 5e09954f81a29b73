import type { AdoptedDefaults, Problem } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { AskedPrograms } from '../../ipc/programs/kept-program.ts';
import type { Environment, Method, SweepRequest } from '../../ipc/types.ts';
import type { Fault } from '../faults.ts';
import type { LoadMeter } from '../load/load-meter.ts';
import type { CacheSize } from './cache-size.ts';
import type { EnoughEpochs } from './enough-epochs.ts';
import type { ProgressTracker } from './progress.ts';
import type { Reporter } from './reporter.ts';
import type { RunRoof } from './run-roof.ts';

/** Shared by the steps of a sweep. */
export interface SweepContext {
  readonly native: Native;
  /** Its roof is that of the start: see `roof`. */
  readonly environment: Environment;
  readonly roof: RunRoof;
  readonly load: LoadMeter;
  readonly method: Method;
  readonly isEnough: EnoughEpochs;
  /** The time for all rounds of a problem, after which they need not have as many samples as the method asks for. */
  readonly limitMs: number;
  /** The contender whose tolerance applies to another: an edited copy is judged as its original. */
  readonly judgedAs: (contender: string) => string;
  /** Of a tuning: which cells may be dropped. */
  readonly heat: SweepRequest['heat'];
  /** Defaults in place of ours. */
  readonly adopted: AdoptedDefaults;
  /** Cold buffers rotate through more than this. */
  readonly cache: CacheSize;
  /** Those of cells whose programs are not generated. */
  readonly programs: AskedPrograms;
  readonly reporter: Reporter;
  readonly progress: ProgressTracker;
  readonly signal: AbortSignal;
  readonly fault: Fault | null;
  readonly now: () => number;
  readonly flopsOf: (problem: Problem) => number;
  /** The hook for faults on demand. */
  readonly cellBegins: () => Promise<void>;
}
