import { lackOfPair, type Pair } from './pairs.ts';
import { geometricMean, type Incomparable, type Ratio } from './ratio.ts';
import { type Verdict, verdictsOf } from './verdict.ts';

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
  /** See verdictsOf(); 1 by default. */
  readonly looks?: number;
}

/** The verdicts on pairs, and on each contender over its sizes. */
export function judgePairs(pairs: readonly Pair[], judging: Judging): Judgement {
  const { noiseFloorOf, looks } = judging;
  const compared = pairs.map((pair) => ({
    ratio: comparedRatio(pair, judging),
    noiseFloor: noiseFloorOf(pair),
  }));
  const verdicts = verdictsOf(compared, looks);
  const judged = pairs.map((pair, index) => ({ ...pair, verdict: verdicts[index] as Verdict }));
  return { pairs: judged, overall: overallOf(judged, judging) };
}

/** The ratio of a pair, or why there is none. */
export function comparedRatio(pair: Pair, { ratioOf }: Pick<Judging, 'ratioOf'>): Ratio | Incomparable {
  const reason = lackOfPair(pair);
  return reason === null ? ratioOf(pair) : { reason };
}

function overallOf(judged: readonly JudgedPair[], { noiseFloorOf, looks }: Judging): Overall[] {
  const means = [...Map.groupBy(judged, ({ contender }) => contender)].flatMap(([contender, own]) => {
    const known = own.filter(({ verdict }) => verdict.ratio !== null);
    if (known.length < 2) return [];
    const ratio = geometricMean(known.map(({ verdict }) => verdict.ratio as Ratio));
    const noiseFloor = Math.max(...known.map(noiseFloorOf));
    return [{ contender, sizes: known.length, ratio, noiseFloor }];
  });
  const verdicts = verdictsOf(means, looks);
  return means.map(({ contender, sizes }, index) => {
    return { contender, sizes, verdict: verdicts[index] as Verdict };
  });
}
