import { DTYPE } from '../../msl/dtype.ts';
import { forTiles, tileType } from '../../msl/kernel.ts';
import { block } from '../../msl/text.ts';
import { emitMaskedBy, isPositional } from '../masks.ts';
import { pitchOf } from '../pitch.ts';
import { across, COLUMNS, EACH_ROW, emitLargest, OWN, SCALE_ROWS, WAIT } from './score-rows.ts';
import { BASE, type SoftmaxInput, type SoftmaxText, STATE_COMMENT } from './softmax.ts';

/**
 * Softmax through threadgroup memory: the tiles of S are stored, each lane takes rows or a part of one, and the tiles
 * of P are loaded from the place of S. Rows are contiguous, so that they are vectorized on the CPU device.
 */
export function softmaxInThreadgroup(input: SoftmaxInput): SoftmaxText {
  const { config, shape } = input;
  const parts = Math.max(1, 32 / config.registerR);
  const isLow = shape.weightType !== 'f32';
  const type = DTYPE[shape.weightType].msl;
  const memory = (declared: string, name: string) => [
    `alignas(16) threadgroup ${declared} all_${name}[BLOCK_R * PITCH];`,
    `threadgroup ${declared} *${name} = all_${name} + simdgroup_index * REGISTER_R * PITCH;`,
  ];
  return {
    // Elements from row to row in threadgroup memory; lanes that share a row, and rows that each lane has or shares.
    constants: { PITCH: pitchOf(config.blockC), PARTS: parts, ROWS: (config.registerR * parts) / 32 },
    functions: [SCALE_ROWS, ...(isPositional(input.problem.mask) ? [] : [emitMaskedBy(input.problem)])],
    memory: [...memory('float', 'scores'), ...(isLow ? memory(type, 'weights') : [])],
    state: [
      STATE_COMMENT,
      'float m[ROWS], l[ROWS];',
      'uint2 seen[ROWS];',
      ...block(EACH_ROW, [
        'm[i] = -INFINITY;',
        'l[i] = 0.0f;',
        'seen[i] = seen_keys(row + row_of(i, lane), sizes);',
      ]),
    ],
    step: emitStep(input, isLow ? 'weights' : 'scores'),
    weights: [
      `${tileType(shape.weightType)} p[TILES_R];`,
      'for (uint i = 0; i < TILES_R; i++)',
      `    simdgroup_load(p[i], ${isLow ? 'weights' : 'scores'} + i * 8 * PITCH + k * 8, PITCH);`,
    ],
    finish: emitFinish(input),
  };
}

function emitStep({ problem, config, shape }: SoftmaxInput, weights: string): string[] {
  const type = DTYPE[shape.weightType].msl;
  return [
    '// From S to P, through threadgroup memory.',
    ...(config.load === 'direct' ? [WAIT] : []),
    ...forTiles('TILES_R', 'TILES_C', ['simdgroup_store(s[i][j], scores + i * 8 * PITCH + j * 8, PITCH);']),
    WAIT,
    'float largest[ROWS];',
    'bool has_grown = false;',
    ...block(EACH_ROW, [
      ...OWN,
      ...emitLargest(problem, (config.blockC * Math.min(config.registerR, 32)) / 32),
      ...across(config, 'most = max(most, simd_shuffle_xor(most, step));'),
      'largest[i] = most;',
      `has_grown |= most > m[i]${config.rescaleAbove ? ` + ${config.rescaleAbove}.0f` : ''};`,
    ]),
    ...emitRescale(config.rescaleAbove),
    ...block(EACH_ROW, [
      ...OWN,
      ...(weights === 'scores' ? [] : [`threadgroup ${type} *own_weights = ${weights} + offset;`]),
      `const float base = ${BASE};`,
      'float sum = 0.0f;',
      ...block(`for (uint j = 0; j < ${COLUMNS}; j++)`, [
        'const float weight = fast::exp2(own[j] - base);',
        weights === 'scores' ? 'own[j] = weight;' : `own_weights[j] = ${type}(weight);`,
        'sum += weight;',
      ]),
      'l[i] += sum;',
    ]),
    WAIT,
  ];
}

function emitRescale(above: number): string[] {
  const grown = `largest[i] > m[i]${above ? ` + ${above}.0f` : ''}`;
  return block('if (simd_any(has_grown))', [
    'float factors[ROWS];',
    ...block(EACH_ROW, [
      'factors[i] = 1.0f;',
      ...block(`if (${grown})`, [
        'factors[i] = fast::exp2(m[i] - largest[i]);',
        'm[i] = largest[i];',
        'l[i] *= factors[i];',
      ]),
    ]),
    'scale_rows(o, factors, edge, lane);',
  ]);
}

function emitFinish({ config, hasLse }: SoftmaxInput): string[] {
  return [
    'float factors[ROWS];',
    ...block(EACH_ROW, [
      ...across(config, 'l[i] += simd_shuffle_xor(l[i], step);'),
      'factors[i] = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key',
      ...(hasLse
        ? [
            'const uint query = row + row_of(i, lane);',
            'if (group.z == 0 && lane % PARTS == 0 && query >= own_row && query < sizes.r)',
            '    L[head * sizes.r + query] = M_LN2_F * (m[i] + precise::log2(l[i]));',
          ]
        : []),
    ]),
    'scale_rows(o, factors, edge, lane);',
  ];
}
