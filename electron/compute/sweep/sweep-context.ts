import type { Problem } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { AskedPrograms } from '../../ipc/programs/kept-program.ts';
import type { Environment, Method } from '../../ipc/types.ts';
import type { Fault } from '../faults.ts';
import type { CacheSize } from './cache-size.ts';
import type { EnoughEpochs } from './enough-epochs.ts';
import type { ProgressTracker } from './progress.ts';
import type { Reporter } from './reporter.ts';

/** Shared by the steps of a sweep. */
export interface SweepContext {
  readonly native: Native;
  readonly environment: Environment;
  readonly method: Method;
  readonly isEnough: EnoughEpochs;
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
