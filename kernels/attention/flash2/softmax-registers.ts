import { DTYPE } from '../../msl/dtype.ts';
import { tileType } from '../../msl/kernel.ts';
import { block, indent, type Lines } from '../../msl/text.ts';
import { maskInCall, mayBeAllSeen } from '../masks.ts';
import {
  BASE,
  ifAllSeen,
  SEEN_OF_BLOCK,
  type SoftmaxInput,
  type SoftmaxText,
  STATE_COMMENT,
} from './softmax.ts';

const EACH_ROW = 'for (uint i = 0; i < TILES_R; i++)';
const EACH_KEY_TILE = 'for (uint j = 0; j < TILES_C; j++)';
/** Multiplies the two elements of each tile of O that a lane has in row i. */
const SCALE_ROW: Lines = [
  'for (uint j = 0; j < SLICE_D / 8; j++)',
  '    for (ushort e = 0; e < 2; e++)',
  '        o[i][j].thread_elements()[e] *= factor;',
];

/**
 * Softmax in registers: S stays in the matrices of the SIMD-group. In each, a lane has two adjacent elements of a row,
 * which are its thread_elements() on Apple GPUs. The four lanes of a row differ in bits 0 and 3 of their index.
 */
export function softmaxInRegisters(input: SoftmaxInput): SoftmaxText {
  const { shape } = input;
  return {
    constants: {},
    functions: [],
    memory: [],
    state: [
      "// The place of this lane's two elements in a matrix: their row, and the column of the first.",
      'const ushort lane_row = place_of(lane).y, lane_column = place_of(lane).x;',
      STATE_COMMENT,
      'float m[TILES_R], l[TILES_R];',
      'uint2 seen[TILES_R];',
      ...block(EACH_ROW, [
        'm[i] = -INFINITY;',
        'l[i] = 0.0f;',
        'seen[i] = seen_keys(row + i * 8 + lane_row, sizes);',
      ]),
    ],
    step: emitStep(input),
    weights: [
      `${tileType(shape.weightType)} p[TILES_R];`,
      EACH_ROW,
      '    for (ushort e = 0; e < 2; e++)',
      `        p[i].thread_elements()[e] = ${DTYPE[shape.weightType].msl}(s[i][k].thread_elements()[e]);`,
    ],
    finish: emitFinish(input),
  };
}

/** Statements for the two elements of each tile of S that a lane has in row i. */
function eachScore(...body: string[]): string[] {
  return [EACH_KEY_TILE, ...indent(block('for (ushort e = 0; e < 2; e++)', body))];
}

const SCORE = 's[i][j].thread_elements()[e]';

function emitStep({ problem: { mask }, config }: SoftmaxInput): string[] {
  return [
    '// From S to P.',
    ...block(EACH_ROW, [
      'const uint query = row + i * 8 + lane_row, first_key = key + lane_column;',
      ...ifAllSeen(mayBeAllSeen(mask), eachScore(`${SCORE} *= sizes.scale_log2;`), [
        SEEN_OF_BLOCK,
        ...eachScore(
          `const float score = ${SCORE};`,
          `${SCORE} = masked_score(score, query, first_key + j * 8 + e, left, ${maskInCall(mask)}sizes);`,
        ),
      ]),
      'float most = -INFINITY;',
      EACH_KEY_TILE,
      '    most = max(most, max(s[i][j].thread_elements()[0], s[i][j].thread_elements()[1]));',
      'most = max(most, simd_shuffle_xor(most, 1));',
      'most = max(most, simd_shuffle_xor(most, 8));',
      ...block(`if (most > m[i]${config.rescaleAbove ? ` + ${config.rescaleAbove}.0f` : ''})`, [
        'const float factor = fast::exp2(m[i] - most);',
        'm[i] = most;',
        'l[i] *= factor;',
        ...SCALE_ROW,
      ]),
      `const float base = ${BASE};`,
      ...eachScore(`${SCORE} = fast::exp2(${SCORE} - base);`, `l[i] += ${SCORE};`),
    ]),
  ];
}

function emitFinish({ hasLse }: SoftmaxInput): string[] {
  return block(EACH_ROW, [
    'l[i] += simd_shuffle_xor(l[i], 1);',
    'l[i] += simd_shuffle_xor(l[i], 8);',
    'const float factor = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key',
    ...SCALE_ROW,
    ...(hasLse
      ? [
          'const uint query = row + i * 8 + lane_row;',
          'if (group.z == 0 && lane_column == 0 && query >= own_row && query < sizes.r)',
          '    L[head * sizes.r + query] = M_LN2_F * (m[i] + precise::log2(l[i]));',
        ]
      : []),
  ]);
}
