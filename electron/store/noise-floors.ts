import {
  floorOf,
  type NoiseFloor,
  type NoiseFloors,
  noiseKey,
  readNoiseFloors,
} from '../ipc/noise/noise-floor.ts';
import type { Cell, Environment } from '../ipc/types.ts';
import type { RunStore } from './run-store.ts';

/** Under what name the store remembers noise floors. */
const KEY = 'noise';

/** The noise floors that a store keeps. */
export function knownFloors(store: RunStore): NoiseFloors {
  return readNoiseFloors(store.remembered(KEY));
}

/** Keeps the noise floor of a device, instead of an earlier one. Reports trouble as RunStore.remember() does. */
export function keepFloor(
  store: RunStore,
  environment: Pick<Environment, 'device' | 'machine'>,
  floor: NoiseFloor,
): void {
  store.remember(KEY, { ...knownFloors(store), [noiseKey(environment)]: floor });
}

/** By which ratio the cells of a device's runs differ without cause, less 1: 0 where nobody has measured it. */
export function noiseIn(store: RunStore, place: string): (cell: Cell) => number {
  const floor = knownFloors(store)[place];
  return (cell) => floorOf(floor, 'paired', cell);
}
