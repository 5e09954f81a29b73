import { DEVICE_LIMITS } from '../device.ts';
import { indent, type Lines, lines } from '../msl/text.ts';
import { type GemmAlgorithm, type GemmConfiguration, SIMDGROUP_TILE, threadsOf } from './parameters.ts';

const SIMD_WIDTH = DEVICE_LIMITS.simdWidth.value;

/** How a SIMD-group's part of C is made of tiles: in words, and as constants of the text. */
export function describeTiles(algorithm: GemmAlgorithm, c: GemmConfiguration) {
  const [tilesM, tilesN] = [c.registerM / SIMDGROUP_TILE, c.registerN / SIMDGROUP_TILE];
  return {
    part: `${c.registerM} x ${c.registerN} a SIMD-group: ${tilesM} x ${tilesN} matrices of 8 x 8 in registers`,
    constants: {
      SIMDGROUPS: threadsOf(algorithm, c) / SIMD_WIDTH,
      SIMDGROUPS_ACROSS: c.blockN / c.registerN,
      TILES_M: tilesM,
      TILES_N: tilesN,
    },
  };
}

/** Whole tiles come in at once; a tile that crosses an edge goes through threadgroup memory, element by element. */
export const LOAD_TILE: Lines = lines(`
  // Reads one 8x8 tile of a matrix, with zeros in place of what lies beyond its edges. All lanes of the
  // SIMD-group take the same way through here.
  inline void load_tile(thread simdgroup_float8x8 &tile, device const float *matrix, threadgroup float *edge,
                        uint row, uint column, uint rows, uint columns, ushort lane) {
      if (aligned || (row + 8 <= rows && column + 8 <= columns)) {
          simdgroup_load(tile, matrix + row * columns + column, columns);
          return;
      }
      for (uint i = lane; i < 64; i += ${SIMD_WIDTH}) {
          const bool there = row + i / 8 < rows && column + i % 8 < columns;
          edge[i] = there ? matrix[(row + i / 8) * columns + column + i % 8] : 0.0f;
      }
      simdgroup_barrier(mem_flags::mem_threadgroup);
      simdgroup_load(tile, edge, 8);
      simdgroup_barrier(mem_flags::mem_threadgroup);
  }
`);

/** Whole tiles go out at once; a tile that crosses C's edge goes through threadgroup memory, element by element. */
export const STORE_TILE: Lines = lines(`
  // Writes one 8x8 tile of C, without what lies beyond C's edges. The tile belongs to all lanes of the
  // SIMD-group, and all of them take the same way through here.
  inline void store_tile(simdgroup_float8x8 tile, device float *C, threadgroup float *edge,
                         uint row, uint column, constant GemmSizes &sizes, ushort lane) {
      if (aligned || (row + 8 <= sizes.m && column + 8 <= sizes.n)) {
          simdgroup_store(tile, C + row * sizes.n + column, sizes.n);
          return;
      }
      if (row >= sizes.m || column >= sizes.n)
          return;
      simdgroup_store(tile, edge, 8);
      simdgroup_barrier(mem_flags::mem_threadgroup);
      for (uint i = lane; i < 64; i += ${SIMD_WIDTH})
          if (row + i / 8 < sizes.m && column + i % 8 < sizes.n)
              C[(row + i / 8) * sizes.n + column + i % 8] = edge[i];
      simdgroup_barrier(mem_flags::mem_threadgroup);
  }
`);

/** A statement for each tile [i][j] of a SIMD-group's part of C. */
export function forTiles(body: Lines): string[] {
  return ['for (uint i = 0; i < TILES_M; i++)', '    for (uint j = 0; j < TILES_N; j++)', ...indent(body, 2)];
}
