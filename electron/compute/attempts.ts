import { busyDoubt } from '../ipc/conditions.ts';
import type { RoofTest } from '../ipc/types.ts';
import type { LoadMeter } from './load/load-meter.ts';

/** A rate is known when the two best attempts are this close, relative to the best. */
export const AGREEMENT = 0.02;
/**
 * Twice the work takes twice the time when the best rates of both are this close, relative to the best: half of what a
 * time may exceed its roof by before it is rejected, and far above what a start or an end costs.
 */
const PROPORTIONALITY = 0.05;
/** Two of each amount of work. */
const MIN_ATTEMPTS = 4;
/** On a machine that is never quiet, the best of this many has to do. */
const MAX_ATTEMPTS = 12;
/** So often is a rate measured in all while others use the processors. */
const MAX_SERIES = 2;

/** Measures a rate once, with some amount of work or with twice as much. */
export type Attempt = (work: 1 | 2) => Promise<number>;

/** A rate, and how its measurement went. */
export interface MeasuredRate {
  readonly rate: number;
  readonly test: RoofTest;
}

/**
 * The highest of the rates that attempts measure, because other work on the machine can only lower a result. They are
 * repeated until the two best agree and twice the work takes twice the time; and once more if others used the processors
 * meanwhile. Throws as an attempt does.
 */
export async function highestRate(attempt: Attempt, load: LoadMeter): Promise<MeasuredRate> {
  let best = await series(attempt, load, MIN_ATTEMPTS);
  for (let count = 1; count < MAX_SERIES && busyDoubt(best.test.busyShare) !== null; count++) {
    best = higherRate(best, await series(attempt, load, MIN_ATTEMPTS));
  }
  return best;
}

/** One attempt with each amount of work, and more only if twice the work does not take twice the time. */
export function quickRate(attempt: Attempt, load: LoadMeter): Promise<MeasuredRate> {
  return series(attempt, load, 2);
}

async function series(attempt: Attempt, load: LoadMeter, atLeast: number): Promise<MeasuredRate> {
  const rates: { 1: number[]; 2: number[] } = { 1: [], 2: [] };
  const beginning = load.begin();
  for (let count = 1; ; count++) {
    const work = count % 2 === 1 ? 1 : 2;
    rates[work].push(await attempt(work));
    const [best = 0, second = 0] = [...rates[1], ...rates[2]].sort((a, b) => b - a);
    const isProportional =
      Math.min(Math.max(...rates[1]), Math.max(...rates[2])) >= (1 - PROPORTIONALITY) * best;
    const isAgreed = atLeast < MIN_ATTEMPTS || second >= (1 - AGREEMENT) * best;
    const isEnough = count >= atLeast && isAgreed && isProportional;
    if (!isEnough && count < MAX_ATTEMPTS) continue;
    const { busyShare } = load.since(beginning);
    return { rate: best, test: { busyShare, isProportional, range: [best, best] } };
  }
}

/**
 * What two measurements of a rate say together: the higher, since load and heat can only lower one. It replaces the first
 * only when it is clearly higher and twice the work took twice the time, so that shares of the rate do not change for
 * nothing. The load is that of the quieter one, which has confirmed that the rate is no higher.
 */
export function higherRate(first: MeasuredRate, next: MeasuredRate): MeasuredRate {
  const isHigher = next.rate * (1 - AGREEMENT) > first.rate;
  const counts = next.test.isProportional || !first.test.isProportional;
  const shares = [first.test.busyShare, next.test.busyShare].filter((share) => share !== null);
  return {
    rate: isHigher && counts ? next.rate : first.rate,
    test: {
      busyShare: shares.length > 0 ? Math.min(...shares) : null,
      isProportional: first.test.isProportional || next.test.isProportional,
      range: [
        Math.min(first.test.range[0], next.test.range[0]),
        Math.max(first.test.range[1], next.test.range[1]),
      ],
    },
  };
}
