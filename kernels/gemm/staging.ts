import { block, type Lines, lines } from '../msl/text.ts';

/** The sizes argument, and the function constant that says that no block crosses an edge. */
export const GEMM_PREAMBLE: Lines = lines(`
  #include <metal_stdlib>
  #include <metal_simdgroup_matrix>
  using namespace metal;

  struct GemmSizes {
      uint m, n, k;
  };

  // True when M, N and K are multiples of the block: no guards, and rows of whole float4s.
  constant bool aligned [[function_constant(0)]];

  // Four elements of a row, zero beyond its end.
  inline float4 load_quad(device const float *row, uint column, uint columns) {
      if (aligned)
          return *(device const float4 *)(row + column);
      if (column + 4 <= columns)
          return float4(*(device const packed_float4 *)(row + column));
      float4 quad = 0;
      for (ushort i = 0; column + i < columns; i++)
          quad[i] = row[column + i];
      return quad;
  }
`);

/** A matrix in device memory of which a block is copied to threadgroup memory. */
export interface StagedOperand {
  readonly matrix: 'A' | 'B';
  readonly block: string;
  /** Names of the macro-like constants: rows and columns of the block. */
  readonly blockRows: string;
  readonly blockColumns: string;
  /** MSL expressions: where the block begins in the matrix, and the matrix's extents. */
  readonly firstRow: string;
  readonly firstColumn: string;
  readonly rows: string;
  readonly columns: string;
}

/** Copies a block; what lies outside of the matrix becomes zero. Element offsets fit uint: matrices hold up to 2^28. */
export function emitStage(operand: StagedOperand): string[] {
  const { matrix, block: target, blockRows, blockColumns, firstRow, firstColumn, rows, columns } = operand;
  return block(`for (uint quad = thread_index; quad < ${blockRows} * ${blockColumns} / 4; quad += THREADS)`, [
    `const uint row = quad / (${blockColumns} / 4), column = quad % (${blockColumns} / 4) * 4;`,
    'float4 values = 0;',
    `if (aligned || ${firstRow} + row < ${rows})`,
    `    values = load_quad(${matrix} + (${firstRow} + row) * ${columns}, ${firstColumn} + column, ${columns});`,
    `*(threadgroup float4 *)(${target} + row * ${blockColumns} + column) = values;`,
  ]);
}

export const STAGE_A: StagedOperand = {
  matrix: 'A',
  block: 'a_block',
  blockRows: 'BLOCK_M',
  blockColumns: 'BLOCK_K',
  firstRow: 'first_row',
  firstColumn: 'k',
  rows: 'sizes.m',
  columns: 'sizes.k',
};

export const STAGE_B: StagedOperand = {
  matrix: 'B',
  block: 'b_block',
  blockRows: 'BLOCK_K',
  blockColumns: 'BLOCK_N',
  firstRow: 'k',
  firstColumn: 'first_column',
  rows: 'sizes.k',
  columns: 'sizes.n',
};

/** The loop over K: stage, meet, multiply, meet. */
export function emitMainLoop(multiply: Lines): string[] {
  return block('for (uint k = 0; k < sizes.k; k += BLOCK_K)', [
    ...emitStage(STAGE_A),
    ...emitStage(STAGE_B),
    'threadgroup_barrier(mem_flags::mem_threadgroup);',
    '',
    ...multiply,
    'threadgroup_barrier(mem_flags::mem_threadgroup);',
  ]);
}

/** `constant ushort NAME = value;` for each. */
export function emitConstants(constants: Readonly<Record<string, number>>): string[] {
  return Object.entries(constants).map(([name, value]) => `constant uint ${name} = ${value};`);
}
