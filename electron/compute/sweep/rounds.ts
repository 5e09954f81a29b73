import type { Timing } from '../../../native/types.ts';
import type { Random } from '../../ipc/random.ts';
import { describe } from '../../ipc/summary/statistics.ts';
import { durationsNs } from '../../ipc/summary/summarize.ts';
import type { Method, Sample } from '../../ipc/types.ts';
import { roundOrders } from './latin-square.ts';

/** A contender in the rounds of one problem; `samples` grows by one a round. */
export interface TimedContender {
  readonly samples: Sample[];
  /** Dispatches in a sample. */
  readonly duplicates: number;
  /** What has to be done before each sample, and is not charged to the time limit; null if nothing. */
  readonly beforeSample?: (() => Promise<void>) | null;
  run(duplicates: number): Promise<Timing>;
}

export interface RoundsOptions<C extends TimedContender> {
  method: Method;
  /** After which the rounds may end with fewer samples than `minSamples`, in milliseconds. */
  limitMs?: number;
  /** What samples carry; the rounds of an epoch count on from those of the epoch before. */
  epoch: number;
  firstRound: number;
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
 * Times contenders in the rounds of an epoch: each runs once per round, in random Latin-square order. There are at least
 * `minSamples` rounds, unless they exceed `limitMs`, then more until the relative interquartile range of every contender
 * is on target, `maxSamples` are taken or the rounds have used up the problem's time. Cancellation takes effect between
 * rounds, and in runs that observe the signal themselves; an interrupted round leaves no samples. Returns the number of
 * rounds.
 */
export async function runRounds<C extends TimedContender>(
  contenders: readonly C[],
  options: RoundsOptions<C>,
): Promise<number> {
  const { method, random, signal, firstRound } = options;
  let field = [...contenders];
  let orders = roundOrders(field.length, random);
  let timedMs = 0;

  let rounds = 0;
  while (field.length > 0 && !signal.aborted) {
    const { failures, roundMs } = await runRound(field, firstRound + rounds, orders.next().value, options);
    timedMs += roundMs;
    if (signal.aborted) break;
    rounds++;
    for (const [contender, error] of failures) options.onFailure(contender, error);
    if (failures.size > 0) {
      field = field.filter((contender) => !failures.has(contender));
      orders = roundOrders(field.length, random);
    }
    options.onRound(shareDone(rounds, timedMs, method));
    if (isEnough(field, rounds, timedMs, options)) break;
  }
  return rounds;
}

/** Adds a sample to each contender, unless the round is interrupted; returns its time, and who failed and how. */
async function runRound<C extends TimedContender>(
  field: readonly C[],
  round: number,
  order: readonly number[],
  { epoch, signal, now }: RoundsOptions<C>,
): Promise<{ failures: Map<C, unknown>; roundMs: number }> {
  const taken: [C, Sample][] = [];
  const failures = new Map<C, unknown>();
  let roundMs = 0;
  for (const [position, index] of order.entries()) {
    const contender = field[index] as C;
    const { duplicates } = contender;
    try {
      await contender.beforeSample?.();
      const start = now();
      const timing = perDispatch(await contender.run(duplicates), duplicates);
      roundMs += now() - start;
      taken.push([contender, { epoch, round, position, ...timing }]);
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

/** Whether the rounds may end. More of them do nothing about a difference between epochs, so only this one counts. */
function isEnough<C extends TimedContender>(
  field: readonly C[],
  rounds: number,
  timedMs: number,
  { method, epoch, limitMs = Number.POSITIVE_INFINITY }: RoundsOptions<C>,
): boolean {
  if (timedMs >= limitMs) return true;
  if (rounds < method.minSamples) return false;
  if (rounds >= method.maxSamples || timedMs >= method.maxProblemMs) return true;
  return field.every(({ samples }) => {
    const own = samples.filter((sample) => sample.epoch === epoch);
    return describe(durationsNs(own)).relativeIqr <= method.targetRelativeIqr;
  });
}

/** The share of the rounds that is done, 0…1, by samples or by time, whichever ends them first. */
function shareDone(rounds: number, timedMs: number, method: Method): number {
  const byTime = Math.min(rounds / method.minSamples, timedMs / method.maxProblemMs);
  return Math.min(1, Math.max(byTime, rounds / method.maxSamples));
}
