import { type Problem, problemKey } from '../../../kernels/index.ts';
import type { Run } from '../types.ts';
import { pairedRatio } from './paired-ratio.ts';
import { lackOfPair, type Pair, pairsAgainst } from './pairs.ts';
import { geometricMean, type Ratio } from './ratio.ts';

/**
 * A contender beside a reference of the same run, over the sizes at which both are verified and timed by one clock.
 * Speeds are relative to the reference's: above 1 the contender is faster.
 */
export interface Against {
  readonly contender: string;
  readonly sizes: number;
  /** The geometric mean over the sizes. */
  readonly speed: number;
  /** Of that mean; null where the samples are not at hand, or say nothing of how epochs vary. */
  readonly interval95: readonly [low: number, high: number] | null;
  readonly worst: { readonly problem: Problem; readonly speed: number };
}

/** Every other contender of a run beside the reference; those that share no size with it are left out. */
export function speedsAgainst(reference: string, run: Pick<Run, 'cells'>): Against[] {
  const pairs = pairsAgainst(reference, run).filter(isComparable);
  return [...Map.groupBy(pairs, ({ contender }) => contender)].map(([contender, own]) => {
    const compared = own.map((pair) => ({ pair, ratio: ratioOfPair(pair), speed: speedOf(pair) }));
    const ratios = compared.flatMap(({ ratio }) => ratio ?? []);
    const mean = ratios.length === own.length ? geometricMean(ratios) : null;
    const logs = compared.map(({ ratio, speed }) => (ratio ? -ratio.log.value : Math.log(speed)));
    const worst = compared.reduce((a, b) => (b.speed < a.speed ? b : a));
    return {
      contender,
      sizes: own.length,
      speed: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
      interval95: mean && [1 / mean.interval95[1], 1 / mean.interval95[0]],
      worst: { problem: worst.pair.problem, speed: worst.speed },
    };
  });
}

/** The sizes of a reference that others can be compared at, by problemKey(). */
export function comparableSizes(reference: string, run: Pick<Run, 'cells'>): Set<string> {
  const pairs = pairsAgainst(reference, run).filter(isComparable);
  return new Set(pairs.map(({ problem }) => problemKey(problem)));
}

function isComparable(pair: Pair): boolean {
  const { baseline, candidate } = pair;
  return lackOfPair(pair) === null && baseline.summary?.clock === candidate.summary?.clock;
}

/** By the samples that they share rounds in; null if there are none, or they are of one epoch. */
function ratioOfPair({ candidate, baseline }: Pair): Ratio | null {
  const ratio = pairedRatio(candidate.samples, baseline.samples);
  return 'reason' in ratio ? null : ratio;
}

/** By the medians. */
function speedOf({ candidate, baseline }: Pair): number {
  return (baseline.summary?.medianNs ?? Number.NaN) / (candidate.summary?.medianNs ?? Number.NaN);
}
