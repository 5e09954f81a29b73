import type { Estimate } from '../summary/bootstrap.ts';
import { lackOfPair, type Pair } from './pairs.ts';
import { geometricMean, type Incomparable, type Ratio, widened } from './ratio.ts';
import { type Comparison, type Verdict, verdictsOf } from './verdict.ts';

/** A pair and the verdict on it. */
export interface JudgedPair extends Pair {
  readonly verdict: Verdict;
}

/** The verdict on a contender over all its sizes that can be compared. */
export interface Overall {
  readonly contender: string;
  readonly sizes: number;
  readonly verdict: Verdict;
}

export interface Judgement {
  readonly pairs: readonly JudgedPair[];
  /** By geometric mean, for each contender with more than one comparable size. */
  readonly overall: readonly Overall[];
}

/** How pairs are compared. */
export interface Judging {
  ratioOf(pair: Pair): Ratio | Incomparable;
  /** By which ratio the pair differs without cause, less 1: 0 if unknown. */
  noiseFloorOf(pair: Pair): number;
  /**
   * By what the logarithm of a pair's ratio varies beside its own error, together with those of all other pairs: it does
   * not average out over sizes. Nothing by default.
   */
  commonNoiseOf?(pair: Pair): Estimate;
  /** See verdictsOf(); 1 by default. */
  readonly looks?: number;
}

/** The verdicts on pairs, and on each contender over its sizes. */
export function judgePairs(pairs: readonly Pair[], judging: Judging): Judgement {
  const compared = pairs.map((pair): ComparedPair => {
    return {
      pair,
      ratio: comparedRatio(pair, judging),
      noiseFloor: judging.noiseFloorOf(pair),
      commonNoise: judging.commonNoiseOf?.(pair) ?? null,
    };
  });
  const verdicts = verdictsOf(compared.map(withCommonNoise), judging.looks);
  const judged = pairs.map((pair, index) => ({ ...pair, verdict: verdicts[index] as Verdict }));
  return { pairs: judged, overall: overallOf(compared, judging) };
}

/** A pair with what its verdict follows from; the ratio is without the common noise. */
interface ComparedPair extends Comparison {
  readonly pair: Pair;
  readonly commonNoise: Estimate | null;
}

type Compared = Pick<ComparedPair, 'ratio' | 'noiseFloor' | 'commonNoise'>;

function withCommonNoise({ ratio, noiseFloor, commonNoise }: Compared): Comparison {
  return { ratio: 'reason' in ratio || !commonNoise ? ratio : widened(ratio, commonNoise), noiseFloor };
}

/** The ratio of a pair, or why there is none. */
export function comparedRatio(pair: Pair, { ratioOf }: Pick<Judging, 'ratioOf'>): Ratio | Incomparable {
  const reason = lackOfPair(pair);
  return reason === null ? ratioOf(pair) : { reason };
}

function overallOf(compared: readonly ComparedPair[], { looks }: Judging): Overall[] {
  const means = [...Map.groupBy(compared, ({ pair }) => pair.contender)].flatMap(([contender, own]) => {
    const known = own.flatMap(({ ratio, ...rest }) => ('reason' in ratio ? [] : [{ ratio, ...rest }]));
    if (known.length < 2) return [];
    const ratio = geometricMean(known.map((one) => one.ratio));
    const noiseFloor = Math.max(...known.map((one) => one.noiseFloor));
    const noises = known.flatMap(({ commonNoise }) => commonNoise ?? []);
    const commonNoise = noises.toSorted((one, other) => other.error - one.error)[0] ?? null;
    return [{ contender, sizes: known.length, ratio, noiseFloor, commonNoise }];
  });
  const verdicts = verdictsOf(means.map(withCommonNoise), looks);
  return means.map(({ contender, sizes }, index) => {
    return { contender, sizes, verdict: verdicts[index] as Verdict };
  });
}
