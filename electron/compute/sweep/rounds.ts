import type { Timing } from '../../../native/types.ts';
import type { Method, Sample } from '../../ipc/types.ts';
import type { Random } from '../random.ts';
import { roundOrders } from './latin-square.ts';
import { describe } from './statistics.ts';
import { durationsNs } from './summary.ts';

/** A contender in the rounds of one problem; `samples` grows by one a round. */
export interface Contestant {
  readonly samples: Sample[];
  run(duplicates: number): Promise<Timing>;
}

export interface RoundsOptions<C extends Contestant> {
  method: Method;
  duplicates: number;
  random: Random;
  signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Between rounds: the only time for anything but timing. */
  onRound(share: number): void;
  /** A contestant's run threw; it takes no further part. */
  onFailure(contestant: C, error: unknown): void;
}

/**
 * Times contestants in rounds: each runs once a round, in random Latin-square order. Rounds go on to at least
 * `minSamples`, then until every contestant's relative interquartile range is under target, `maxSamples` are taken
 * or the problem's time is out. Cancellation is heard between rounds, and by runs that hear the signal themselves;
 * a round that was cut short leaves no samples.
 */
export async function runRounds<C extends Contestant>(
  contestants: readonly C[],
  options: RoundsOptions<C>,
): Promise<void> {
  const { method, random, signal, now } = options;
  const start = now();
  let field = [...contestants];
  let orders = roundOrders(field.length, random);

  for (let round = 0; field.length > 0 && !signal.aborted; round++) {
    const failed = await runRound(field, round, orders.next().value, options);
    if (signal.aborted) return;
    if (failed.size > 0) {
      field = field.filter((contestant) => !failed.has(contestant));
      orders = roundOrders(field.length, random);
    }
    const elapsedMs = now() - start;
    options.onRound(shareDone(round + 1, elapsedMs, method));
    if (isEnough(field, round + 1, elapsedMs, method)) return;
  }
}

async function runRound<C extends Contestant>(
  field: readonly C[],
  round: number,
  order: readonly number[],
  { duplicates, signal, onFailure }: RoundsOptions<C>,
): Promise<Set<C>> {
  const taken: [C, Sample][] = [];
  const failures: [C, unknown][] = [];
  for (const [position, index] of order.entries()) {
    const contestant = field[index] as C;
    try {
      taken.push([
        contestant,
        { round, position, ...perDispatch(await contestant.run(duplicates), duplicates) },
      ]);
    } catch (error) {
      failures.push([contestant, error]);
    }
    if (signal.aborted) return new Set();
  }
  for (const [contestant, sample] of taken) contestant.samples.push(sample);
  for (const [contestant, error] of failures) onFailure(contestant, error);
  return new Set(failures.map(([contestant]) => contestant));
}

/** What was not timed is null, and never 0. */
function perDispatch({ wallNs, gpuNs, encoderNs }: Timing, duplicates: number): Timing {
  const share = (ns: number | null) => (ns ? ns / duplicates : null);
  return { wallNs: wallNs / duplicates, gpuNs: share(gpuNs), encoderNs: share(encoderNs) };
}

function isEnough(field: readonly Contestant[], rounds: number, elapsedMs: number, method: Method): boolean {
  if (rounds < method.minSamples) return false;
  if (rounds >= method.maxSamples || elapsedMs >= method.maxProblemMs) return true;
  return field.every(({ samples }) => describe(durationsNs(samples)).relativeIqr <= method.targetRelativeIqr);
}

/** Of the rounds' expected length, 0…1: bounded by samples or by time, whichever ends them first. */
function shareDone(rounds: number, elapsedMs: number, method: Method): number {
  const byTime = Math.min(rounds / method.minSamples, elapsedMs / method.maxProblemMs);
  return Math.min(1, Math.max(byTime, rounds / method.maxSamples));
}
