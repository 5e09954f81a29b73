import { DTYPE } from '../../msl/dtype.ts';
import {
  type Argument,
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  SIMD_WIDTH,
  THREAD,
  tileType,
} from '../../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../../msl/text.ts';
import { SIZES_STRUCT, sizesArgument } from '../frame.ts';
import { LSE } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import { transposeConstants } from '../operands.ts';
import { pitchOf } from '../pitch.ts';
import type { CompleteAttention } from '../problem.ts';
import { emitRanges, MAP_STATES, type MaskMap, mapArguments } from './masks.ts';
import {
  type BackwardConfiguration,
  type BlockPass,
  blockElements,
  blockOf,
  blockShape,
  edgeElements,
  threadgroupBytesOf,
} from './parameters.ts';
import { tileFunctions } from './tiles.ts';

/** What a pass over blocks is generated for. Its text serves all sizes. */
export interface BackwardText {
  readonly problem: CompleteAttention;
  readonly config: BackwardConfiguration;
  /** For the mask `block-sparse`. */
  readonly map?: MaskMap;
}

/** The row sums of dO∘O: float [batch · heads, r], like L. */
export const ROW_SUMS = 'D';

/** The differences between the two passes over blocks. */
interface BlockKernel {
  readonly functionName: string;
  /** The comment at the top of the source. */
  readonly title: Lines;
  /** The gradients that it writes. */
  readonly gradients: readonly string[];
  /** The loop in pseudocode, above the kernel. */
  readonly comment: Lines;
  readonly body: Lines;
}

/** The arguments of a pass over blocks that writes some gradients. */
export function blockArguments({ problem, map }: BackwardText, gradients: readonly string[]): Argument[] {
  const type = DTYPE[problem.dtype].msl;
  return [
    ...['Q', 'K', 'V', 'dO'].map((name) => ({ declaration: `device const ${type} *${name}`, value: name })),
    ...[LSE, ROW_SUMS].map((name) => ({ declaration: `device const float *${name}`, value: name })),
    ...gradients.map((name) => ({ declaration: `device ${type} *${name}`, value: name })),
    ...maskArguments(problem),
    ...mapArguments(map),
    sizesArgument(problem),
  ];
}

/** The source of one of the two passes over blocks. */
export function blockSource(pass: BlockPass, text: BackwardText, kernel: BlockKernel): string {
  const { problem, map } = text;
  const shape = blockShape(pass, text.config);
  const tiles = tileType(problem.dtype);
  return sourceText(
    [...kernel.title, ...emitHeader(pass, text)],
    [...emitPreamble('metal_stdlib', 'metal_simdgroup_matrix'), '', ...SIZES_STRUCT],
    [`typedef ${DTYPE[problem.dtype].msl} Element;`, `typedef ${tiles} ElementTile;`],
    EDGES,
    emitConstants({ ...constantsOf(pass, text), ...transposeConstants(problem) }),
    [
      '// Less than any L but that of a query that sees no key: -infinity, which fast math may not compare right.',
      'constant constexpr float LEAST = -1e38f;',
    ],
    emitRanges(problem.mask, pass === 'dkv'),
    ...(map ? [MAP_STATES] : []),
    ...tileFunctions(pass, problem.dtype === 'f32'),
    [
      ...kernel.comment,
      ...emitKernel(
        {
          functionName: kernel.functionName,
          threads: shape.simdgroups * SIMD_WIDTH,
          parameters: [
            ...declarationsOf(blockArguments(text, kernel.gradients)),
            THREAD.group,
            THREAD.simdgroup,
            THREAD.lane,
          ],
        },
        kernel.body,
      ),
    ],
  );
}

function emitHeader(pass: BlockPass, { problem, config }: BackwardText): string[] {
  const shape = blockShape(pass, config);
  const { simdgroups, rows, step, head } = shape;
  const [of, by] = pass === 'dq' ? ['queries', 'keys'] : ['keys', 'queries'];
  return lines(`
    //
    // block                ${rows} ${of} per SIMD-group, ${step} ${by} at a time; SIMD-groups per threadgroup: ${simdgroups}
    // head dimension       ${head} columns of the gradients per threadgroup
    // mask                 ${problem.mask}
    // threadgroup memory   ${threadgroupBytesOf(pass, shape, problem.dtype)} bytes
    //
    // Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.
  `);
}

const EDGES: Lines = lines(`
  // True if r, c and d are at least as large as a block. A block that would cross an edge is then moved inward,
  // and skips what it shares with the block before.
  constant bool whole [[function_constant(0)]];

  // True if HEAD divides d: no tile crosses the edge of the head dimension.
  constant bool even [[function_constant(1)]];
`);

function constantsOf(pass: BlockPass, { config, map }: BackwardText): Record<string, number> {
  const shape = blockShape(pass, config);
  const { queries, keys } = blockOf(pass, shape);
  const lanesARow = Math.max(1, Math.floor(SIMD_WIDTH / queries));
  return {
    SIMDGROUPS: shape.simdgroups,
    ROWS: shape.rows,
    STEP: shape.step,
    HEAD: shape.head,
    QUERIES: queries,
    KEYS: keys,
    PITCH: pitchOf(keys),
    BLOCK: blockElements(pass, shape),
    EDGE: edgeElements(pass, shape),
    LANES_A_ROW: lanesARow,
    RUN: keys / lanesARow,
    ...(map && { MAP_QUERIES: map.blockR, MAP_KEYS: map.blockC }),
  };
}
