import { lines } from '../msl/text.ts';
import type { Flash2Configuration } from './flash2-parameters.ts';
import { isPositional, maskInCall } from './masks.ts';
import type { CompleteAttention } from './problem.ts';

/** Functions that the softmax needs. */
export function softmaxFunctions(_c: Flash2Configuration): string[][] {
  return [
    lines(`
      // Multiplies the rows of O by a factor each: factors on the diagonal of a matrix, from the left.
      inline void scale_rows(thread simdgroup_float8x8 (&o)[TILES_R][TILES_D], thread const float *factors,
                             threadgroup float *edge, ushort lane) {
          for (uint i = 0; i < TILES_R; i++) {
              for (uint e = lane; e < 64; e += 32)
                  edge[e] = 0.0f;
              simdgroup_barrier(mem_flags::mem_threadgroup);
              for (uint k = 0; k < ROWS; k++) {
                  const uint local = k * (32 / PARTS) + lane / PARTS;
                  if (local / 8 == i && lane % PARTS == 0)
                      edge[local % 8 * 9] = factors[k];
              }
              simdgroup_barrier(mem_flags::mem_threadgroup);
              simdgroup_float8x8 diagonal;
              simdgroup_load(diagonal, edge, 8);
              simdgroup_barrier(mem_flags::mem_threadgroup);
              for (uint j = 0; j < TILES_D; j++)
                  simdgroup_multiply(o[i][j], diagonal, o[i][j]);
          }
      }
    `),
  ];
}

/** What a lane keeps of its rows from block to block. */
export function emitSoftmaxState(_c: Flash2Configuration): string[] {
  return lines(`
    // Of each row of this lane: the bound on its scores that P is relative to, and the sum of P.
    float m[ROWS], l[ROWS];
    uint2 seen[ROWS];
    for (uint i = 0; i < ROWS; i++) {
        m[i] = -INFINITY;
        l[i] = 0.0f;
        seen[i] = seen_keys(row + i * (32 / PARTS) + lane / PARTS, sizes);
    }
  `);
}

export function emitSoftmax({ mask }: CompleteAttention, c: Flash2Configuration): string[] {
  const parts = Math.max(1, 32 / c.registerR);
  const across = (statement: string) =>
    parts === 1 ? '' : `\n        for (ushort step = 1; step < PARTS; step *= 2)\n            ${statement}`;
  return lines(`
    for (uint i = 0; i < TILES_R; i++)
        for (uint j = 0; j < TILES_C; j++)
            simdgroup_store(s[i][j], scores + i * 8 * BLOCK_C + j * 8, BLOCK_C);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    const bool whole = ${isPositional(mask) ? 'key >= last_seen.x && key + BLOCK_C <= first_seen.y' : 'false'};
    float largest[ROWS];
    bool grew = false;
    for (uint i = 0; i < ROWS; i++) {
        const uint local = i * (32 / PARTS) + lane / PARTS, first = lane % PARTS * (BLOCK_C / PARTS);
        threadgroup float *own = scores + local * BLOCK_C + first;
        threadgroup float4 *own4 = (threadgroup float4 *)own;
        float4 most4 = -INFINITY;
        if (whole) {
            for (uint j = 0; j < BLOCK_C / PARTS / 4; j++) {
                own4[j] *= sizes.scale_log2;
                most4 = max(most4, own4[j]);
            }
        } else {
            for (uint j = 0; j < BLOCK_C / PARTS; j++)
                own[j] = masked_score(own[j], row + local, key + first + j, seen[i], ${maskInCall(mask)}sizes);
            for (uint j = 0; j < BLOCK_C / PARTS / 4; j++)
                most4 = max(most4, own4[j]);
        }
        float most = max(max(most4.x, most4.y), max(most4.z, most4.w));${across('most = max(most, simd_shuffle_xor(most, step));')}
        largest[i] = most;
        grew |= most > m[i] + ${c.rescaleAbove}.0f;
    }
    if (simd_any(grew)) {
        float factors[ROWS];
        for (uint i = 0; i < ROWS; i++) {
            factors[i] = 1.0f;
            if (largest[i] > m[i] + ${c.rescaleAbove}.0f) {
                factors[i] = exp2(m[i] - largest[i]);
                m[i] = largest[i];
                l[i] *= factors[i];
            }
        }
        scale_rows(o, factors, edge, lane);
    }
    for (uint i = 0; i < ROWS; i++) {
        const uint local = i * (32 / PARTS) + lane / PARTS, first = lane % PARTS * (BLOCK_C / PARTS);
        threadgroup float *own = scores + local * BLOCK_C + first;
        const float base = m[i] == -INFINITY ? 0.0f : m[i]; // a row that has seen nothing
        float sum = 0.0f;
        for (uint j = 0; j < BLOCK_C / PARTS; j++) {
            own[j] = exp2(own[j] - base);
            sum += own[j];
        }
        l[i] += sum;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
  `).filter((line) => line !== '');
}

export function emitFinish(c: Flash2Configuration, hasLse: boolean): string[] {
  const parts = Math.max(1, 32 / c.registerR);
  const across =
    parts === 1
      ? ''
      : '\n        for (ushort step = 1; step < PARTS; step *= 2)\n            l[i] += simd_shuffle_xor(l[i], step);';
  const lse = hasLse
    ? `
    if (group.z == 0)
        for (uint i = 0; i < ROWS; i++) {
            const uint query = row + i * (32 / PARTS) + lane / PARTS;
            if (lane % PARTS == 0 && query < sizes.r)
                L[head * sizes.r + query] = M_LN2_F * (m[i] + log2(l[i]));
        }`
    : '';
  return lines(`
    float factors[ROWS];
    for (uint i = 0; i < ROWS; i++) {${across}
        factors[i] = l[i] > 0.0f ? 1.0f / l[i] : 0.0f;
    }${lse}
    scale_rows(o, factors, edge, lane);
  `);
}
