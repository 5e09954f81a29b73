import { block, type Lines, lines } from '../msl/text.ts';

/** The function that stages use to read device memory. */
export const LOAD_QUAD: Lines = lines(`
  // Four elements of a row, with zeros in place of what lies beyond its end.
  inline float4 load_quad(device const float *row, uint column, uint columns) {
      if (aligned)
          return *(device const float4 *)(row + column);
      if (column + 4 <= columns)
          return float4(*(device const packed_float4 *)(row + column));
      float4 quad = 0;
      for (uint i = 0; column + i < columns; i++)
          quad[i] = row[column + i];
      return quad;
  }
`);

/** A matrix in device memory of which a block is copied to threadgroup memory. All are MSL expressions. */
interface Operand {
  readonly matrix: string;
  /** The block in threadgroup memory, as float4s. */
  readonly quads: string;
  readonly blockRows: string;
  readonly blockColumns: string;
  /** Where the block begins in the matrix. */
  readonly firstRow: string;
  readonly firstColumn: string;
  /** The matrix's extents. */
  readonly rows: string;
  readonly columns: string;
}

const OPERAND_A: Operand = {
  matrix: 'A',
  quads: 'a_quads',
  blockRows: 'BLOCK_M',
  blockColumns: 'BLOCK_K',
  firstRow: 'first_row',
  firstColumn: 'k',
  rows: 'sizes.m',
  columns: 'sizes.k',
};

const OPERAND_B: Operand = {
  matrix: 'B',
  quads: 'b_quads',
  blockRows: 'BLOCK_K',
  blockColumns: 'BLOCK_N',
  firstRow: 'k',
  firstColumn: 'first_column',
  rows: 'sizes.k',
  columns: 'sizes.n',
};

/**
 * The blocks of A and B in threadgroup memory. Declared as float4s, so that they are aligned to be written a float4
 * at a time; who reads single elements casts.
 */
export const BLOCKS: Lines = [OPERAND_A, OPERAND_B].map(
  ({ quads, blockRows, blockColumns }) => `threadgroup float4 ${quads}[${blockRows} * ${blockColumns} / 4];`,
);

/** A declaration that reads the block `<name>_quads` as `<name>_block`, an element at a time. */
export function emitElements(name: 'a' | 'b'): string {
  return `const threadgroup float *${name}_block = (const threadgroup float *)${name}_quads;`;
}

/** Copies a block, a float4 a thread at a time; what lies outside of the matrix becomes zero. */
function emitStage(operand: Operand): string[] {
  const { matrix, quads, blockRows, blockColumns, firstRow, firstColumn, rows, columns } = operand;
  return [
    `// The block of ${matrix}; zeros beyond its edges.`,
    ...block(`for (uint i = thread_index; i < ${blockRows} * ${blockColumns} / 4; i += THREADS)`, [
      `const uint row = ${firstRow} + i / (${blockColumns} / 4);`,
      `const uint column = ${firstColumn} + i % (${blockColumns} / 4) * 4;`,
      `const bool there = aligned || row < ${rows};`,
      `${quads}[i] = there ? load_quad(${matrix} + row * ${columns}, column, ${columns}) : float4(0);`,
    ]),
  ];
}

/**
 * The loop over K: stage, meet, multiply, meet. `multiply` finds in `depth` how many of the staged elements of K
 * count, and needs `inside` before the loop: whether its part of the block is in C at all.
 */
export function emitMainLoop(multiply: Lines): string[] {
  return block('for (uint k = 0; k < sizes.k; k += BLOCK_K)', [
    ...emitStage(OPERAND_A),
    ...emitStage(OPERAND_B),
    'threadgroup_barrier(mem_flags::mem_threadgroup);',
    '',
    '// How much of the step counts for this part: less at the end of K, nothing outside of C.',
    'uint depth = BLOCK_K;',
    'if (!aligned)',
    '    depth = inside ? min(BLOCK_K, sizes.k - k) : 0;',
    ...multiply,
    'threadgroup_barrier(mem_flags::mem_threadgroup);',
  ]);
}
