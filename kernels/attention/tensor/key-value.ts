import { block, type Lines, lines } from '../../msl/text.ts';
import { emitSeeingQueries } from '../backward/masks.ts';
import { columnCount, emitColumnLoop, KEY_ROWS } from './blocks.ts';
import { type TensorText, tensorSource } from './frame.ts';
import {
  emitGradientFunctions,
  emitGradientMemory,
  emitGradientSums,
  emitScoreProducts,
  emitSlopes,
  emitWeights,
} from './gradients.ts';
import { accumulate } from './hand-over.ts';
import { emitSkip } from './mask.ts';
import { gradientBytes } from './parameters.ts';

const TITLE: Lines = lines(`
  // Gradients of attention with respect to K and V, with tensor operations: dV = transpose(P)*dO and
  // dK = transpose(dS)*Q with dS = P o (dP - D) * scale, where P = exp(scale*Q*transpose(K) + mask - L),
  // dP = dO*transpose(V), and D is the row sums of dO o O. A head of K and V sums up the gradients of all query
  // heads that share it.
`);

const COMMENT: Lines = lines(`
  // for each query head that shares the keys:
  //     for each block of queries that can see a key of this SIMD-group:
  //         transpose(S) = K * transpose(Q), then transpose(P)
  //         sums_v += transpose(P) * dO
  //         transpose(dP) = V * transpose(dO), then transpose(dS)
  //         sums_k += transpose(dS) * Q
  // write the sums to dV and dK
  //
  // Computed as transposes, P and dS are left operands as they are.
  // SIMD-groups do not wait for each other, and no two write the same element.
`);

/** The pass for dK and dV: each SIMD-group has some keys of a head. */
export function keyValueSource(text: TensorText): string {
  const { problem, config } = text;
  return tensorSource(text, {
    functionName: 'attention_tensor_dkv',
    title: TITLE,
    axes: KEY_ROWS,
    mostD: config.gradientD,
    threadgroupBytes: gradientBytes(problem, config),
    functions: [emitSeeingQueries(problem.mask), ...emitGradientFunctions(problem, KEY_ROWS)],
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody(text: TensorText): string[] {
  const { problem, config } = text;
  const queries = columnCount(KEY_ROWS, config);
  return [
    ...emitGradientMemory(problem),
    '',
    "// This SIMD-group's keys, and their head of each operand.",
    'const uint first_key = (group.x * SIMDGROUPS + simdgroup_index) * KEYS;',
    'if (first_key >= sizes.c)',
    '    return;',
    'const uint first_column = group.z * SLICE_D;',
    ...['K', 'V', 'dK', 'dV'].map((name) => `${name} += group.y * sizes.c * sizes.d;`),
    ...['Q', 'dO'].map((name) => `${name} += group.y * sizes.sharers * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += group.y * sizes.sharers * sizes.r;`),
    'auto k = part_of<TRANSPOSED_K>(K, first_key, sizes.c - first_key, 0, sizes.c, sizes.d);',
    'auto v = part_of<TRANSPOSED_V>(V, first_key, sizes.c - first_key, 0, sizes.c, sizes.d);',
    '',
    ...emitScoreProducts(problem, KEY_ROWS),
    ...emitGradientSums(KEY_ROWS, config, {
      product: 'value_product',
      sums: 'sums_v',
      matrix: 'TRANSPOSED_O',
    }),
    ...emitGradientSums(KEY_ROWS, config, { product: 'key_product', sums: 'sums_k', matrix: 'TRANSPOSED_Q' }),
    '',
    'const uint begin = seeing_queries(first_key, sizes).x / QUERIES * QUERIES;',
    'const uint end = seeing_queries(min(first_key + KEYS, sizes.c) - 1, sizes).y;',
    ...block('for (uint head = 0; head < sizes.sharers; head++)', [
      ...emitColumnLoop(KEY_ROWS, config, [
        ...emitSkip(problem),
        `auto q = part_of<TRANSPOSED_Q>(Q, first_query, ${queries}, 0, sizes.r, sizes.d);`,
        ...emitWeights(text, KEY_ROWS, ['k', 'q']),
        `auto d_o_columns = part_of<TRANSPOSED_O>(dO, first_query, ${queries}, first_column, sizes.r, sizes.d);`,
        accumulate(KEY_ROWS, config, { product: 'value_product', matrix: 'd_o_columns', sums: 'sums_v' }),
        '',
        `auto d_o = part_of<TRANSPOSED_O>(dO, first_query, ${queries}, 0, sizes.r, sizes.d);`,
        ...emitSlopes(text, ['v', 'd_o']),
        `auto q_columns = part_of<TRANSPOSED_Q>(Q, first_query, ${queries}, first_column, sizes.r, sizes.d);`,
        accumulate(KEY_ROWS, config, { product: 'key_product', matrix: 'q_columns', sums: 'sums_k' }),
      ]),
      ...['Q', 'dO'].map((name) => `${name} += sizes.r * sizes.d;`),
      ...['L', 'D'].map((name) => `${name} += sizes.r;`),
    ]),
    '',
    'store<TRANSPOSED_V>(sums_v, dV, first_key, first_column, sizes.c, sizes.d);',
    'store<TRANSPOSED_K>(sums_k, dK, first_key, first_column, sizes.c, sizes.d);',
  ];
}
