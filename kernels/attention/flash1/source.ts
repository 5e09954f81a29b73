import { declarationsOf, emitConstants, emitKernel, emitPreamble, TILE } from '../../msl/kernel.ts';
import { block, indent, type Lines, lines, sourceText } from '../../msl/text.ts';
import { EDGES } from '../edges.ts';
import {
  constantsOf,
  EACH_BLOCK,
  emitBlock,
  emitBlockState,
  emitPlace,
  emitSeenByBlock,
  type Flash2Text,
  threadOf,
} from '../flash2/key-blocks.ts';
import { type Flash2Shape, flash2Shape, threadgroupBytesOf } from '../flash2/shape.ts';
import { softmaxInThreadgroup } from '../flash2/softmax-threadgroup.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitMask } from '../masks.ts';
import { OFFSET_OF, transposeConstants } from '../operands.ts';
import { emitScores, emitWeightedValues } from '../products.ts';
import { emitLoadTile, emitStoreTile } from '../tiles.ts';
import { DEVICE_WAIT, eachTile, emitStart, emitStep, loadO, type Sums, storeO } from './statistics.ts';

/** FlashAttention 1: everything that is kept from one block of keys to the next is in device memory. */
export function flash1Source(text: Flash2Text, sums: Sums): string {
  const { problem, config, args } = text;
  const shape = flash2Shape(problem, config);
  const softmax = softmaxInThreadgroup({ ...text, shape });
  const { dtype } = problem;
  const { load, buffers } = config;
  const reading = { shape, load, buffers, cacheQ: false, isSingleRow: config.registerR === TILE };
  const isApart = sums === 'sums';
  return sourceText(
    emitHeader(text, shape),
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT, '', ...EDGES],
    emitConstants({ ...constantsOf(config, shape), ...softmax.constants, ...transposeConstants(problem) }),
    emitMask(problem),
    OFFSET_OF,
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
          ...emitPlace(text, softmax.memory),
          ...(isApart
            ? ['sums += head * sizes.r * sizes.d + offset_of(row, first_column, stride_o, TRANSPOSED_O);']
            : []),
          'm += (group.z * groups.y + head) * sizes.r;',
          'l += (group.z * groups.y + head) * sizes.r;',
          '',
          ...emitStart(sums),
          ...emitSeenByBlock(),
          ...block(EACH_BLOCK, [
            ...emitBlock(problem),
            ...emitBlockState(problem),
            ...emitScores(reading),
            '',
            ...emitStep(text),
            '',
            'simdgroup_float8x8 o[TILES_R][SLICE_D / 8];',
            ...eachTile(loadO('o[i][j]', sums)),
            'scale_rows(o, factors, edge, lane);',
            ...emitWeightedValues(reading, softmax.weights),
            ...eachTile(storeO('o[i][j]', sums)),
            DEVICE_WAIT,
          ]),
          ...(isApart ? emitConversion() : []),
        ],
      ),
    ],
  );
}

const KERNEL_COMMENT: Lines = lines(`
  // O = 0, m = -infinity, l = 0, in device memory
  // for each block of keys that a query of this block can see:
  //     S = Q * transpose(K)
  //     read m, l and O; m' = the maximum of m and the scores; P = exp2(S - m')
  //     l' = exp2(m - m') * l + the row sums of P
  //     O = (exp2(m - m') * l * O + P * V) / l'
  //     write m', l' and O
`);

function emitHeader({ problem, config }: Flash2Text, { threads, depth }: Flash2Shape): string[] {
  return lines(`
    // FlashAttention 1: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
    // After each block of keys, O is the result for the keys so far: its rows are normalized. They go through
    // device memory, and so do their statistics m and l.
    //
    // block                ${config.blockR} queries per threadgroup of ${threads} threads, ${config.blockC} keys at a time
    // part of the block    ${config.registerR} queries per SIMD-group
    // head dimension       up to ${depth}
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytesOf(problem, config)} bytes
  `);
}

function emitConversion(): string[] {
  return [
    'for (uint i = 0; i < TILES_R; i++)',
    ...indent(
      block('for (uint j = 0; j < SLICE_D / 8; j++)', [
        'simdgroup_float8x8 o;',
        loadO('o', 'sums'),
        storeO('o', 'O'),
      ]),
    ),
  ];
}
