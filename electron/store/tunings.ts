import { machineId } from '../ipc/machine.ts';
import { noiseKey } from '../ipc/noise/noise-floor.ts';
import { type Adoption, adoptionsFrom, defaultsFrom } from '../ipc/tune/adoption.ts';
import { type ClassResult, resultsOf } from '../ipc/tune/record.ts';
import type { KnownTunings } from '../ipc/tune/tune-request.ts';
import { isHeatOf, readTunings, type Tuning } from '../ipc/tune/tuning.ts';
import type { Environment, Run, RunHeader } from '../ipc/types.ts';
import { adopt, knownAdoptions } from './adopted-defaults.ts';
import { noiseIn } from './noise-floors.ts';
import type { RunStore } from './run-store.ts';

/** Under what name the store remembers tunings. */
const KEY = 'tunings';
/** The newest are remembered. */
const MOST_TUNINGS = 100;

/** The tunings that a store remembers, newest first. */
export function knownTunings(store: RunStore): Tuning[] {
  return readTunings(store.remembered(KEY));
}

/** What the window is told of the tuner. */
export function tunerState(store: RunStore): KnownTunings {
  return { machine: machineId(), tunings: knownTunings(store), adopted: knownAdoptions(store) };
}

/** A new tuning on a device, in the store. It races what was adopted for the device along. */
export function beginTuning(
  store: RunStore,
  place: Pick<Environment, 'device' | 'machine'>,
  asked: Pick<Tuning, 'name' | 'problems' | 'contenders' | 'seed' | 'budgetMs'>,
): Tuning {
  const machine = noiseKey(place);
  const tuning: Tuning = {
    id: crypto.randomUUID(),
    startedAt: new Date().toISOString(),
    device: place.device.id,
    machine,
    adopted: defaultsFrom(knownAdoptions(store)[machine] ?? []) as Tuning['adopted'],
    spentMs: 0,
    refused: {},
    ...asked,
  };
  keepTuning(store, tuning);
  return tuning;
}

/** Keeps a tuning as it is now. Reports trouble as RunStore.remember() does. */
export function keepTuning(store: RunStore, tuning: Tuning): void {
  // Not checked: that is done when they are read, and a tuning is kept often.
  const known = store.remembered(KEY);
  const others = (Array.isArray(known) ? (known as Tuning[]) : []).filter(({ id }) => id !== tuning.id);
  store.remember(KEY, [tuning, ...others].slice(0, MOST_TUNINGS));
}

/** Forgets a tuning with all its heats. What was adopted of it stays, with its evidence. */
export function forgetTuning(store: RunStore, tuning: Tuning): void {
  for (const head of store.headers()) if (isHeatOf(tuning, head)) store.delete(head.id);
  store.remember(
    KEY,
    knownTunings(store).filter(({ id }) => id !== tuning.id),
  );
}

/** What a tuning measured so far. */
export function heatsOf(store: RunStore, tuning: Tuning): Run[] {
  const heads = store.headers().filter((head) => isHeatOf(tuning, head) && head.status !== 'running');
  return heads.flatMap(({ id }) => store.run(id) ?? []);
}

/** What a tuning has found so far, class by class. */
export function foundBy(store: RunStore, tuning: Tuning): ClassResult[] {
  return resultsOf(tuning, heatsOf(store, tuning), noiseIn(store, tuning.machine));
}

/** Adopts what a tuning found to be faster, for its device; returns that, which may be nothing. */
export function adoptFound(store: RunStore, tuning: Tuning): Adoption[] {
  const results = foundBy(store, tuning);
  const [first] = results.flatMap(({ tuned }) => tuned.heats);
  if (!first) return [];
  const added = adoptionsFrom(tuning, results, first.environment, new Date().toISOString());
  adopt(store, noiseKey(first.environment), added);
  return added;
}

/**
 * The runs of a store, newest first, without the heats of the tunings that it remembers: each of those is listed as one.
 * Heats whose tuning is unknown here are listed.
 */
export function listedRuns(store: RunStore): RunHeader[] {
  const known = new Set(knownTunings(store).map(({ id }) => id));
  return store.headers().filter(({ request }) => !request.heat || !known.has(request.heat.tuning));
}
