import {
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  forTiles,
  TILE,
  ZERO_TILE,
} from '../../msl/kernel.ts';
import { block, indent, type Lines, lines, sourceText } from '../../msl/text.ts';
import {
  constantsOf,
  EACH_BLOCK,
  emitBlockState,
  emitPlace,
  emitSeenByBlock,
  type Flash2Text,
  threadOf,
} from '../flash2/key-blocks.ts';
import { across, COLUMNS, EACH_ROW, emitLargest, OWN, WAIT } from '../flash2/score-rows.ts';
import { type Flash2Shape, flash2Shape, threadgroupBytesOf } from '../flash2/shape.ts';
import { softmaxInThreadgroup } from '../flash2/softmax-threadgroup.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitMask } from '../masks.ts';
import { transposeConstants } from '../operands.ts';
import { emitScores, emitWeightedValues } from '../products.ts';
import { ALIGNED, emitLoadTile, emitStoreTile } from '../tiles.ts';

/** Where O is while it is made: O itself, or the scratch buffer `sums` where O's data type is not float. */
export type Sums = 'O' | 'sums';

/** FlashAttention 1: what goes from one block of keys to the next does so through device memory. */
export function flash1Source(text: Flash2Text, sums: Sums): string {
  const { problem, config, args } = text;
  const shape = flash2Shape(problem, config);
  const softmax = softmaxInThreadgroup({ ...text, shape });
  const { dtype } = problem;
  const reading = { shape, load: config.load, cacheQ: false, isSingleRow: config.registerR === TILE };
  const isApart = sums === 'sums';
  return sourceText(
    emitHeader(text, shape),
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT, '', ...ALIGNED],
    emitConstants({ ...constantsOf(config, shape), ...softmax.constants, ...transposeConstants(problem) }),
    emitMask(problem),
    emitLoadTile(dtype, dtype),
    emitStoreTile(dtype),
    ...(isApart ? [emitLoadTile('f32', 'f32'), emitStoreTile('f32')] : []),
    ...softmax.functions,
    [
      ...KERNEL_COMMENT,
      ...emitKernel(
        {
          functionName: 'flash1',
          threads: shape.threads,
          parameters: [
            ...declarationsOf(args),
            ...threadOf(config),
            'uint3 groups [[threadgroups_per_grid]]',
          ],
        },
        [
          ...emitPlace(shape, softmax.memory),
          ...(isApart ? ['sums += head * sizes.r * sizes.d;'] : []),
          'm += (group.z * groups.y + head) * sizes.r;',
          'l += (group.z * groups.y + head) * sizes.r;',
          '',
          ...emitStart(sums),
          ...emitSeenByBlock(),
          ...block(EACH_BLOCK, [
            ...emitBlockState(problem),
            ...emitScores(reading),
            '',
            ...emitStep(text),
            '',
            'simdgroup_float8x8 o[TILES_R][SLICE_D / 8];',
            ...eachTile(`load_tile(o[i][j], ${tileOf(sums)}`),
            'scale_rows(o, factors, edge, lane);',
            ...emitWeightedValues(reading, softmax.weights),
            ...eachTile(`store_tile(o[i][j], ${tileOf(sums)}`),
            DEVICE_WAIT,
          ]),
          ...(isApart ? emitConversion() : []),
        ],
      ),
    ],
  );
}

const DEVICE_WAIT = 'simdgroup_barrier(mem_flags::mem_device);';

const KERNEL_COMMENT: Lines = lines(`
  // O = 0, m = -infinity, l = 0, in device memory
  // for each block of keys that a query of this block may see:
  //     S = Q * transpose(K)
  //     read m, l and O; m' = the larger of m and the largest score; P = exp2(S - m')
  //     l' = exp2(m - m') * l + the sum of each row of P
  //     O = (exp2(m - m') * l * O + P * V) / l'
  //     write m', l' and O
`);

function emitHeader({ problem, config }: Flash2Text, { threads, depth }: Flash2Shape): string[] {
  return lines(`
    // FlashAttention 1: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
    // After each block of keys O is what it would be if there were no more: its rows are normalized, and go
    // through device memory like their statistics.
    //
    // block                ${config.blockR} queries a threadgroup of ${threads} threads, ${config.blockC} keys at a time
    // part of the block    ${config.registerR} queries a SIMD-group
    // head dimension       up to ${depth}
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytesOf(problem, config)} bytes
  `);
}

function tileOf(sums: Sums): string {
  return `${sums}, edge, row + i * 8, first_column + j * 8, sizes.r, sizes.d, TRANSPOSED_O, lane);`;
}

function eachTile(statement: string): string[] {
  return forTiles('TILES_R', 'SLICE_D / 8', [statement]);
}

const QUERY = 'const uint query = row + row_of(i, lane);';
/** One of the lanes that share a row writes for it, and only rows that there are. */
const WRITES = 'if (lane % PARTS == 0 && query < sizes.r)';

function emitStart(sums: Sums): string[] {
  return [
    'uint2 seen[ROWS];',
    ...block(EACH_ROW, [
      QUERY,
      'seen[i] = seen_keys(query, sizes);',
      ...block(WRITES, ['m[query] = -INFINITY;', 'l[query] = 0.0f;']),
    ]),
    `const simdgroup_float8x8 zero = ${ZERO_TILE};`,
    ...eachTile(`store_tile(zero, ${tileOf(sums)}`),
    DEVICE_WAIT,
  ];
}

/** From S to P, which is normalized already, and the factors that O gets. */
function emitStep({ problem, config }: Flash2Text): string[] {
  return [
    '// From S to P by way of threadgroup memory.',
    WAIT,
    ...forTiles('TILES_R', 'TILES_C', [
      'simdgroup_store(s[i][j], scores + i * 8 * BLOCK_C + j * 8, BLOCK_C);',
    ]),
    WAIT,
    'float factors[ROWS];',
    ...block(EACH_ROW, [
      ...OWN,
      ...emitLargest(problem, (config.blockC * Math.min(config.registerR, 32)) / 32),
      ...across(config, 'most = max(most, simd_shuffle_xor(most, step));'),
      QUERY,
      'const float old_m = query < sizes.r ? m[query] : -INFINITY, old_l = query < sizes.r ? l[query] : 0.0f;',
      'const float new_m = max(old_m, most);',
      'const float base = new_m == -INFINITY ? 0.0f : new_m; // a row that has seen nothing',
      'float sum = 0.0f;',
      ...block(`for (uint j = 0; j < ${COLUMNS}; j++)`, ['own[j] = exp2(own[j] - base);', 'sum += own[j];']),
      ...across(config, 'sum += simd_shuffle_xor(sum, step);'),
      'const float kept = old_l * exp2(old_m - base), new_l = kept + sum;',
      'const float normalize = new_l > 0.0f ? 1.0f / new_l : 0.0f;',
      `for (uint j = 0; j < ${COLUMNS}; j++)`,
      '    own[j] *= normalize;',
      'factors[i] = kept * normalize;',
      ...(config.registerR < 32
        ? ['simdgroup_barrier(mem_flags::mem_device); // all lanes of a row have read']
        : []),
      ...block(WRITES, ['m[query] = new_m;', 'l[query] = new_l;']),
    ]),
    config.registerR < 32 ? 'simdgroup_barrier(mem_flags::mem_threadgroup | mem_flags::mem_device);' : WAIT,
  ];
}

function emitConversion(): string[] {
  return [
    'for (uint i = 0; i < TILES_R; i++)',
    ...indent(
      block('for (uint j = 0; j < SLICE_D / 8; j++)', [
        'simdgroup_float8x8 o;',
        `load_tile(o, ${tileOf('sums')}`,
        `store_tile(o, ${tileOf('O')}`,
      ]),
    ),
  ];
}
