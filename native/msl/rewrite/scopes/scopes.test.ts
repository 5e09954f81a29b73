import { expect, test } from 'vitest';
import { translate } from '../../translate.ts';

/** Bodies of a kernel, and the scopes around their loops and calls. */
const BODIES: readonly (readonly [name: string, body: string, scopes: number])[] = [
  ['an exchange in every turn', 'for (uint k = 0; k < n; k++) v += simd_sum(v);', 0],
  [
    'a loop within that counts',
    'while (v < n) { for (ushort o = 16; o > 0; o /= 2) v += simd_shuffle_down(v, o); }',
    0,
  ],
  ['a loop without exchanges', 'for (uint k = 0; k < n; k++) if (k == 3) v++; v = simd_sum(v);', 0],
  ['an exchange in some turns', 'for (uint k = 0; k < n; k++) if (k > v) v += simd_sum(v);', 1],
  ['a turn left early', 'do { if (v > 3) continue; v += quad_sum(v); } while (v < n);', 1],
  [
    'a loop within of any length',
    'for (uint k = 0; k < n; k++) for (uint j = 0; j < v; j++) v += simd_sum(v);',
    1,
  ],
  ['a count that is changed', 'while (v < n) for (uint j = 0; j < 9; j++) { v += simd_sum(v); j += v; }', 1],
  ['a condition that exchanges', 'while (simd_any(v < n)) v++;', 1],
  ['calls', 'if (v < n) v = total(v); float w = total(v); v = w;', 2],
  ['a call alone', 'v = total(v);', 0],
  ['a variable that is named as a function', 'if (v < n) { Sum<float> total(v); v = total.x; }', 0],
  ['what only looks like a call', 'bool total = v < n; v = total < 1 ? 1 : simd_sum(v);', 0],
  [
    'a lane that looks like a function',
    'float simd_lane_id = v; for (uint k = 0; k < n; k++) if (simd_lane_id == 0) v++;',
    0,
  ],
  ['barriers', 'for (uint k = 0; k < n; k++) if (k > 3) simdgroup_barrier(mem_flags::mem_none);', 0],
];

test.each(BODIES)('scopes around %s', (_, body, scopes) => {
  const { text, hasScopes } = translate(
    `float total(float x) { return simd_sum(x); }\nkernel void k(device float *out, constant uint &n) { float v = out[0]; ${body} out[0] = v; }`,
  );
  expect([...text.matchAll(/msl::Scope |msl::enter\(/g)]).toHaveLength(scopes);
  expect(hasScopes).toBe(scopes > 0);
});
