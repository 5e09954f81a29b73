import type { Environment, Result, Run } from '../types.ts';
import { measureFloor } from './measure-floor.ts';
import type { NoiseFloor } from './noise-floor.ts';

/** A noise floor, and the equal runs that it comes from. */
export interface MeasuredNoise {
  readonly environment: Environment;
  readonly floor: NoiseFloor;
  readonly runs: readonly Run[];
}

/**
 * Measures equal runs one after the other, and the noise floor that follows from them. Fails as the first of them that
 * does, or with NOT_MEASURED.
 * @param count two or more
 * @param measure makes the run of a number, from 1 on, in which each contender is measured on both sides
 */
export async function measureNoise(
  count: number,
  measure: (number: number) => Promise<Result<Run>>,
): Promise<Result<MeasuredNoise>> {
  const runs: Run[] = [];
  while (runs.length < count) {
    const run = await measure(runs.length + 1);
    if (!run.ok) return run;
    runs.push(run.value);
  }
  const { environment } = runs[0] as Run;
  const floor = measureFloor(runs, new Date().toISOString());
  if (floor) return { ok: true, value: { environment, floor, runs } };
  return { ok: false, error: { code: 'NOT_MEASURED', message: 'No cell was measured in two runs.' } };
}
