import { DTYPE } from '../msl/dtype.ts';
import { block, type Lines, lines, sourceText } from '../msl/text.ts';
import { BLOCK_STATES, MASK_TEXT } from './backward-masks.ts';
import {
  type BackwardConfiguration,
  type BlockPass,
  blockOf,
  pitchOf,
  SIMD_WIDTH,
  shapeOf,
  stripElements,
  threadgroupBytesOf,
} from './backward-parameters.ts';
import { tileFunctions } from './backward-tiles.ts';
import type { CompleteAttention } from './problem.ts';

/** What the text of a pass over blocks depends on: the same for all sizes. */
export type BackwardText = Pick<
  CompleteAttention,
  'dtype' | 'mask' | 'transposeQ' | 'transposeK' | 'transposeV' | 'transposeO'
>;

/** The sizes that a pass gets as words, in this order. */
export const SIZES: Lines = lines(`
  struct Sizes {
      uint r, c, d;         // queries, keys, head dimension
      uint group;           // query heads that share a head of keys and values
      uint window;          // keys that a query sees
      uint block_queries;   // size of the blocks of the mask's table
      uint block_keys;
      float scale;
  };
`);

/** An argument of a kernel: its declaration without its index. */
export interface Argument {
  readonly name: string;
  readonly declaration: string;
}

/** The kernel function: arguments get the indices of their order. `thread` declares those that say which thread it is. */
export function emitKernel(
  functionName: string,
  threads: number,
  argumentList: readonly Argument[],
  thread: Lines,
  body: Lines,
): string[] {
  const head = `kernel void ${functionName}(`;
  const parameters = argumentList.map(({ declaration }, index) => `${declaration} [[buffer(${index})]]`);
  const signature = `${head}${[...parameters, ...thread].join(`,\n${' '.repeat(head.length)}`)})`;
  return [`[[max_total_threads_per_threadgroup(${threads})]]`, ...block(signature, body)];
}

const BLOCK_THREAD: Lines = [
  'uint3 group [[threadgroup_position_in_grid]]',
  'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
  'ushort lane [[thread_index_in_simdgroup]]',
];

const input = (name: string) => ({ name, declaration: `device const Element *${name}` });
const output = (name: string) => ({ name, declaration: `device Element *${name}` });

/** The arguments of a pass over blocks, after which come the gradients that it writes. */
export function blockArguments({ mask }: BackwardText, gradients: readonly string[]): Argument[] {
  const { matrix, hasBlocks } = MASK_TEXT[mask];
  return [
    ...['Q', 'K', 'V', 'dO'].map(input),
    ...['L', 'D'].map((name) => ({ name, declaration: `device const float *${name}` })),
    { name: 'sizes', declaration: 'constant Sizes &sizes' },
    ...gradients.map(output),
    ...(matrix ? [{ name: 'M', declaration: `device const ${matrix} *M` }] : []),
    ...(hasBlocks ? [{ name: 'blocks', declaration: 'device const uchar *blocks' }] : []),
  ];
}

/** What the text of one of the two passes over blocks is made of beside what both have. */
export interface BlockKernel {
  readonly functionName: string;
  /** Lines of the comment at the head of the source. */
  readonly title: Lines;
  readonly gradients: readonly string[];
  /** The loop in words, above the kernel. */
  readonly comment: Lines;
  readonly body: Lines;
}

/** The source of one of the two passes over blocks. */
export function blockSource(
  pass: BlockPass,
  text: BackwardText,
  configuration: BackwardConfiguration,
  kernel: BlockKernel,
): string {
  const shape = shapeOf(pass, configuration);
  const { simdgroups, rows, step, head } = shape;
  const { ranges, hasBlocks } = MASK_TEXT[text.mask];
  const { msl } = DTYPE[text.dtype];
  const { queries, keys } = blockOf(pass, shape);
  const lanesARow = Math.max(1, SIMD_WIDTH / queries);
  const constants = {
    SIMDGROUPS: simdgroups,
    ...{ ROWS: rows, STEP: step, HEAD: head },
    ...{ QUERIES: queries, KEYS: keys, PITCH: pitchOf(keys) },
    STRIPS: stripElements(shape),
    ...{ LANES_A_ROW: lanesARow, RUN: keys / lanesARow },
  };
  const flags = { Q: text.transposeQ, K: text.transposeK, V: text.transposeV, O: text.transposeO };
  const [of, by] = pass === 'dq' ? ['queries', 'keys'] : ['keys', 'queries'];
  return sourceText(
    [
      ...kernel.title,
      '//',
      `// rows                 ${rows} ${of} a SIMD-group, of which a threadgroup has ${simdgroups}`,
      `// step                 ${step} ${by}`,
      `// columns              ${head} of the head dimension`,
      `// mask                 ${text.mask}`,
      `// threadgroup memory   ${threadgroupBytesOf(pass, shape, text.dtype)} bytes`,
      '//',
      '// Serves all sizes. Offsets are uint: a matrix has 2^28 elements at most.',
    ],
    ['#include <metal_stdlib>', '#include <metal_simdgroup_matrix>', 'using namespace metal;'],
    [`typedef ${msl} Element;`, `typedef simdgroup_${msl}8x8 ElementTile;`],
    SIZES,
    lines(`
      // True when r, c and d are at least a block's: a block that crosses an edge is moved back, and what it has in
      // common with the one before is left out.
      constant bool whole [[function_constant(0)]];

      // True when HEAD divides d: no tile crosses the edge of the head dimension.
      constant bool even [[function_constant(1)]];
    `),
    Object.entries(constants).map(([name, value]) => `constant constexpr uint ${name} = ${value};`),
    Object.entries(flags).map(([name, is]) => `constant constexpr bool ${name}_TRANSPOSED = ${is};`),
    [
      '// Of a query that sees no key, L is -infinity, which is less; fast math may not tell infinities apart.',
      'constant constexpr float LEAST = -1e38f;',
    ],
    ranges,
    ...(hasBlocks ? [BLOCK_STATES] : []),
    ...tileFunctions(pass, text.dtype === 'f32'),
    [
      ...kernel.comment,
      ...emitKernel(
        kernel.functionName,
        simdgroups * SIMD_WIDTH,
        blockArguments(text, kernel.gradients),
        BLOCK_THREAD,
        kernel.body,
      ),
    ],
  );
}

/** The two products that weights are made of. */
export const PRODUCTS: Lines = lines(`
  multiply<Q_TRANSPOSED, K_TRANSPOSED>(scores, Q, first_query, sizes.r, K, first_key, sizes.c, sizes.d, tails,
                                       strips, lane);
  multiply<O_TRANSPOSED, V_TRANSPOSED>(slopes, dO, first_query, sizes.r, V, first_key, sizes.c, sizes.d,
                                       tails + ROWS * 8, strips, lane);
  simdgroup_barrier(mem_flags::mem_threadgroup);
`);

/** Where a SIMD-group keeps scores and slopes, and what crosses edges. */
export const SCRATCH: Lines = lines(`
  threadgroup float all_blocks[SIMDGROUPS * 2 * QUERIES * PITCH];
  threadgroup Element all_strips[SIMDGROUPS * STRIPS];
  threadgroup float *scores = all_blocks + simdgroup_index * 2 * QUERIES * PITCH;
  threadgroup float *slopes = scores + QUERIES * PITCH;
  threadgroup Element *strips = all_strips + simdgroup_index * STRIPS;
  // The last columns of the matrices whose rows stay; where there are strips, there are no tails.
  threadgroup Element *tails = strips;
`);

/**
 * Copies the last columns, fewer than 8, of the two matrices whose rows stay from step to step: behind zeros, so that
 * they go with 8 columns of the other matrices, the first of which have been taken.
 */
export function emitTails(
  matrices: readonly { name: string; flag: string }[],
  row: string,
  rows: string,
): string[] {
  const copies = matrices.map(
    ({ name, flag }, index) =>
      `copy_strip<ROWS, ${flag}>(tails + ${index} * ROWS * 8, ${name}, ${row}, sizes.d - 8, sizes.d / 8 * 8, ${rows}, sizes.d,`,
  );
  return block('if (whole && !even && sizes.d % 8 != 0)', [
    ...copies.flatMap((copy) => [copy, '    lane);']),
    'simdgroup_barrier(mem_flags::mem_threadgroup);',
  ]);
}
