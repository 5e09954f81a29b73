import {
  type Argument,
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  forTiles,
  SIMD_WIDTH,
  THREAD,
  TILE,
  tileType,
  ZERO_TILE,
} from '../../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../../msl/text.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitSeenKeys } from '../masks.ts';
import { transposeConstants } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitOuterProduct } from '../products.ts';
import { ALIGNED, emitLoadTile, emitStoreTile } from '../tiles.ts';
import type { UnfusedConfiguration } from './parameters.ts';

/** The head of both kernels. */
function signature(functionName: string, config: UnfusedConfiguration, args: readonly Argument[]) {
  return {
    functionName,
    threads: SIMD_WIDTH * config.simdgroups,
    parameters: [...declarationsOf(args), THREAD.group, THREAD.simdgroup, THREAD.lane],
  };
}

/** What both products begin with: which part is made, and what its queries see. */
const PLACE: Lines = lines(`
  threadgroup float edges[SIMDGROUPS * 64];
  threadgroup float *edge = edges + simdgroup_index * 64;

  const uint head = group.z;
  const uint row = (group.y * SIMDGROUPS + simdgroup_index) * REGISTER_R;
  if (row >= sizes.r)
      return;
  const uint2 first_seen = seen_keys(row, sizes);
  const uint2 last_seen = seen_keys(min(row + REGISTER_R, sizes.r) - 1, sizes);
`);

/** The first pass. S is left as it is where no query of a part sees a key by its position. */
export function scoresSource(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
  args: readonly Argument[],
): string {
  const { dtype } = problem;
  const type = tileType(dtype);
  return sourceText(
    emitHeader('S[r,c] = Q[r,d] * transpose(K[c,d]) for each head', problem, config, config.registerC),
    emitStart(problem, config, config.registerC),
    emitLoadTile(dtype, dtype),
    emitStoreTile('f32'),
    [
      ...lines(`
        // for each 8 of the head dimension:
        //     load a column of tiles of Q and a row of tiles of K; add the product of each with each to the sums
      `),
      ...emitKernel(signature('attention_scores', config, args), [
        ...PLACE,
        'const uint key = group.x * PART;',
        'if (key >= last_seen.y || key + PART <= first_seen.x)',
        '    return;',
        'Q += head * sizes.r * sizes.d;',
        'K += head / sizes.sharers * sizes.c * sizes.d;',
        'S += head * sizes.r * sizes.c;',
        '',
        ...emitSums(),
        ...block('for (uint d = 0; d < sizes.d; d += 8)', [
          `${type} q[TILES_R];`,
          'for (uint i = 0; i < TILES_R; i++)',
          '    load_tile(q[i], Q, edge, row + i * 8, d, sizes.r, sizes.d, TRANSPOSED_Q, lane);',
          ...emitProduct(config, { left: 'q[i]', right: 'k', type }, (tile) => {
            return `load_tile(${tile}, K, edge, d, key + j * 8, sizes.d, sizes.c, !TRANSPOSED_K, lane);`;
          }),
        ]),
        ...forTiles('TILES_R', 'TILES', [
          'store_tile(sums[i][j], S, edge, row + i * 8, key + j * 8, sizes.r, sizes.c, false, lane);',
        ]),
      ]),
    ],
  );
}

/** The third pass. */
export function outputSource(
  problem: CompleteAttention,
  config: UnfusedConfiguration,
  args: readonly Argument[],
): string {
  const { dtype } = problem;
  return sourceText(
    emitHeader('O[r,d] = P[r,c] * V[c,d] for each head', problem, config, config.registerD),
    emitStart(problem, config, config.registerD),
    emitLoadTile(dtype, dtype),
    ...(dtype === 'f32' ? [] : [emitLoadTile('f32', 'f32')]),
    emitStoreTile(dtype),
    [
      ...lines(`
        // for each 8 keys, of those that a query of this part may see:
        //     load a column of tiles of P and a row of tiles of V; add the product of each with each to the sums
      `),
      ...emitKernel(signature('attention_output', config, args), [
        ...PLACE,
        'const uint column = group.x * PART;',
        'S += head * sizes.r * sizes.c;',
        'V += head / sizes.sharers * sizes.c * sizes.d;',
        'O += head * sizes.r * sizes.d;',
        '',
        ...emitSums(),
        ...block('for (uint key = first_seen.x / 8 * 8; key < last_seen.y; key += 8)', [
          'simdgroup_float8x8 p[TILES_R];',
          'for (uint i = 0; i < TILES_R; i++)',
          '    load_tile(p[i], S, edge, row + i * 8, key, sizes.r, sizes.c, false, lane);',
          ...emitProduct(config, { left: 'p[i]', right: 'v', type: tileType(dtype) }, (tile) => {
            return `load_tile(${tile}, V, edge, key, column + j * 8, sizes.c, sizes.d, TRANSPOSED_V, lane);`;
          }),
        ]),
        ...forTiles('TILES_R', 'TILES', [
          'store_tile(sums[i][j], O, edge, row + i * 8, column + j * 8, sizes.r, sizes.d, TRANSPOSED_O, lane);',
        ]),
      ]),
    ],
  );
}

function emitHeader(
  title: string,
  { mask }: CompleteAttention,
  config: UnfusedConfiguration,
  part: number,
): string[] {
  return lines(`
    // Unfused attention: ${title}.
    //
    // part    ${config.registerR} x ${part} a SIMD-group, ${config.simdgroups} of which make a threadgroup
    // mask    ${mask}
  `);
}

function emitStart(problem: CompleteAttention, config: UnfusedConfiguration, part: number): string[] {
  return [
    ...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'),
    '',
    ...SIZES_STRUCT,
    '',
    ...ALIGNED,
    '',
    ...emitConstants({
      SIMDGROUPS: config.simdgroups,
      REGISTER_R: config.registerR,
      PART: part,
      TILES_R: config.registerR / TILE,
      TILES: part / TILE,
      ...transposeConstants(problem),
    }),
    '',
    ...emitSeenKeys(problem.mask),
  ];
}

function emitSums(): string[] {
  return [
    'simdgroup_float8x8 sums[TILES_R][TILES];',
    ...forTiles('TILES_R', 'TILES', [`sums[i][j] = ${ZERO_TILE};`]),
  ];
}

function emitProduct(
  config: UnfusedConfiguration,
  product: { left: string; right: string; type: string },
  load: (tile: string) => string,
): string[] {
  return emitOuterProduct(
    config.registerR === TILE,
    { ...product, sum: 'sums[i][j]' },
    { most: 'TILES' },
    load,
  );
}
