import { MASK } from './masks.ts';
import type { CompleteAttention } from './problem.ts';

/** What the mask adds to a score: −∞ if it hides the key from the query. */
export type AddedScore = (query: number, key: number) => number;

const HIDDEN = Number.NEGATIVE_INFINITY;

/** The mask of a problem as a function. */
export function addedScore(
  { mask, r, c, window }: CompleteAttention,
  inputs: Readonly<Record<string, Float32Array>>,
): AddedScore {
  const elements = inputs[MASK] ?? new Float32Array();
  switch (mask) {
    case 'none':
      return () => 0;
    case 'causal':
      return (query, key) => (key <= query + c - r ? 0 : HIDDEN);
    case 'window':
      return (query, key) => (key <= query + c - r && key > query + c - r - window ? 0 : HIDDEN);
    case 'additive':
      return (query, key) => elements[query * c + key] as number;
    default:
      return (query, key) => (elements[query * c + key] === 0 ? HIDDEN : 0);
  }
}
