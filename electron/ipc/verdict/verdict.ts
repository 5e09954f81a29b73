import { formatPercent } from '../figures.ts';
import { intervalOf } from '../summary/bootstrap.ts';
import { adjustByBenjaminiHochberg } from './false-discovery.ts';
import type { Incomparable, Ratio } from './ratio.ts';

/** Differences of less are not worth a verdict, however certain. */
export const MINIMUM_EFFECT = 0.01;
/**
 * The expected share of false ones among the differences that a comparison reports. Where nothing differs, that is the
 * probability of reporting anything: once in two hundred comparisons.
 */
const FALSE_DISCOVERY_RATE = 0.005;
/** The probability that sameness is reported of times that differ by the minimum effect or more. */
const FALSE_SAMENESS = 0.05;

export type VerdictName = 'FASTER' | 'SLOWER' | 'SAME' | 'UNCLEAR';

/** What a comparison of a candidate with its baseline says, and why. */
export interface Verdict {
  readonly verdict: VerdictName;
  /** Null where nothing can be compared. */
  readonly ratio: Ratio | null;
  /** The larger of the minimum effect and the noise floor, as a share. */
  readonly threshold: number;
  /** A sentence for people, without the figures of `ratio`. */
  readonly reason: string;
}

/** What is compared in one cell, and by which ratio its device and class differ without cause, less 1: 0 if unknown. */
export interface Comparison {
  readonly ratio: Ratio | Incomparable;
  readonly noiseFloor: number;
}

/**
 * The verdicts on the cells of a sweep, in order; more cells need stronger evidence for each. A difference is reported
 * if it is significant and at least as large as the threshold, and sameness if the whole interval is within it.
 * @param looks how many times the measurement could have stopped early: every look at the data is another chance of a
 * false positive, so each p-value is multiplied by their number (Bonferroni)
 */
export function verdictsOf(comparisons: readonly Comparison[], looks = 1): Verdict[] {
  const ratios = comparisons.flatMap(({ ratio }) => ('reason' in ratio ? [] : [ratio]));
  const adjusted = adjustByBenjaminiHochberg(ratios.map(({ pValue }) => pValue * looks));
  const certain = new Set(ratios.filter((_, index) => (adjusted[index] as number) <= FALSE_DISCOVERY_RATE));
  return comparisons.map(({ ratio, noiseFloor }): Verdict => {
    const threshold = Math.max(MINIMUM_EFFECT, noiseFloor);
    if ('reason' in ratio) {
      return { verdict: 'UNCLEAR', ratio: null, threshold, reason: `Not comparable: ${ratio.reason}.` };
    }
    const limit = `${noiseFloor > MINIMUM_EFFECT ? 'the noise floor, ' : ''}${formatPercent(threshold)}`;
    return { ratio, threshold, ...judge(ratio, { threshold, limit, looks, isCertain: certain.has(ratio) }) };
  });
}

/**
 * Whether more measurements would not change the verdict on a comparison, among so many cells that are not all measured
 * yet: if it is certain enough whatever the others are.
 */
export function isDecided(comparison: Comparison, cells: number, looks: number): boolean {
  if ('reason' in comparison.ratio) return true;
  const [verdict] = verdictsOf([comparison], looks * cells);
  return verdict?.verdict !== 'UNCLEAR';
}

interface Evidence {
  readonly threshold: number;
  /** "1.0%", or "the noise floor, 5.0%". */
  readonly limit: string;
  readonly looks: number;
  readonly isCertain: boolean;
}

function judge(
  { log, interval95 }: Ratio,
  { threshold, limit, looks, isCertain }: Evidence,
): Pick<Verdict, 'verdict' | 'reason'> {
  const bound = Math.log1p(threshold);
  const [low, high] = intervalOf(log, FALSE_SAMENESS / looks);
  if (low >= -bound && high <= bound) {
    return { verdict: 'SAME', reason: `The interval is within ${limit}.` };
  }
  if (isCertain && Math.abs(log.value) >= bound) {
    return { verdict: log.value < 0 ? 'FASTER' : 'SLOWER', reason: `Significant, and beyond ${limit}.` };
  }
  const isLikely = interval95[0] > 1 || interval95[1] < 1;
  const reason = isCertain
    ? `Significant, but perhaps less than ${limit}.`
    : isLikely
      ? 'Probably a difference, but not certain enough.'
      : `Anything from no difference to more than ${limit}.`;
  return { verdict: 'UNCLEAR', reason };
}
