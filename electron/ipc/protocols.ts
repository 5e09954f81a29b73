import { familyOf, type Problem } from '../../kernels/index.ts';
import type { Method } from './types.ts';

/** What a protocol fixes. */
interface Protocol {
  /** Fewest samples of a cell. */
  readonly leastSamples: number;
  /** What of the method it is published with. */
  readonly fixed: { readonly minSamples?: number; readonly maxSamples?: number; readonly epochs?: number };
  /** Dispatches per sample, for sizes up to each limit; none if they are chosen by how long they take. */
  readonly duplicates: readonly (readonly [upTo: number, count: number])[];
}

/** Numbers of samples and of dispatches per sample, by the name that a method has for them. */
export const PROTOCOLS = {
  /** Until the spread is under target, in samples of a minimum duration. */
  adaptive: { leastSamples: 10, fixed: {}, duplicates: [] },
  /**
   * Metal FlashAttention (README of version 1): 8 trials of each square size; dispatches in one encoder by size. It
   * reports the best trial, Tilescope the median.
   */
  mfa: {
    leastSamples: 8,
    fixed: { minSamples: 8, maxSamples: 8, epochs: 1 },
    duplicates: [
      [191, 256],
      [255, 128],
      [383, 64],
      [511, 32],
      [767, 16],
      [1023, 8],
      [1535, 4],
      [Number.POSITIVE_INFINITY, 2],
    ],
  },
} as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof PROTOCOLS;
export const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as [ProtocolName, ...ProtocolName[]];

/** The dispatches per sample that a protocol fixes for a problem; null if it fixes none. */
export function fixedDuplicates(name: ProtocolName, problem: Problem): number | null {
  const { duplicates }: Protocol = PROTOCOLS[name];
  const size = familyOf(problem).size(problem);
  return duplicates.find(([upTo]) => Math.floor(size) <= upTo)?.[1] ?? null;
}

/** No sample of a slow contender has to last longer than so many times the least. */
const LONG = 10;

/**
 * The dispatches per sample of a contender: those of its problem, but fewer where they would take far longer than a sample
 * has to, so that a contender that is hundreds of times slower than another does not take hundreds of times as long to
 * measure. Where caches have to be cold, each dispatch has its part in that.
 * @param shared of the problem, chosen by its fastest contender
 */
export function enoughDuplicates(
  shared: number,
  dispatchMs: number,
  { cache, minSampleMs }: Pick<Method, 'cache' | 'minSampleMs'>,
): number {
  if (cache === 'cold') return shared;
  return Math.min(shared, Math.max(1, Math.ceil((LONG * minSampleMs) / dispatchMs)));
}
