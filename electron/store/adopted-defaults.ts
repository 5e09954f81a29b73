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

/** Forgets some of what was adopted, on all devices or the one of a noiseKey(); returns what it was. */
export function forget(
  store: RunStore,
  isForgotten: (adoption: Adoption) => boolean,
  only: string | null = null,
): Adoption[] {
  const forgotten: Adoption[] = [];
  const left = Object.entries(knownAdoptions(store)).map(([place, own]) => {
    const kept = own.filter((one) => (only !== null && place !== only) || !isForgotten(one));
    forgotten.push(...own.filter((one) => !kept.includes(one)));
    return [place, kept] as const;
  });
  store.remember(KEY, Object.fromEntries(left));
  return forgotten;
}

/** A request with the defaults that were adopted for its device, as far as they apply to its cells. */
export function withAdopted<R extends Pick<SweepRequest, 'problems' | 'contenders' | 'adopted'>>(
  store: RunStore,
  place: Place,
  request: R,
): R {
  const adopted = applying(defaultsFrom(knownAdoptions(store)[noiseKey(place)] ?? []), request);
  return Object.keys(adopted).length > 0 ? { ...request, adopted } : request;
}
