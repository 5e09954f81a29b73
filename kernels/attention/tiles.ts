import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { type Lines, lines } from '../msl/text.ts';

/** The name of the matrix of 8 x 8 that holds a data type. */
export function tileType(dtype: FloatDType): string {
  return `simdgroup_${DTYPE[dtype].msl}8x8`;
}

/** True when queries and keys fill all blocks and the head dimension all tiles. */
export const ALIGNED: Lines = lines(`
  // True when no block crosses an edge of an operand: nothing needs a guard.
  constant bool aligned [[function_constant(0)]];
`);

/**
 * load_tile(): whole tiles come in at once; a tile that crosses an edge goes through threadgroup memory, element by
 * element.
 */
export function emitLoadTile(dtype: FloatDType): string[] {
  const type = DTYPE[dtype].msl;
  return lines(`
    // Reads one 8x8 tile of a matrix [rows, columns], with zeros in place of what lies beyond its edges. One that
    // lies transposed in memory is [columns, rows] there. All lanes of the SIMD-group take the same way.
    inline void load_tile(thread ${tileType(dtype)} &tile, device const ${type} *matrix, threadgroup float *edge,
                          uint row, uint column, uint rows, uint columns, bool transposed, ushort lane) {
        const uint stride = transposed ? rows : columns;
        const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
        matrix += row * down + column * across;
        if (aligned || (row + 8 <= rows && column + 8 <= columns)) {
            simdgroup_load(tile, matrix, stride, ulong2(0), transposed);
            return;
        }
        threadgroup ${type} *copy = (threadgroup ${type} *)edge;
        for (uint i = lane; i < 64; i += 32) {
            const bool there = row + i / 8 < rows && column + i % 8 < columns;
            copy[i] = there ? matrix[i / 8 * down + i % 8 * across] : ${type}(0);
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);
        simdgroup_load(tile, copy, 8);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
  `);
}

/** store_tile(): the way back. Sums are float; a tile in another data type is converted element by element. */
export function emitStoreTile(dtype: FloatDType): string[] {
  const type = DTYPE[dtype].msl;
  const whole = lines(`
        if (aligned || (row + 8 <= rows && column + 8 <= columns)) {
            simdgroup_store(tile, matrix, stride, ulong2(0), transposed);
            return;
        }
  `);
  return lines(`
    // Writes one 8x8 tile of a matrix [rows, columns], without what lies beyond its edges.
    inline void store_tile(simdgroup_float8x8 tile, device ${type} *matrix, threadgroup float *edge,
                           uint row, uint column, uint rows, uint columns, bool transposed, ushort lane) {
        const uint stride = transposed ? rows : columns;
        const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
        matrix += row * down + column * across;${dtype === 'f32' ? `\n${whole.map((line) => `        ${line}`).join('\n')}` : ''}
        simdgroup_store(tile, edge, 8);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (uint i = lane; i < 64; i += 32)
            if (row + i / 8 < rows && column + i % 8 < columns)
                matrix[i / 8 * down + i % 8 * across] = ${type}(edge[i]);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
  `);
}
