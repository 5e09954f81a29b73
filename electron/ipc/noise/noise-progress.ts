import type { Progress } from '../compute-protocol.ts';

/** How far the measurement of a noise floor is. */
export interface NoiseProgress extends Omit<Progress, 'runId'> {
  /** The run that is measured, from 1 on, of how many. */
  readonly run: number;
  readonly runs: number;
}

/**
 * The progress of all runs, from that of one of them: those that follow take as long.
 * @param elapsedMs how long the run has taken so far
 */
export function noiseProgress(
  { fraction, remainingMs, activity }: Omit<Progress, 'runId'>,
  { run, runs, elapsedMs }: Pick<NoiseProgress, 'run' | 'runs'> & { readonly elapsedMs: number },
): NoiseProgress {
  return {
    run,
    runs,
    fraction: (run - 1 + fraction) / runs,
    remainingMs: remainingMs === null ? null : remainingMs + (runs - run) * (elapsedMs + remainingMs),
    activity,
  };
}
