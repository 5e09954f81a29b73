import type { Timing } from '../../../native/types.ts';
import type { Random } from '../../ipc/random.ts';
import { describe } from '../../ipc/summary/statistics.ts';
import { durationsNs } from '../../ipc/summary/summarize.ts';
import type { Method, Sample } from '../../ipc/types.ts';
import { roundOrders } from './latin-square.ts';

/** A contender in the rounds of one problem; `samples` grows by one a round. */
export interface TimedContender {
  readonly samples: Sample[];
  /** What has to be done before each sample, and is not charged to the time limit; null if nothing. */
  readonly beforeSample?: (() => Promise<void>) | null;
  run(duplicates: number): Promise<Timing>;
}

export interface RoundsOptions<C extends TimedContender> {
  method: Method;
  duplicates: number;
  random: Random;
  signal: AbortSignal;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Between rounds: the only time for anything but timing, and not charged to the time limit. */
  onRound(share: number): void;
  /** A contender's run threw; it takes part in no further round. */
  onFailure(contender: C, error: unknown): void;
}

/**
 * Times contenders in rounds: each runs once per round, in random Latin-square order. There are at least `minSamples`
 * rounds, then more until the relative interquartile range of every contender is on target, `maxSamples` are taken or
 * the rounds have used up the problem's time. Cancellation takes effect between rounds, and in runs that observe the
 * signal themselves; an interrupted round leaves no samples.
 */
export async function runRounds<C extends TimedContender>(
  contenders: readonly C[],
  options: RoundsOptions<C>,
): Promise<void> {
  const { method, random, signal } = options;
  let field = [...contenders];
  let orders = roundOrders(field.length, random);
  let timedMs = 0;

  for (let round = 0; field.length > 0 && !signal.aborted; round++) {
    const { failures, roundMs } = await runRound(field, round, orders.next().value, options);
    timedMs += roundMs;
    if (signal.aborted) return;
    for (const [contender, error] of failures) options.onFailure(contender, error);
    if (failures.size > 0) {
      field = field.filter((contender) => !failures.has(contender));
      orders = roundOrders(field.length, random);
    }
    options.onRound(shareDone(round + 1, timedMs, method));
    if (isEnough(field, round + 1, timedMs, method)) return;
  }
}

/** Adds a sample to each contender, unless the round is interrupted; returns its time, and who failed and how. */
async function runRound<C extends TimedContender>(
  field: readonly C[],
  round: number,
  order: readonly number[],
  { duplicates, signal, now }: RoundsOptions<C>,
): Promise<{ failures: Map<C, unknown>; roundMs: number }> {
  const taken: [C, Sample][] = [];
  const failures = new Map<C, unknown>();
  let roundMs = 0;
  for (const [position, index] of order.entries()) {
    const contender = field[index] as C;
    try {
      await contender.beforeSample?.();
      const start = now();
      const timing = perDispatch(await contender.run(duplicates), duplicates);
      roundMs += now() - start;
      taken.push([contender, { epoch: 0, round, position, ...timing }]);
    } catch (error) {
      failures.set(contender, error);
    }
    if (signal.aborted) return { failures: new Map(), roundMs };
  }
  for (const [contender, sample] of taken) contender.samples.push(sample);
  return { failures, roundMs };
}

/** What was not timed is null, and never 0. */
function perDispatch({ wallNs, gpuNs, encoderNs }: Timing, duplicates: number): Timing {
  const share = (ns: number | null) => (ns ? ns / duplicates : null);
  return { wallNs: wallNs / duplicates, gpuNs: share(gpuNs), encoderNs: share(encoderNs) };
}

function isEnough(
  field: readonly TimedContender[],
  rounds: number,
  timedMs: number,
  method: Method,
): boolean {
  if (rounds < method.minSamples) return false;
  if (rounds >= method.maxSamples || timedMs >= method.maxProblemMs) return true;
  return field.every(({ samples }) => describe(durationsNs(samples)).relativeIqr <= method.targetRelativeIqr);
}

/** The share of the rounds that is done, 0…1, by samples or by time, whichever ends them first. */
function shareDone(rounds: number, timedMs: number, method: Method): number {
  const byTime = Math.min(rounds / method.minSamples, timedMs / method.maxProblemMs);
  return Math.min(1, Math.max(byTime, rounds / method.maxSamples));
}
