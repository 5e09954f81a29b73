// Rows of S in threadgroup memory: a lane has some rows, or a part of one.
import { DTYPE } from '../../msl/dtype.ts';
import { block, type Lines, lines } from '../../msl/text.ts';
import { MASK, maskBuffers, mayBeAllSeen } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { ifAllSeen, SEEN_OF_BLOCK } from './softmax.ts';

export const WAIT = 'simdgroup_barrier(mem_flags::mem_threadgroup);';
export const COLUMNS = 'BLOCK_C / PARTS';
export const EACH_ROW = 'for (uint i = 0; i < ROWS; i++)';

export const SCALE_ROWS: Lines = lines(`
  // The i-th row of a lane, counted within the rows of its SIMD-group.
  inline uint row_of(uint i, ushort lane) {
      return i * (32 / PARTS) + lane / PARTS;
  }

  // Multiplies each row of O by a factor: O is multiplied from the left by a diagonal matrix.
  inline void scale_rows(thread simdgroup_float8x8 (&o)[TILES_R][SLICE_D / 8], thread const float *factors,
                         threadgroup float *edge, ushort lane) {
      for (uint i = 0; i < TILES_R; i++) {
          simdgroup_barrier(mem_flags::mem_threadgroup);
          for (uint e = lane; e < 64; e += 32)
              edge[e] = 0.0f;
          simdgroup_barrier(mem_flags::mem_threadgroup);
          for (uint k = 0; k < ROWS; k++)
              if (row_of(k, lane) / 8 == i && lane % PARTS == 0)
                  edge[row_of(k, lane) % 8 * 9] = factors[k];
          simdgroup_barrier(mem_flags::mem_threadgroup);
          simdgroup_float8x8 diagonal;
          simdgroup_load(diagonal, edge, 8);
          for (uint j = 0; j < SLICE_D / 8; j++)
              simdgroup_multiply(o[i][j], diagonal, o[i][j]);
      }
      simdgroup_barrier(mem_flags::mem_threadgroup);
  }
`);

/** A statement that lanes which share a row repeat. */
export function across(config: { readonly registerR: number }, statement: string): string[] {
  return config.registerR >= 32 ? [] : ['for (ushort step = 1; step < PARTS; step *= 2)', `    ${statement}`];
}

/** A lane's part of its i-th row. */
export const OWN: Lines = lines(`
  const uint first = lane % PARTS * (BLOCK_C / PARTS), offset = row_of(i, lane) * PITCH + first;
  threadgroup float *own = scores + offset;
`);

/**
 * `most`, the largest of a lane's scores after scaling and masking. A lane has `columns` of each row. They are taken
 * four at a time if possible, which gives vector instructions on the CPU device.
 */
export function emitLargest(problem: CompleteAttention, columns: number): string[] {
  const isFours = columns % 4 === 0;
  const each = `for (uint j = 0; j < ${COLUMNS}; j++)`;
  const eachFour = `for (uint j = 0; j < ${COLUMNS} / 4; j++)`;
  const largest = isFours
    ? [eachFour, '    most4 = max(most4, own4[j]);']
    : [each, '    most = max(most, own[j]);'];
  return [
    ...(isFours
      ? ['threadgroup float4 *own4 = (threadgroup float4 *)own;', 'float4 most4 = -INFINITY;']
      : ['float most = -INFINITY;']),
    ...ifAllSeen(
      mayBeAllSeen(problem.mask),
      isFours
        ? block(eachFour, ['own4[j] *= sizes.scale_log2;', 'most4 = max(most4, own4[j]);'])
        : block(each, ['own[j] *= sizes.scale_log2;', 'most = max(most, own[j]);']),
      [...emitMasked(problem, each), ...largest],
    ),
    ...(isFours ? ['float most = max(max(most4.x, most4.y), max(most4.z, most4.w));'] : []),
  ];
}

/** Scales and masks a lane's scores of its i-th row. */
function emitMasked(problem: CompleteAttention, each: string): string[] {
  const [buffer] = maskBuffers(problem);
  const at = 'row + row_of(i, lane), key + first + j, left, sizes';
  if (!buffer) return [SEEN_OF_BLOCK, each, `    own[j] = masked_score(own[j], ${at});`];
  return [
    SEEN_OF_BLOCK,
    'const uint first_key = key + first;',
    `const int2 there = clamp(int2(left) - int(first_key), int2(0), int2(${COLUMNS}));`,
    `device const ${DTYPE[buffer.dtype].msl} *entries = ${MASK} + (row + row_of(i, lane)) * sizes.c + first_key;`,
    'for (int j = 0; j < there.x; j++)',
    '    own[j] = -INFINITY;',
    'for (int j = there.x; j < there.y; j++)',
    '    own[j] = masked_by(own[j], entries[j], sizes);',
    `for (int j = max(there.x, there.y); j < int(${COLUMNS}); j++)`,
    '    own[j] = -INFINITY;',
  ];
}
