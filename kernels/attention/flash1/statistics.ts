// What FlashAttention 1 keeps in device memory from one block of keys to the next: O, and m and l of its rows.
import { forTiles, ZERO_TILE } from '../../msl/kernel.ts';
import { block } from '../../msl/text.ts';
import type { Flash2Text } from '../flash2/key-blocks.ts';
import { across, COLUMNS, EACH_ROW, emitLargest, OWN, WAIT } from '../flash2/score-rows.ts';
import { O_TILE } from '../products.ts';

/** Where O is kept until it is complete: in O itself, or in the scratch buffer `sums` if O's data type is not float. */
export type Sums = 'O' | 'sums';

export const DEVICE_WAIT = 'simdgroup_barrier(mem_flags::mem_device);';

export function loadO(tile: string, from: Sums): string {
  return `load_tile(${tile}, ${from}, stride_o, edge, ${O_TILE});`;
}

/** All of a SIMD-group's rows are its own. */
export function storeO(tile: string, to: Sums): string {
  return `store_tile(${tile}, ${to}, stride_o, edge, 0, ${O_TILE});`;
}

export function eachTile(statement: string): string[] {
  return forTiles('TILES_R', 'SLICE_D / 8', [statement]);
}

const QUERY = 'const uint query = row + row_of(i, lane);';
/** One of the lanes that share a row writes for it, if the row exists. */
const WRITES = 'if (lane % PARTS == 0 && query < sizes.r)';

export function emitStart(sums: Sums): string[] {
  return [
    'uint2 seen[ROWS];',
    ...block(EACH_ROW, [
      QUERY,
      'seen[i] = seen_keys(query, sizes);',
      ...block(WRITES, ['m[query] = -INFINITY;', 'l[query] = 0.0f;']),
    ]),
    `const simdgroup_float8x8 zero = ${ZERO_TILE};`,
    ...eachTile(storeO('zero', sums)),
    DEVICE_WAIT,
  ];
}

/** From S to P, which is already normalized, and the factors for O. */
export function emitStep({ problem, config }: Flash2Text): string[] {
  return [
    '// From S to P, through threadgroup memory.',
    WAIT,
    ...forTiles('TILES_R', 'TILES_C', ['simdgroup_store(s[i][j], scores + i * 8 * PITCH + j * 8, PITCH);']),
    WAIT,
    'float factors[ROWS];',
    ...block(EACH_ROW, [
      ...OWN,
      ...emitLargest(problem, (config.blockC * Math.min(config.registerR, 32)) / 32),
      ...across(config, 'most = max(most, simd_shuffle_xor(most, step));'),
      QUERY,
      'const float old_m = query < sizes.r ? m[query] : -INFINITY, old_l = query < sizes.r ? l[query] : 0.0f;',
      'const float new_m = max(old_m, most);',
      'const float base = new_m == -INFINITY ? 0.0f : new_m; // 0 for a row that has seen no key yet',
      'float sum = 0.0f;',
      ...block(`for (uint j = 0; j < ${COLUMNS}; j++)`, [
        'own[j] = fast::exp2(own[j] - base);',
        'sum += own[j];',
      ]),
      ...across(config, 'sum += simd_shuffle_xor(sum, step);'),
      'const float kept = old_l * fast::exp2(old_m - base), new_l = kept + sum;',
      'const float normalize = new_l > 0.0f ? fast::divide(1.0f, new_l) : 0.0f;',
      `for (uint j = 0; j < ${COLUMNS}; j++)`,
      '    own[j] *= normalize;',
      'factors[i] = kept * normalize;',
      ...(config.registerR < 32
        ? ['simdgroup_barrier(mem_flags::mem_device); // all lanes of the row have read']
        : []),
      ...block(WRITES, ['m[query] = new_m;', 'l[query] = new_l;']),
    ]),
    config.registerR < 32 ? 'simdgroup_barrier(mem_flags::mem_threadgroup | mem_flags::mem_device);' : WAIT,
  ];
}
