import {
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  forTiles,
  TILE,
  ZERO_TILE,
} from '../../msl/kernel.ts';
import { block, type Lines, lines, sourceText } from '../../msl/text.ts';
import { EDGES } from '../edges.ts';
import { SIZES_STRUCT } from '../frame.ts';
import { emitMask } from '../masks.ts';
import { OFFSET_OF, transposeConstants } from '../operands.ts';
import { emitCachedQ, emitScores, emitStaging, emitStoreO, emitWeightedValues } from '../products.ts';
import { emitLoadTile, emitStage, emitStoreTile, LANE_PLACE } from '../tiles.ts';
import {
  constantsOf,
  EACH_BLOCK,
  emitBlock,
  emitBlockState,
  emitPlace,
  emitSeenByBlock,
  type Flash2Text,
  threadOf,
} from './key-blocks.ts';
import { type Flash2Shape, flash2Shape, threadgroupBytesOf } from './shape.ts';
import type { SoftmaxText } from './softmax.ts';
import { softmaxInRegisters } from './softmax-registers.ts';
import { softmaxInThreadgroup } from './softmax-threadgroup.ts';

const SOFTMAX = { threadgroup: softmaxInThreadgroup, registers: softmaxInRegisters } as const;

/** The forward pass; one text serves all sizes with the same head dimension. */
export function flash2Source(text: Flash2Text): string {
  const { problem, config, args } = text;
  const shape = flash2Shape(problem, config);
  const softmax = SOFTMAX[config.softmax]({ ...text, shape });
  const { dtype } = problem;
  // Softmax in registers relies on the place of a lane's elements, and loads may then do so, too.
  const isByLanes = config.softmax === 'registers';
  return sourceText(
    emitHeader(text, shape),
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT, '', ...EDGES],
    emitConstants({ ...constantsOf(config, shape), ...softmax.constants, ...transposeConstants(problem) }),
    emitMask(problem),
    OFFSET_OF,
    ...(isByLanes ? [LANE_PLACE] : []),
    emitLoadTile(dtype, shape.operandType, isByLanes ? 'lanes' : 'simdgroup'),
    emitStoreTile(dtype),
    ...(config.load === 'staged' ? [emitStage(dtype, shape.operandType)] : []),
    ...softmax.functions,
    [
      ...KERNEL_COMMENT,
      ...emitKernel(
        {
          functionName: 'flash2',
          threads: shape.threads,
          parameters: [...declarationsOf(args), ...threadOf(config)],
        },
        emitBody(text, shape, softmax),
      ),
    ],
  );
}

function emitHeader(
  { problem, config }: Flash2Text,
  { threads, depth, slices, sliceD }: Flash2Shape,
): string[] {
  const parts =
    slices === 1 ? 'O at once' : `O in ${slices} slices of ${sliceD}, each with a threadgroup of its own`;
  return lines(`
    // FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
    //
    // block                ${config.blockR} queries per threadgroup of ${threads} threads, ${config.blockC} keys at a time
    // part of the block    ${config.registerR} queries per SIMD-group
    // head dimension       up to ${depth}; ${parts}
    // edges                the last block of queries or keys is moved inward
    // softmax              ${config.softmax === 'registers' ? 'in registers' : 'in threadgroup memory'}
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytesOf(problem, config)} bytes${config.buffers > 1 ? ', for two staged blocks' : ''}
  `);
}

const KERNEL_COMMENT: Lines = lines(`
  // for each block of keys that a query of this block can see:
  //     S = Q * transpose(K)
  //     softmax of the keys so far: P = exp2(S - m), with a bound m on each row's scores, raised as needed
  //     O = rescaled O + P * V
  // O = O / l, where l is the row sums of all P
`);

function emitBody(text: Flash2Text, shape: Flash2Shape, softmax: SoftmaxText): string[] {
  const { problem, config } = text;
  const { load, buffers, cacheQ } = config;
  const reading = { shape, load, buffers, cacheQ, isSingleRow: config.registerR === TILE };
  return [
    ...emitPlace(text, [...softmax.memory, ...emitStaging(reading)]),
    '',
    ...softmax.state,
    'simdgroup_float8x8 o[TILES_R][SLICE_D / 8];',
    ...forTiles('TILES_R', 'SLICE_D / 8', [`o[i][j] = ${ZERO_TILE};`]),
    ...emitCachedQ(reading),
    '',
    ...emitSeenByBlock(),
    ...block(EACH_BLOCK, [
      ...emitBlock(problem),
      ...emitBlockState(problem),
      ...emitScores(reading),
      '',
      ...softmax.step,
      '',
      ...emitWeightedValues(reading, softmax.weights),
    ]),
    '',
    ...softmax.finish,
    ...emitStoreO(),
  ];
}
