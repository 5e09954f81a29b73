import { emitFinish, isPlain } from '../msl/epilogue.ts';
import { forTiles } from '../msl/kernel.ts';
import { block, type Lines } from '../msl/text.ts';
import { type GemmKernel, stripTiles } from './kernel.ts';

/** The bias as an argument of write_quad(): all of it, or that of a row. */
export function biasArgument({ epilogue, biasOf }: GemmKernel, row: string): string {
  if (!epilogue.bias) return '';
  return biasOf === 'rows' ? `bias + ${row}, ` : 'bias, ';
}

/** `write_quad(...)`: four sums of a row of C through the epilogue. */
export function emitWriteQuad({ typeC, epilogue, biasOf }: GemmKernel): string[] {
  const { beta, bias } = epilogue;
  const head = [
    'inline void write_quad(float4 sums',
    `device ${typeC} *row`,
    ...(bias ? [`device const ${typeC} *bias`] : []),
    'uint column',
    'uint own_column',
    'constant GemmSizes &sizes)',
  ].join(', ');
  const packed = `packed_${typeC}4`;
  const finish = (sum: string, previous: string, add: string) =>
    `finish(${sum}, ${previous}, ${add}, sizes.alpha, sizes.beta)`;
  const read = (type: string, pointer: string) => {
    const quad = `${type}4(*(device const packed_${type}4 *)(${pointer}))`;
    return type === 'float' ? quad : `float4(${quad})`;
  };
  const [added, single] =
    biasOf === 'rows'
      ? ['float4(float(*bias))', 'float(*bias)']
      : [read(typeC, 'bias + column'), 'float(bias[column + i])'];
  return [
    ...emitFinish(epilogue),
    '',
    "// Writes four sums of a row of C, except for what is another block's or beyond the end.",
    ...block(head, [
      ...block('if (column >= own_column && column + 4 <= sizes.n)', [
        `const float4 previous = ${beta === 0 ? 'float4(0)' : read(typeC, 'row + column')};`,
        `const float4 added = ${bias ? added : 'float4(0)'};`,
        `const float4 finished = ${finish('sums', 'previous', 'added')};`,
        `*(device ${packed} *)(row + column) = ${packed}(${typeC === 'float' ? 'finished' : `${typeC}4(finished)`});`,
        'return;',
      ]),
      'for (uint i = 0; i < 4; i++)',
      '    if (column + i >= own_column && column + i < sizes.n)',
      `        row[column + i] = ${typeC}(${finish(
        'sums[i]',
        beta === 0 ? '0.0f' : 'float(row[column + i])',
        bias ? single : '0.0f',
      )});`,
    ]),
  ];
}

/** `write_strip(...)`, for kernels whose sums are SIMD-group matrices. */
export function emitWriteStrip(kernel: GemmKernel): string[] {
  const { typeC, accumulator, epilogue } = kernel;
  const head = [
    `inline void write_strip(const threadgroup ${accumulator} *strip`,
    `device ${typeC} *C`,
    ...(epilogue.bias ? [`device const ${typeC} *bias`] : []),
    'uint row',
    'uint column',
  ].join(', ');
  const rest = 'uint own_row, uint own_column, constant GemmSizes &sizes, ushort lane)';
  const quad = `float4(*(const threadgroup ${accumulator}4 *)(strip + i))`;
  return [
    '// Writes 8 rows of sums from the threadgroup memory of the SIMD-group.',
    `${head},`,
    ...block(`${' '.repeat('inline void write_strip('.length)}${rest}`, [
      ...block('for (uint i = lane * 4; i < 8 * STRIP; i += 32 * 4)', [
        'const uint r = row + i / STRIP, c = column + i % STRIP;',
        'if (r >= own_row && r < sizes.m)',
        `    write_quad(${quad}, C + r * sizes.ldc, ${biasArgument(kernel, 'r')}c, own_column, sizes);`,
      ]),
    ]),
  ];
}

/** Whether sums are written unchanged, and a tile at a time if all of it is the block's own. */
function isStoredWhole({ epilogue, typeC, accumulator }: GemmKernel): boolean {
  return isPlain(epilogue) && typeC === accumulator;
}

/** Columns of a strip. */
export function stripColumns(kernel: GemmKernel): number {
  return stripTiles(kernel) * 8;
}

/** The strip of a SIMD-group in the kernel's threadgroup memory `shared`. */
export function emitStripPointer({ accumulator }: GemmKernel): string {
  return `threadgroup ${accumulator} *strip = (threadgroup ${accumulator} *)shared + simdgroup_index * 8 * STRIP;`;
}

/**
 * Writes the sums of a SIMD-group's part, which begins at `row`, `column` of C. Its own elements are those from
 * `own_row`, `own_column` on.
 */
export function emitStoreTiles(kernel: GemmKernel): string[] {
  const write = [
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
    `write_strip(strip, C, ${kernel.epilogue.bias ? 'bias, ' : ''}row + i * 8, column + j * 8, own_row, own_column, sizes, lane);`,
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
  ];
  return isStoredWhole(kernel) ? storeWhole(write) : storeStrips(write);
}

function storeWhole(write: Lines): string[] {
  return block('for (uint i = 0; i < PART_M / 8; i++)', [
    ...block('for (uint j = 0; j < PART_N / 8; j++)', [
      'const uint r = row + i * 8, c = column + j * 8;',
      'if (r >= own_row && r + 8 <= sizes.m && c >= own_column && c + 8 <= sizes.n) {',
      '    simdgroup_store(sums[i][j], C + r * sizes.ldc + c, sizes.ldc);',
      '} else if (r + 8 > own_row && r < sizes.m && c + 8 > own_column && c < sizes.n) {',
      '    simdgroup_store(sums[i][j], strip, STRIP);',
      ...write.map((line) => `    ${line}`),
      '}',
    ]),
  ]);
}

function storeStrips(write: Lines): string[] {
  return block('for (uint i = 0; i < PART_M / 8; i++)', [
    ...block('for (uint j = 0; j < PART_N / 8; j += STRIP / 8)', [
      'for (uint t = 0; t < STRIP / 8; t++)',
      '    simdgroup_store(sums[i][j + t], strip + t * 8, STRIP);',
      ...write,
    ]),
  ]);
}

/** Writes all sums of a part to its block in scratch memory. */
export const STORE_PARTIAL: Lines = forTiles('PART_M / 8', 'PART_N / 8', [
  'simdgroup_store(sums[i][j], partial + (part_row + i * 8) * BLOCK_N + part_column + j * 8, BLOCK_N);',
]);
