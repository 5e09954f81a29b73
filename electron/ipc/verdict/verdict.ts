import { formatPercent } from '../figures.ts';
import { adjustByBenjaminiHochberg } from './false-discovery.ts';
import type { Incomparable, Ratio } from './paired-ratio.ts';

/** Differences of less are not worth a verdict, however certain. */
export const MINIMUM_EFFECT = 0.01;
/** The expected share of false ones among the differences that a sweep reports. */
const FALSE_DISCOVERY_RATE = 0.05;

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

/** What is compared in one cell of a sweep, and the noise floor of its device and class as a share: 0 if unknown. */
export interface Comparison {
  readonly ratio: Ratio | Incomparable;
  readonly noiseFloor: number;
}

/**
 * The verdicts on the cells of a sweep, in order; more cells need stronger evidence for each. A difference is reported
 * if it is significant and at least as large as the threshold, and sameness if the whole interval is within it.
 */
export function verdictsOf(comparisons: readonly Comparison[]): Verdict[] {
  const ratios = comparisons.flatMap(({ ratio }) => ('reason' in ratio ? [] : [ratio]));
  const adjusted = adjustByBenjaminiHochberg(ratios.map(({ pValue }) => pValue));
  const certain = new Set(ratios.filter((_, index) => (adjusted[index] as number) <= FALSE_DISCOVERY_RATE));
  return comparisons.map(({ ratio, noiseFloor }): Verdict => {
    const threshold = Math.max(MINIMUM_EFFECT, noiseFloor);
    if ('reason' in ratio) {
      return { verdict: 'UNCLEAR', ratio: null, threshold, reason: `Not comparable: ${ratio.reason}.` };
    }
    const limit = `the ${noiseFloor > MINIMUM_EFFECT ? 'noise floor' : 'minimum effect'} of ${formatPercent(threshold)}`;
    return { ratio, threshold, ...judge(ratio, threshold, limit, certain.has(ratio)) };
  });
}

function judge(
  { log, interval95 }: Ratio,
  threshold: number,
  limit: string,
  isCertain: boolean,
): Pick<Verdict, 'verdict' | 'reason'> {
  const bound = Math.log1p(threshold);
  const [low, high] = interval95.map(Math.log) as [number, number];
  if (low >= -bound && high <= bound) {
    return { verdict: 'SAME', reason: `The whole interval is within ${limit}.` };
  }
  if (isCertain && Math.abs(log.value) >= bound) {
    return { verdict: log.value < 0 ? 'FASTER' : 'SLOWER', reason: `Significant and beyond ${limit}.` };
  }
  if (isCertain)
    return { verdict: 'UNCLEAR', reason: `Significant, but perhaps beyond ${limit}, perhaps not.` };
  if (low <= 0 && high >= 0)
    return { verdict: 'UNCLEAR', reason: `The interval reaches from no difference to beyond ${limit}.` };
  return { verdict: 'UNCLEAR', reason: 'Not significant among so many cells.' };
}
