import type { Problem } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { Environment, Method } from '../../ipc/types.ts';
import type { Fault } from '../faults.ts';
import type { LoadMeter } from '../load/load-meter.ts';
import type { CacheSize } from './cache-size.ts';
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
  /** Cold buffers rotate through more than this. */
  readonly cache: CacheSize;
  readonly reporter: Reporter;
  readonly progress: ProgressTracker;
  readonly signal: AbortSignal;
  readonly fault: Fault | null;
  readonly now: () => number;
  readonly flopsOf: (problem: Problem) => number;
  /** The hook for faults on demand. */
  readonly cellBegins: () => Promise<void>;
}
