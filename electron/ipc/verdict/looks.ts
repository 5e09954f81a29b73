import type { SweepRequest } from '../types.ts';
import { comparedRatio, type Judging } from './judgement.ts';
import { pairedRatio } from './paired-ratio.ts';
import type { Pair } from './pairs.ts';
import { isDecided } from './verdict.ts';

type Asked = Pick<SweepRequest, 'method' | 'rematch' | 'copy' | 'heat' | 'problems' | 'contenders'>;

/**
 * How much longer than its epochs a sweep may go on: a rematch, one of an edited copy, or the final of a tuning; null for
 * any other.
 */
export function extensionOf({ rematch, copy, heat }: Pick<SweepRequest, 'rematch' | 'copy' | 'heat'>) {
  return rematch ?? copy ?? heat?.extension ?? null;
}

/**
 * Whether a rematch or a final is looked at after so many epochs, to see if it may end: after its first ones, and whenever their
 * number has doubled. Few looks cost little certainty.
 */
export function isLook(epochs: number, first: number): boolean {
  const doublings = Math.log2(epochs / first);
  return doublings >= 0 && Number.isInteger(doublings);
}

/** How many looks a sweep may take: one of any that is not extended, whose time may also be over between two looks. */
export function looksOf(asked: Asked): number {
  const extension = extensionOf(asked);
  return extension ? 2 + Math.max(0, Math.floor(Math.log2(extension.maxEpochs / asked.method.epochs))) : 1;
}

/** How pairs of one run are compared. */
export function judgingOf(request: Asked, noiseFloorOf: Judging['noiseFloorOf'] = () => 0): Judging {
  return {
    ratioOf: ({ candidate, baseline }) => pairedRatio(candidate.samples, baseline.samples),
    noiseFloorOf,
    looks: looksOf(request),
  };
}

/** Whether the verdicts on some pairs of a rematch will not change, whatever its other cells are. */
export function areDecided(pairs: readonly Pair[], request: Asked): boolean {
  const judging = judgingOf(request);
  const all = (request.problems.length * request.contenders.length) / 2;
  return pairs.every((pair) =>
    isDecided({ ratio: comparedRatio(pair, judging), noiseFloor: 0 }, all, judging.looks ?? 1),
  );
}
