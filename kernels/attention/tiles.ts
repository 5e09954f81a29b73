import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { tileType } from '../msl/kernel.ts';
import { block, indent, type Lines } from '../msl/text.ts';

const STRIDES: Lines = [
  'const uint stride = transposed ? rows : columns;',
  'const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;',
];

/**
 * `load_tile(tile, matrix, edge, row, column, rows, columns, whole, transposed, lane)`: whole tiles are loaded at once,
 * without a guard if `whole` is true. A tile that crosses an edge or has to be converted goes through threadgroup
 * memory, element by element.
 */
export function emitLoadTile(dtype: FloatDType, operand: FloatDType): string[] {
  const [from, to] = [DTYPE[dtype].msl, DTYPE[operand].msl];
  const whole = block('if (whole || (row + 8 <= rows && column + 8 <= columns))', [
    'simdgroup_load(tile, matrix, stride, ulong2(0), transposed);',
    'return;',
  ]);
  return [
    '// Reads an 8x8 tile of a matrix [rows, columns], with zeros beyond its edges. In memory, a transposed matrix',
    '// is [columns, rows]. All lanes of the SIMD-group take the same branches.',
    ...block(
      `inline void load_tile(thread ${tileType(operand)} &tile, device const ${from} *matrix, threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole, bool transposed, ushort lane)`,
      [
        ...STRIDES,
        'matrix += row * down + column * across;',
        ...(dtype === operand ? whole : []),
        `threadgroup ${to} *copy = (threadgroup ${to} *)edge;`,
        ...block('for (uint i = lane; i < 64; i += 32)', [
          'const bool there = row + i / 8 < rows && column + i % 8 < columns;',
          `copy[i] = there ? ${to}(matrix[i / 8 * down + i % 8 * across]) : ${to}(0);`,
        ]),
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
        'simdgroup_load(tile, copy, 8);',
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
      ],
    ),
  ];
}

/**
 * `store_tile(tile, matrix, edge, first, row, …)`: the reverse, without the rows before `first`. Sums are float; for
 * another data type, a tile is converted element by element.
 */
export function emitStoreTile(dtype: FloatDType): string[] {
  const type = DTYPE[dtype].msl;
  const whole = block('if (row >= first && (whole || (row + 8 <= rows && column + 8 <= columns)))', [
    'simdgroup_store(tile, matrix, stride, ulong2(0), transposed);',
    'return;',
  ]);
  return [
    '// Writes an 8x8 tile of a matrix [rows, columns], except for what is beyond its edges, and for rows before',
    '// `first`, which another SIMD-group writes.',
    ...block(
      `inline void store_tile(simdgroup_float8x8 tile, device ${type} *matrix, threadgroup float *edge, uint first, uint row, uint column, uint rows, uint columns, bool whole, bool transposed, ushort lane)`,
      [
        ...STRIDES,
        'matrix += row * down + column * across;',
        ...(dtype === 'f32' ? whole : []),
        'simdgroup_store(tile, edge, 8);',
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
        ...block('for (uint i = lane; i < 64; i += 32)', [
          'const uint r = row + i / 8;',
          'if (r >= first && r < rows && column + i % 8 < columns)',
          `    matrix[i / 8 * down + i % 8 * across] = ${type}(edge[i]);`,
        ]),
        'simdgroup_barrier(mem_flags::mem_threadgroup);',
      ],
    ),
  ];
}

/**
 * `stage(staged, pitch, matrix, row, column, rows, columns, height, width, whole, transposed, thread)`: all threads of the
 * threadgroup copy a block of a matrix to threadgroup memory, where it is row-major.
 */
export function emitStage(dtype: FloatDType, operand: FloatDType): string[] {
  const [from, to] = [DTYPE[dtype].msl, DTYPE[operand].msl];
  return [
    '// Copies a block of a matrix [rows, columns] to threadgroup memory, with zeros beyond its edges. Each thread',
    '// copies elements that are contiguous in memory.',
    ...block(
      `inline void stage(threadgroup ${to} *staged, uint pitch, device const ${from} *matrix, uint row, uint column, uint rows, uint columns, uint height, uint width, bool whole, bool transposed, ushort thread_index)`,
      [
        ...STRIDES,
        'matrix += row * down + column * across;',
        'const uint lines = transposed ? width : height, length = transposed ? height : width;',
        'for (uint i = thread_index; i < lines; i += THREADS)',
        ...indent(
          block('for (uint j = 0; j < length; j++)', [
            'const uint y = transposed ? j : i, x = transposed ? i : j;',
            'const bool there = whole || (row + y < rows && column + x < columns);',
            `staged[y * pitch + x] = there ? ${to}(matrix[y * down + x * across]) : ${to}(0);`,
          ]),
        ),
      ],
    ),
  ];
}
