import { DTYPE } from '../../msl/dtype.ts';
import { forTiles, tileType } from '../../msl/kernel.ts';
import { block, type Lines, lines } from '../../msl/text.ts';
import { emitMaskedBy, isPositional, MASK, maskBuffers, mayBeWhole } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { BASE, ifWhole, type SoftmaxInput, type SoftmaxText, STATE_COMMENT } from './softmax.ts';

export const WAIT = 'simdgroup_barrier(mem_flags::mem_threadgroup);';
export const COLUMNS = 'BLOCK_C / PARTS';
export const EACH_ROW = 'for (uint i = 0; i < ROWS; i++)';

/**
 * Softmax through threadgroup memory: the tiles of S are stored, each lane takes rows or a part of one, and the tiles of
 * P are loaded from where S was. Rows lie in one piece, so that the CPU device takes them in vector instructions.
 */
export function softmaxInThreadgroup(input: SoftmaxInput): SoftmaxText {
  const { config, shape } = input;
  const parts = Math.max(1, 32 / config.registerR);
  const isLow = shape.weightType !== 'f32';
  const type = DTYPE[shape.weightType].msl;
  const memory = (declared: string, name: string) => [
    `alignas(16) threadgroup ${declared} all_${name}[BLOCK_R * BLOCK_C];`,
    `threadgroup ${declared} *${name} = all_${name} + simdgroup_index * REGISTER_R * BLOCK_C;`,
  ];
  return {
    // Lanes that share a row, and rows that a lane has a part of.
    constants: { PARTS: parts, ROWS: (config.registerR * parts) / 32 },
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
      `    simdgroup_load(p[i], ${isLow ? 'weights' : 'scores'} + i * 8 * BLOCK_C + k * 8, BLOCK_C);`,
    ],
    finish: emitFinish(input),
  };
}

const SCALE_ROWS: Lines = lines(`
  // The row, within those of its SIMD-group, that is the i-th of a lane.
  inline uint row_of(uint i, ushort lane) {
      return i * (32 / PARTS) + lane / PARTS;
  }

  // Multiplies each row of O by a factor: from the left, by a matrix that has the factors on its diagonal.
  inline void scale_rows(thread simdgroup_float8x8 (&o)[TILES_R][SLICE_D / 8], thread const float *factors,
                         threadgroup float *edge, ushort lane) {
      for (uint i = 0; i < TILES_R; i++) {
          simdgroup_barrier(mem_flags::mem_threadgroup);
          for (uint e = lane; e < 64; e += 32)
              edge[e] = 0.0f;
          simdgroup_barrier(mem_flags::mem_threadgroup);
          for (uint k = 0; k < ROWS; k++)
              if (row_of(k, lane) / 8 == i && lane % PARTS == 0)
                  edge[row_of(k, lane) % 8 * 9] = factors[k];
          simdgroup_barrier(mem_flags::mem_threadgroup);
          simdgroup_float8x8 diagonal;
          simdgroup_load(diagonal, edge, 8);
          for (uint j = 0; j < SLICE_D / 8; j++)
              simdgroup_multiply(o[i][j], diagonal, o[i][j]);
      }
      simdgroup_barrier(mem_flags::mem_threadgroup);
  }
`);

/** A statement that lanes repeat which share a row. */
export function across(config: { readonly registerR: number }, statement: string): string[] {
  return config.registerR >= 32 ? [] : ['for (ushort step = 1; step < PARTS; step *= 2)', `    ${statement}`];
}

/** A lane's part of its i-th row. */
export const OWN: Lines = lines(`
  const uint first = lane % PARTS * (BLOCK_C / PARTS), offset = row_of(i, lane) * BLOCK_C + first;
  threadgroup float *own = scores + offset;
`);

function emitStep({ problem, config, shape }: SoftmaxInput, weights: string): string[] {
  const type = DTYPE[shape.weightType].msl;
  return [
    '// From S to P by way of threadgroup memory.',
    ...(config.load === 'direct' ? [WAIT] : []),
    ...forTiles('TILES_R', 'TILES_C', [
      'simdgroup_store(s[i][j], scores + i * 8 * BLOCK_C + j * 8, BLOCK_C);',
    ]),
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
        'const float weight = exp2(own[j] - base);',
        weights === 'scores' ? 'own[j] = weight;' : `own_weights[j] = ${type}(weight);`,
        'sum += weight;',
      ]),
      'l[i] += sum;',
    ]),
    WAIT,
  ];
}

/**
 * `most`, the largest of a lane's scores, once they are scaled and masked. `columns` of each row are a lane's: taken four
 * at a time where they are that many, which is what makes vector instructions of it on the CPU device.
 */
export function emitLargest(problem: CompleteAttention, columns: number): string[] {
  const isFours = columns % 4 === 0;
  const each = `for (uint j = 0; j < ${COLUMNS}; j++)`;
  const eachFour = `for (uint j = 0; j < ${COLUMNS} / 4; j++)`;
  const largest = isFours
    ? [eachFour, '    most4 = max(most4, own4[j]);']
    : [each, '    most = max(most, own[j]);'];
  return [
    ...(isFours
      ? ['threadgroup float4 *own4 = (threadgroup float4 *)own;', 'float4 most4 = -INFINITY;']
      : ['float most = -INFINITY;']),
    ...ifWhole(
      mayBeWhole(problem.mask),
      isFours
        ? block(eachFour, ['own4[j] *= sizes.scale_log2;', 'most4 = max(most4, own4[j]);'])
        : block(each, ['own[j] *= sizes.scale_log2;', 'most = max(most, own[j]);']),
      [...emitMasked(problem, each), ...largest],
    ),
    ...(isFours ? ['float most = max(max(most4.x, most4.y), max(most4.z, most4.w));'] : []),
  ];
}

/** Scales and masks a lane's scores of its i-th row. */
function emitMasked(problem: CompleteAttention, each: string): string[] {
  const [buffer] = maskBuffers(problem);
  const at = 'row + row_of(i, lane), key + first + j, seen[i], sizes';
  if (!buffer) return [each, `    own[j] = masked_score(own[j], ${at});`];
  return [
    'const uint own_key = key + first, end = seen[i].y;',
    `const uint count = end > own_key ? min(end - own_key, ${COLUMNS}) : 0;`,
    `device const ${DTYPE[buffer.dtype].msl} *entries = ${MASK} + (row + row_of(i, lane)) * sizes.c + own_key;`,
    'for (uint j = 0; j < count; j++)',
    '    own[j] = masked_by(own[j], entries[j], sizes);',
    `for (uint j = count; j < ${COLUMNS}; j++)`,
    '    own[j] = -INFINITY;',
  ];
}

function emitRescale(above: number): string[] {
  const grown = `largest[i] > m[i]${above ? ` + ${above}.0f` : ''}`;
  return block('if (simd_any(has_grown))', [
    'float factors[ROWS];',
    ...block(EACH_ROW, [
      'factors[i] = 1.0f;',
      ...block(`if (${grown})`, [
        'factors[i] = exp2(m[i] - largest[i]);',
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
      'factors[i] = l[i] > 0.0f ? 1.0f / l[i] : 0.0f; // 0: a query that sees no key',
      ...(hasLse
        ? [
            'const uint query = row + row_of(i, lane);',
            'if (group.z == 0 && lane % PARTS == 0 && query < sizes.r)',
            '    L[head * sizes.r + query] = M_LN2_F * (m[i] + log2(l[i]));',
          ]
        : []),
    ]),
    'scale_rows(o, factors, edge, lane);',
  ];
}
