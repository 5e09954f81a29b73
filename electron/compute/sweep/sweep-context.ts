import type { Problem } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { Environment, Method } from '../../ipc/types.ts';
import type { Fault } from '../faults.ts';
import type { CacheSize } from './cache-size.ts';
import type { ProgressTracker } from './progress.ts';
import type { Board } from './reporter.ts';

/** What the steps of a sweep share. */
export interface SweepContext {
  readonly native: Native;
  readonly environment: Environment;
  readonly method: Method;
  /** What cold buffers have to be larger than. */
  readonly cache: CacheSize;
  readonly board: Board;
  readonly progress: ProgressTracker;
  readonly signal: AbortSignal;
  readonly fault: Fault | null;
  readonly now: () => number;
  readonly flopsOf: (problem: Problem) => number;
  /** Faults on demand have their place here. */
  readonly cellBegins: () => Promise<void>;
}
