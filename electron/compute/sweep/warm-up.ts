import type { Timing } from '../../../native/types.ts';
import { median } from './statistics.ts';

/** Timings whose median is compared with that of the group before. */
const GROUP = 3;
/** Two medians this close, relative to the larger, agree. */
const AGREEMENT = 0.05;
/** However unsteady the machine is, the warm-up ends. */
const MAX_GROUPS = 20;
/** What repeating a guess that fell short adds. */
const MARGIN = 1.1;
const MAX_CORRECTIONS = 4;
/** Enough for an empty kernel at the usual length of a sample. */
const MAX_DUPLICATES = 100_000;

/** What samples are judged by: a GPU's kernel is much shorter than the way to it and back. */
function clockNs({ gpuNs, wallNs }: Timing): number {
  return gpuNs || wallNs;
}

type Run = (duplicates: number) => Promise<Timing>;

/**
 * Runs until the medians of two consecutive groups of timings agree, or the budget is spent: a single run that
 * takes longer than the budget is warm-up enough. Returns the last median in nanoseconds per
 * dispatch, of GPU time where there is one.
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
 * Dispatches per sample, shared by all contenders of a problem: the fewest with which a sample of the fastest lasts
 * `minSampleMs`. A dispatch costs less in company than alone, so that the guess is tried and corrected.
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
