import { forTiles } from '../msl/kernel.ts';
import { block, type Lines, lines } from '../msl/text.ts';
import type { GemmKernel } from './kernel.ts';
import { blockOf } from './loads.ts';
import type { Operand } from './operands.ts';
import { emitStagedLoop } from './staged-loop.ts';

/** A statement for each 8x8 tile [i][j] of a SIMD-group's part of C. */
function forPart(statement: string): string[] {
  return forTiles('PART_M / 8', 'PART_N / 8', [statement]);
}

/** The sums of a part, all zero. */
export function emitTileSums({ accumulator }: GemmKernel): string[] {
  return [
    `simdgroup_matrix<${accumulator}, 8, 8> sums[PART_M / 8][PART_N / 8];`,
    ...forPart(`sums[i][j] = make_filled_simdgroup_matrix<${accumulator}, 8, 8>(${accumulator}(0));`),
  ];
}

const MULTIPLY: Lines = forPart('simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);');

function tileRows({ a, b }: GemmKernel): string[] {
  return [
    `simdgroup_matrix<${a.type}, 8, 8> a[PART_M / 8];`,
    `simdgroup_matrix<${b.type}, 8, 8> b[PART_N / 8];`,
  ];
}

/**
 * `multiply_step<WHOLE_K>(...)`: adds 8 elements of K, read from device memory, to the sums of a part. Tiles are at
 * offsets from `A` and `B` that do not change from step to step, so that their addresses need not be computed again.
 */
export function emitMultiplyStep(kernel: GemmKernel): string[] {
  const { a, b, accumulator } = kernel;
  const load = (tile: string, operand: Operand, place: string, whole: string) =>
    `load_tile<${operand.transposed}>(${tile}, ${operand.name}, ${operand.leading}, edge, ${place}, ${whole}, lane);`;
  const parameters = [
    `thread simdgroup_matrix<${accumulator}, 8, 8> (&sums)[PART_M / 8][PART_N / 8]`,
    ...[`device const ${a.memoryType} *A`, `device const ${b.memoryType} *B`, `threadgroup ${a.type} *edge`],
    ...['uint rows', 'uint columns', 'uint depth', 'constant GemmSizes &sizes', 'ushort lane'],
  ];
  return [
    '// Adds 8 elements of K, or fewer at its end, to the sums of a part. A and B point to the first elements that',
    '// it needs; `rows`, `columns` and `depth` are what is left of M, N and K from there.',
    'template <bool WHOLE_K>',
    ...block(`inline void multiply_step(${parameters.join(', ')})`, [
      ...tileRows(kernel),
      'for (uint i = 0; i < PART_M / 8; i++)',
      `    ${load('a[i]', a, 'i * 8, 0, rows, depth', 'whole_m && WHOLE_K')}`,
      'for (uint j = 0; j < PART_N / 8; j++)',
      `    ${load('b[j]', b, '0, j * 8, depth, columns', 'whole_n && WHOLE_K')}`,
      ...MULTIPLY,
    ]),
  ];
}

/** The loop over K of a SIMD-group that reads from device memory. */
export function emitDirectLoop({ a, b }: GemmKernel): string[] {
  const step = (name: string, left: string) =>
    `multiply_step<${name}>(sums, next_a, next_b, edge, sizes.m - row, sizes.n - column, ${left}, sizes, lane);`;
  return [
    ...lines(`
      threadgroup ${a.type} *edge = (threadgroup ${a.type} *)strip;
      const uint k_whole = k_end - (k_end - k_begin) % 8;
      // The part's first elements of A and B in a step.
      device const ${a.memoryType} *next_a = A + ${at(a, 'row', 'k_begin')};
      device const ${b.memoryType} *next_b = B + ${at(b, 'k_begin', 'column')};
    `),
    ...block('for (uint k = k_begin; k < k_whole; k += 8)', [
      step('true', '8'),
      `next_a += ${a.transposed ? `8 * ${a.leading}` : '8'};`,
      `next_b += ${b.transposed ? '8' : `8 * ${b.leading}`};`,
    ]),
    'if (!whole_k && k_whole < k_end)',
    `    ${step('false', 'k_end - k_whole')}`,
    '// Sums overwrite the edges, once these have been read.',
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
  ];
}

/** Where an element of an operand is in memory. */
function at({ transposed, leading }: Operand, row: string, column: string): string {
  return transposed ? `${column} * ${leading} + ${row}` : `${row} * ${leading} + ${column}`;
}

/** How much of a staged step a part multiplies. */
const DEPTH: Lines = [
  '// How much of the step this part needs: less at the end of K, nothing outside of C.',
  'const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);',
  'const uint depth = inside ? left : 0;',
];

/** Multiplies SIMD-group matrices of the staged blocks. */
export function emitMatrixLoop(kernel: GemmKernel): string[] {
  const { a, b } = kernel;
  return emitStagedLoop(kernel, [
    ...DEPTH,
    ...block('for (uint step = 0; step < depth; step += 8)', [
      ...tileRows(kernel),
      'for (uint i = 0; i < PART_M / 8; i++)',
      `    ${loadStaged('a[i]', a, 'part_row + i * 8', 'step')}`,
      'for (uint j = 0; j < PART_N / 8; j++)',
      `    ${loadStaged('b[j]', b, 'step', 'part_column + j * 8')}`,
      ...MULTIPLY,
    ]),
  ]);
}

function loadStaged(tile: string, operand: Operand, row: string, column: string): string {
  const leading = `${operand.name}_LEADING`;
  const [outer, inner] = operand.transposed ? [column, row] : [row, column];
  const first = outer.includes(' ')
    ? `(${outer}) * ${leading} + ${inner}`
    : `${outer} * ${leading} + ${inner}`;
  const transpose = operand.transposed ? ', ulong2(0), true' : '';
  return `simdgroup_load(${tile}, ${blockOf(operand)} + ${first}, ${leading}${transpose});`;
}

/** The sums of a thread, all zero. */
export const QUAD_SUMS: Lines = lines(`
  float4 sums[ROWS][QUADS];
  for (uint i = 0; i < ROWS; i++)
      for (uint j = 0; j < QUADS; j++)
          sums[i][j] = 0;
`);

/** Multiplies elements of the staged blocks in the registers of a thread. */
export function emitQuadLoop(kernel: GemmKernel): string[] {
  const { a, b } = kernel;
  const left = a.transposed
    ? 'a_block[step * A_LEADING + part_row + i]'
    : 'a_block[(part_row + i) * A_LEADING + step]';
  const column = (offset: number) => `b_block[(part_column + j * 4 + ${offset}) * B_LEADING + step]`;
  const right = b.transposed
    ? [
        'for (uint j = 0; j < QUADS; j++)',
        `    b[j] = float4(${column(0)}, ${column(1)},`,
        `                  ${column(2)}, ${column(3)});`,
      ]
    : [
        'for (uint j = 0; j < QUADS; j++)',
        `    b[j] = float4(*(const threadgroup ${b.type}4 *)(b_block + step * B_LEADING + part_column + j * 4));`,
      ];
  return emitStagedLoop(kernel, [
    ...DEPTH,
    ...block('for (uint step = 0; step < depth; step++)', [
      'float4 b[QUADS];',
      ...right,
      'for (uint i = 0; i < ROWS; i++)',
      '    for (uint j = 0; j < QUADS; j++)',
      `        sums[i][j] += float(${left}) * b[j];`,
    ]),
  ]);
}
