import { DTYPE } from '../msl/dtype.ts';
import { forTiles, tileType, ZERO_TILE } from '../msl/kernel.ts';
import { block, type Lines } from '../msl/text.ts';
import type { Flash2Shape } from './flash2/shape.ts';

/** How the products of a kernel read their operands. */
interface Reading {
  readonly shape: Flash2Shape;
  readonly load: 'direct' | 'staged';
  readonly buffers: number;
  readonly cacheQ: boolean;
  /** Whether a SIMD-group has only one row of tiles. */
  readonly isSingleRow: boolean;
}

/** Declares the staged block, and the next one if there are two. */
export function emitStaging({ shape, load, buffers }: Reading): string[] {
  if (load === 'direct') return [];
  const type = `threadgroup ${DTYPE[shape.operandType].msl}`;
  if (buffers === 1) return [`${type} staged[STAGED];`];
  return [
    `${type} blocks[${buffers} * STAGED];`,
    '// The block that is multiplied, and the one that is copied meanwhile.',
    `${type} *staged = blocks, *next = blocks + STAGED;`,
  ];
}

/** This SIMD-group's rows of Q in registers, if they are kept there. */
export function emitCachedQ({ shape, cacheQ }: Reading): string[] {
  if (!cacheQ) return [];
  return [
    `${tileType(shape.operandType)} q[TILES_R][DEPTH / 8];`,
    ...forTiles('TILES_R', 'DEPTH / 8', [`load_tile(q[i][j], Q, stride_q, edge, ${Q_TILE('j * 8')});`]),
  ];
}

const Q_TILE = (column: string) => `i * 8, ${column}, rows, sizes.d, whole_r, TRANSPOSED_Q, lane`;

/** A loop over `length` in steps of STEP_D. All bounds are known when the kernel is compiled. */
function steps(length: string, body: Lines): string[] {
  const own = body.some((line) => /\blength\b/.test(line))
    ? [`const uint length = min(STEP_D, ${length} - first);`]
    : [];
  return block(`for (uint first = 0; first < ${length}; first += STEP_D)`, [...own, ...body]);
}

const WAIT = 'threadgroup_barrier(mem_flags::mem_threadgroup);';

/**
 * Copies a block between two barriers: for threads that still read the last one, and for those that read this one. With
 * two buffers, the one before last is free: the barrier that completed the last one came after it was read.
 */
function emitStageCall({ shape, buffers }: Reading, args: string): string[] {
  if (buffers === 1) return [WAIT, `stage(staged, ${args}, thread_index);`, WAIT];
  const exchange = `threadgroup ${DTYPE[shape.operandType].msl} *done = staged; staged = next; next = done;`;
  return [`stage(next, ${args}, thread_index);`, WAIT, exchange];
}

/**
 * The product of a column of tiles and a row of tiles: `sum` += `left` · `right`, for each [i][j]. If there are several
 * rows, the tiles on the right (at most `most`) are loaded first, and each tile on the left is used for all of them in
 * turn: the CPU device broadcasts the elements of the left one to vectors.
 */
export function emitOuterProduct(
  isSingleRow: boolean,
  { sum, left, right, type }: { sum: string; left: string; right: string; type: string },
  { most, more = '' }: { most: string; more?: string },
  load: (tile: string) => string,
): string[] {
  const eachRow = 'for (uint i = 0; i < TILES_R; i++)';
  const multiply = (tile: string) => `simdgroup_multiply_accumulate(${sum}, ${left}, ${tile}, ${sum});`;
  const eachColumn = `for (uint j = 0; j < ${most}${more}; j++)`;
  if (isSingleRow) {
    return block(eachColumn, [`${type} ${right};`, load(right), eachRow, `    ${multiply(right)}`]);
  }
  return [
    `${type} ${right}[${most}];`,
    eachColumn,
    `    ${load(`${right}[j]`)}`,
    ...forTiles('TILES_R', `${most}${more}`, [multiply(`${right}[j]`)]),
  ];
}

/** `s`, the scores of this SIMD-group's queries and a block of keys: S = Q·Kᵀ. */
export function emitScores(reading: Reading): string[] {
  const { shape, load, cacheQ, isSingleRow } = reading;
  const type = tileType(shape.operandType);
  const isStaged = load === 'staged';
  const product = { sum: 's[i][j]', left: cacheQ ? 'q[i][(first + d) / 8]' : 'q[i]', right: 'k', type };
  return [
    'simdgroup_float8x8 s[TILES_R][TILES_C];',
    ...forTiles('TILES_R', 'TILES_C', [`s[i][j] = ${ZERO_TILE};`]),
    ...steps('DEPTH', [
      ...(isStaged
        ? emitStageCall(
            reading,
            'PITCH_K, k_block + offset_of(0, first, stride_k, TRANSPOSED_K), stride_k, sizes.d - first, keys, length, BLOCK_C, whole_c, !TRANSPOSED_K',
          )
        : []),
      ...block(
        cacheQ
          ? 'for (uint d = 0; d < STEP_D && first + d < DEPTH; d += 8)'
          : 'for (uint d = 0; d < length; d += 8)',
        [
          ...(cacheQ
            ? []
            : [
                `${type} q[TILES_R];`,
                'for (uint i = 0; i < TILES_R; i++)',
                `    load_tile(q[i], Q, stride_q, edge, ${Q_TILE('first + d')});`,
              ]),
          ...emitOuterProduct(isSingleRow, product, { most: 'TILES_C' }, (tile) =>
            isStaged
              ? `simdgroup_load(${tile}, staged + d * PITCH_K + j * 8, PITCH_K);`
              : `load_tile(${tile}, k_block, stride_k, edge, first + d, j * 8, sizes.d, keys, whole_c, !TRANSPOSED_K, lane);`,
          ),
        ],
      ),
    ]),
  ];
}

/**
 * O += P·V for a block of keys, for the columns from `first_column` on. `weights` declares and loads `p[TILES_R]`, the
 * tiles of P at the keys `k * 8` of the block.
 */
export function emitWeightedValues(reading: Reading, weights: Lines): string[] {
  const { shape, load, isSingleRow } = reading;
  const type = tileType(shape.operandType);
  const product = { sum: 'o[i][j]', left: 'p[i]', right: 'v', type };
  if (load === 'direct') {
    return block('for (uint k = 0; k < TILES_C; k++)', [
      ...weights,
      ...emitOuterProduct(
        isSingleRow,
        product,
        { most: 'SLICE_D / 8' },
        (tile) =>
          `load_tile(${tile}, v_block, stride_v, edge, k * 8, j * 8, keys, columns, whole_c, TRANSPOSED_V, lane);`,
      ),
    ]);
  }
  const isStep = { ...product, sum: 'o[i][first / 8 + j]' };
  return steps('SLICE_D', [
    ...emitStageCall(
      reading,
      'PITCH_V, v_block + offset_of(0, first, stride_v, TRANSPOSED_V), stride_v, keys, columns - min(first, columns), BLOCK_C, length, whole_c, TRANSPOSED_V',
    ),
    ...block('for (uint k = 0; k < TILES_C; k++)', [
      ...weights,
      ...emitOuterProduct(
        isSingleRow,
        isStep,
        { most: 'STEP_D / 8', more: ' && first + j * 8 < SLICE_D' },
        (tile) => `simdgroup_load(${tile}, staged + k * 8 * PITCH_V + j * 8, PITCH_V);`,
      ),
    ]),
  ]);
}

/** Where a tile of O is in its block: the arguments of load_tile() and store_tile() from its row on. */
export const O_TILE = 'i * 8, j * 8, rows, columns, whole_r, TRANSPOSED_O, lane';

/** Writes O. */
export function emitStoreO(): string[] {
  return forTiles('TILES_R', 'SLICE_D / 8', [
    `store_tile(o[i][j], O, stride_o, edge, own_row - row, ${O_TILE});`,
  ]);
}
