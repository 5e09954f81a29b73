import type { Timing } from '../../../native/types.ts';
import { median } from '../../ipc/summary/statistics.ts';

/** Timings whose median is compared with that of the group before. */
const GROUP = 3;
/** Two medians this close, relative to the larger, agree. */
const AGREEMENT = 0.05;
/** The warm-up ends even on an unsteady machine. */
const MAX_GROUPS = 20;
/** Added when a guess falls short and is repeated. */
const MARGIN = 1.1;
const MAX_CORRECTIONS = 4;
/** Enough for an empty kernel with samples of the default length. */
const MAX_DUPLICATES = 100_000;

/** GPU time where there is one: a short kernel takes much less time than the round trip to the GPU. */
function clockNs({ gpuNs, wallNs }: Timing): number {
  return gpuNs || wallNs;
}

type Run = (duplicates: number) => Promise<Timing>;

/**
 * Runs until the medians of two consecutive groups of timings agree, or the budget is spent: one run that exceeds the
 * budget is warm-up enough. Returns the last median in nanoseconds per dispatch, of GPU time where there is one.
 */
export async function warmUp(run: Run, budgetMs: number, now: () => number): Promise<number> {
  const end = now() + budgetMs;
  let before: number | null = null;
  for (let group = 0; ; group++) {
    const durations: number[] = [];
    while (durations.length < GROUP && (durations.length === 0 || now() < end)) {
      durations.push(clockNs(await run(1)));
    }
    const current = median(durations);
    const agrees = before !== null && Math.abs(current - before) <= AGREEMENT * Math.max(current, before);
    if (agrees || now() >= end || group === MAX_GROUPS - 1) return current;
    before = current;
  }
}

/**
 * Dispatches per sample, shared by all contenders of a problem: the fewest for which a sample of the fastest lasts
 * `minSampleMs`. A dispatch costs less in a series than alone, so the guess is tried and corrected.
 * @param dispatchNs duration of one dispatch of the fastest when it ran alone
 */
export async function chooseDuplicates(
  fastest: Run,
  dispatchNs: number,
  minSampleMs: number,
): Promise<number> {
  const targetNs = minSampleMs * 1e6;
  const whole = (count: number) => Math.min(MAX_DUPLICATES, Math.max(1, Math.ceil(count)));
  let duplicates = whole(targetNs / dispatchNs);
  for (let correction = 0; correction < MAX_CORRECTIONS && duplicates > 1; correction++) {
    const sampleNs = clockNs(await fastest(duplicates));
    if (sampleNs >= targetNs || duplicates === MAX_DUPLICATES) break;
    duplicates = whole((duplicates * targetNs * MARGIN) / sampleNs);
  }
  return duplicates;
}
