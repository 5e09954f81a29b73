import { indent, type Lines } from '../../msl/text.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';
import type { Flash2Shape } from './shape.ts';

/** What the softmax of a kernel depends on. */
export interface SoftmaxInput {
  readonly problem: CompleteAttention;
  readonly config: Flash2Configuration;
  readonly shape: Flash2Shape;
  /** Whether the kernel writes L. */
  readonly hasLse: boolean;
}

/**
 * The text of an online softmax. For each block of keys it finds the scores in `s`, and a flag `all_seen` that tells
 * whether no mask is needed. It keeps `m` and `l` of the rows, and rescales `o`.
 */
export interface SoftmaxText {
  readonly constants: Readonly<Record<string, number>>;
  readonly functions: readonly Lines[];
  /** Declarations of threadgroup memory. */
  readonly memory: Lines;
  /** What a lane keeps from block to block. */
  readonly state: Lines;
  /** From S to P, for one block of keys. */
  readonly step: Lines;
  /** Declares `p[TILES_R]`, the tiles of P at the keys `k * 8` of the block. */
  readonly weights: Lines;
  /** Divides O by the sums, and writes L. */
  readonly finish: Lines;
}

/** The comment above the state. */
export const STATE_COMMENT =
  '// For each row of a lane: the bound on scores that P is relative to, the sum of P, and the keys it sees.';

/** With a base of -INFINITY, a row that has seen no key yet would become NaN. */
export const BASE = 'm[i] == -INFINITY ? 0.0f : m[i]';

/** `if (all_seen) { ... } else { ... }` if the mask has such blocks, else only the second branch. */
export function ifAllSeen(mayBeAllSeen: boolean, all: Lines, masked: Lines): string[] {
  return mayBeAllSeen ? ['if (all_seen) {', ...indent(all), '} else {', ...indent(masked), '}'] : [...masked];
}

/** The keys of the block that row i sees and that no earlier block has taken. */
export const SEEN_OF_BLOCK =
  'const uint2 left = max(seen[i], uint2(own_key, 0)); // the previous block has taken the others';
