import { noiseKey } from '../ipc/noise/noise-floor.ts';
import {
  type Adoption,
  type Adoptions,
  applying,
  defaultsFrom,
  readAdoptions,
} from '../ipc/tune/adoption.ts';
import type { Environment, SweepRequest } from '../ipc/types.ts';
import type { RunStore } from './run-store.ts';

/** Under what name the store remembers the defaults that were adopted. */
const KEY = 'adopted';

type Place = Pick<Environment, 'device' | 'machine'>;

/** What was adopted on this machine and others, by noiseKey(). */
export function knownAdoptions(store: RunStore): Adoptions {
  return readAdoptions(store.remembered(KEY));
}

/** Adopts defaults for a device, in place of those of the same class and contender. */
export function adopt(store: RunStore, place: string, added: readonly Adoption[]): void {
  const isReplaced = (one: Adoption) =>
    added.some(({ sizeClass, contender }) => sizeClass === one.sizeClass && contender === one.contender);
  const known = knownAdoptions(store);
  const kept = (known[place] ?? []).filter((one) => !isReplaced(one));
  store.remember(KEY, { ...known, [place]: [...kept, ...added] });
}

/** Forgets some of what was adopted, on any device; returns what it was. */
export function forget(store: RunStore, isForgotten: (adoption: Adoption) => boolean): Adoption[] {
  const known = knownAdoptions(store);
  const left = Object.entries(known).map(([place, own]) => [place, own.filter((one) => !isForgotten(one))]);
  store.remember(KEY, Object.fromEntries(left));
  return Object.values(known).flat().filter(isForgotten);
}

/** A request with the defaults that were adopted for its device, as far as they apply to its cells. */
export function withAdopted<R extends SweepRequest>(store: RunStore, place: Place, request: R): R {
  const adopted = applying(defaultsFrom(knownAdoptions(store)[noiseKey(place)] ?? []), request);
  return Object.keys(adopted).length > 0 ? { ...request, adopted } : request;
}
