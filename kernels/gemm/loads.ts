import { block, type Lines, lines } from '../msl/text.ts';
import { type GemmKernel, stagedBlock } from './kernel.ts';
import type { Operand } from './operands.ts';

/** `load_quad(...)` for each type in memory. */
export function emitLoadQuad(types: readonly string[]): string[] {
  return [...new Set(types)].flatMap((type, index) => [
    ...(index === 0 ? ['// Four elements of a row, with zeros beyond its end.'] : ['']),
    ...lines(`
      inline ${type}4 load_quad(device const ${type} *row, uint column, uint columns, bool whole) {
          if (whole || column + 4 <= columns)
              return ${type}4(*(device const packed_${type}4 *)(row + column));
          ${type}4 quad = ${type}4(0);
          for (uint i = 0; i < 4; i++)
              if (column + i < columns)
                  quad[i] = row[column + i];
          return quad;
      }
    `),
  ]);
}

const POINTER = { A: 'a_block', B: 'b_block' } as const;
const NEXT = { A: 'a_next', B: 'b_next' } as const;

/** The name of an operand's block in threadgroup memory. */
export function blockOf({ name }: Operand): string {
  return POINTER[name];
}

/** Constants: the lengths of the rows of staged blocks. */
export function stagedConstants({ a, b, config }: GemmKernel): Record<string, number> {
  return { A_LEADING: stagedBlock(a, config).leading, B_LEADING: stagedBlock(b, config).leading };
}

/** Pointers to the blocks of A and B in `shared`, one after the other, and to those of the next step if it has some. */
export function emitBlockPointers({ a, b, config }: GemmKernel): string[] {
  const elements = { a: stagedBlock(a, config).elements, b: stagedBlock(b, config).elements };
  return [
    `threadgroup ${a.type} *a_block = (threadgroup ${a.type} *)shared;`,
    `threadgroup ${b.type} *b_block = (threadgroup ${b.type} *)(a_block + ${config.buffers * elements.a});`,
    ...(config.buffers > 1
      ? [
          '// The blocks of the next step.',
          `threadgroup ${a.type} *a_next = a_block + ${elements.a};`,
          `threadgroup ${b.type} *b_next = b_block + ${elements.b};`,
        ]
      : []),
  ];
}

/** The block of the next step becomes that of this one. */
export function emitExchange(operand: Operand): string {
  const block = blockOf(operand);
  const [name, next] = [operand.name.toLowerCase(), NEXT[operand.name]];
  return `threadgroup ${operand.type} *${name}_done = ${block}; ${block} = ${next}; ${next} = ${name}_done;`;
}

/** Copies a block, four elements per thread at a time, with zeros outside of the matrix. */
export function emitStage(operand: Operand, isNext = false): string[] {
  const { name, type, memoryType, leading, blockRows, blockColumns } = operand;
  const { rows, columns, wholeRows, wholeColumns } = operand;
  const loaded =
    operand.loadQuad?.('r', 'c') ?? `load_quad(${name} + r * ${leading}, c, ${columns}, ${wholeColumns})`;
  const isConverted = !operand.loadQuad && type !== memoryType;
  return [
    `// The block of ${name}, with zeros beyond the edges.`,
    ...block(`for (uint i = thread_index * 4; i < ${blockRows} * ${blockColumns}; i += THREADS * 4)`, [
      `const uint r = ${operand.firstRow} + i / ${blockColumns}, c = ${operand.firstColumn} + i % ${blockColumns};`,
      `${type}4 quad = ${type}4(0);`,
      `if (${wholeRows} || r < ${rows})`,
      `    quad = ${isConverted ? `${type}4(${loaded})` : loaded};`,
      `*(threadgroup ${type}4 *)(${isNext ? NEXT[name] : blockOf(operand)} + i / ${blockColumns} * ${name}_LEADING + i % ${blockColumns}) = quad;`,
    ]),
  ];
}

/** `load_tile(...)`: reads 8x8 elements of an operand directly from device memory. */
export function emitLoadTile(): Lines {
  return lines(`
    // Reads an 8x8 tile from device memory, with zeros beyond the matrix. Rows and columns are those of the
    // product: in memory, a transposed operand has them exchanged. The tile belongs to all lanes of the
    // SIMD-group, so all of them take the same branches.
    template <bool TRANSPOSED, typename T>
    inline void load_tile(thread simdgroup_matrix<T, 8, 8> &tile, device const T *matrix, uint leading, threadgroup T *edge, uint row, uint column, uint rows, uint columns, bool whole, ushort lane) {
        if (whole || (row + 8 <= rows && column + 8 <= columns)) {
            const uint first = TRANSPOSED ? column * leading + row : row * leading + column;
            simdgroup_load(tile, matrix + first, leading, ulong2(0), TRANSPOSED);
            return;
        }
        if (row >= rows || column >= columns) {
            tile = make_filled_simdgroup_matrix<T, 8, 8>(T(0));
            return;
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (uint i = lane; i < 64; i += 32) {
            const uint r = row + i / 8, c = column + i % 8;
            const uint element = TRANSPOSED ? c * leading + r : r * leading + c;
            edge[i] = r < rows && c < columns ? matrix[element] : T(0);
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);
        simdgroup_load(tile, edge, 8);
    }
  `);
}
