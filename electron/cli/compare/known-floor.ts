import { type NoiseFloor, noiseKey } from '../../ipc/noise/noise-floor.ts';
import type { Run } from '../../ipc/types.ts';
import { knownFloors } from '../../store/noise-floors.ts';
import type { RunStore } from '../../store/run-store.ts';
import { CommandError } from '../usage-error.ts';

/** The noise floor of the device of a run, if this machine has measured it and can read its store. */
export function knownFloor(
  open: () => RunStore,
  { environment }: Pick<Run, 'environment'>,
): NoiseFloor | undefined {
  try {
    return knownFloors(open())[noiseKey(environment)];
  } catch (error) {
    if (error instanceof CommandError) return undefined; // files can be compared without a store
    throw error;
  }
}
