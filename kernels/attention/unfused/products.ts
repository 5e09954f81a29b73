// What the two products of unfused attention have in common.
import {
  type Argument,
  declarationsOf,
  emitConstants,
  emitPreamble,
  forTiles,
  SIMD_WIDTH,
  THREAD,
  TILE,
  ZERO_TILE,
} from '../../msl/kernel.ts';
import { type Lines, lines } from '../../msl/text.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitSeenKeys } from '../masks.ts';
import { transposeConstants } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitOuterProduct } from '../products.ts';
import type { UnfusedConfiguration } from './parameters.ts';

/** The head of both kernels. */
export function signature(functionName: string, config: UnfusedConfiguration, args: readonly Argument[]) {
  return {
    functionName,
    threads: SIMD_WIDTH * config.simdgroups,
    parameters: [...declarationsOf(args), THREAD.group, THREAD.simdgroup, THREAD.lane],
  };
}

/** The start of both products: the part that is computed, and the keys that its queries see. */
export const PLACE: Lines = lines(`
  threadgroup float edges[SIMDGROUPS * 64];
  threadgroup float *edge = edges + simdgroup_index * 64;

  const uint head = group.z;
  const uint row = (group.y * SIMDGROUPS + simdgroup_index) * REGISTER_R;
  if (row >= sizes.r)
      return;
  const uint2 first_seen = seen_keys(row, sizes);
  const uint2 last_seen = seen_keys(min(row + REGISTER_R, sizes.r) - 1, sizes);
`);

export function emitHeader(
  title: string,
  { mask }: CompleteAttention,
  config: UnfusedConfiguration,
  part: number,
): string[] {
  return lines(`
    // Unfused attention: ${title}.
    //
    // part    ${config.registerR} x ${part} per SIMD-group; SIMD-groups per threadgroup: ${config.simdgroups}
    // mask    ${mask}
  `);
}

export function emitStart(problem: CompleteAttention, config: UnfusedConfiguration, part: number): string[] {
  return [
    ...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'),
    '',
    ...SIZES_STRUCT,
    '',
    '// True if no part crosses an edge of an operand: nothing has to be guarded.',
    'constant bool whole [[function_constant(0)]];',
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

export function emitSums(): string[] {
  return [
    'simdgroup_float8x8 sums[TILES_R][TILES];',
    ...forTiles('TILES_R', 'TILES', [`sums[i][j] = ${ZERO_TILE};`]),
  ];
}

export function emitProduct(
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
