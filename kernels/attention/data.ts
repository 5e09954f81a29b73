import type { Draw } from '../family.ts';
import { MASK } from './masks.ts';
import type { CompleteAttention } from './problem.ts';

/** Boolean masks are made of regions, so that some blocks are hidden or seen completely. */
const REGION = 64;
/** One in this many queries sees no key. */
const BLIND_QUERIES = 50;
/** One in this many entries of an additive mask hides its key. */
const HIDDEN_ENTRIES = 10;

/** Masks of which about 70 % is seen. The operands are standard normal. */
export function attentionData(
  { mask, r, c }: CompleteAttention,
  buffer: string,
  draw: Draw,
): Float32Array | null {
  if (buffer !== MASK) return null;
  return mask === 'additive' ? additiveMask(r, c, draw) : booleanMask(r, c, draw);
}

function additiveMask(r: number, c: number, draw: Draw): Float32Array {
  return draw
    .normal(r * c)
    .map((value) => (draw.below(HIDDEN_ENTRIES) === 0 ? Number.NEGATIVE_INFINITY : value));
}

/** A fifth of the regions is hidden, two fifths are seen, and of the others three quarters of the elements are seen. */
function booleanMask(r: number, c: number, draw: Draw): Float32Array {
  const across = Math.ceil(c / REGION);
  const shares = Array.from(
    { length: Math.ceil(r / REGION) * across },
    () => [0, 1, 1, 0.75, 0.75][draw.below(5)],
  );
  shares[0] = 0.75; // so that a small problem is not hidden as a whole
  const mask = new Float32Array(r * c);
  for (let row = 0; row < r; row++) {
    if (draw.below(BLIND_QUERIES) === 0) continue;
    for (let key = 0; key < c; key++) {
      const share = shares[Math.floor(row / REGION) * across + Math.floor(key / REGION)] as number;
      mask[row * c + key] = draw.unit() < share ? 1 : 0;
    }
  }
  return mask;
}
