import { type Lines, lines } from '../../msl/text.ts';
import { columnCount, emitColumnLoop, QUERY_ROWS } from './blocks.ts';
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
import { emitOwnQueries, KEYS_IN_SIGHT } from './own-queries.ts';
import { gradientBytes } from './parameters.ts';

const TITLE: Lines = lines(`
  // Gradient of attention with respect to Q, with tensor operations: dQ = dS*K with dS = P o (dP - D) * scale,
  // where P = exp(scale*Q*transpose(K) + mask - L), dP = dO*transpose(V), and D is the row sums of dO o O.
`);

const COMMENT: Lines = lines(`
  // for each block of keys that a query of this SIMD-group can see:
  //     S = Q * transpose(K), then P
  //     dP = dO * transpose(V), then dS
  //     sums += dS * K
  // write the sums to dQ
  //
  // SIMD-groups do not wait for each other.
`);

/** The pass for dQ: each SIMD-group has some queries of a head. */
export function querySource(text: TensorText): string {
  const { problem, config } = text;
  return tensorSource(text, {
    functionName: 'attention_tensor_dq',
    title: TITLE,
    axes: QUERY_ROWS,
    mostD: config.gradientD,
    threadgroupBytes: gradientBytes(problem, config),
    functions: emitGradientFunctions(problem, QUERY_ROWS),
    comment: COMMENT,
    body: emitBody(text),
  });
}

function emitBody(text: TensorText): string[] {
  const { problem, config } = text;
  const keys = columnCount(QUERY_ROWS, config);
  return [
    ...emitGradientMemory(problem),
    '',
    ...emitOwnQueries(['Q', 'K', 'V']),
    ...['dO', 'dQ'].map((name) => `${name} += head * sizes.r * sizes.d;`),
    ...['L', 'D'].map((name) => `${name} += head * sizes.r;`),
    'auto q = part_of<TRANSPOSED_Q>(Q, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);',
    'auto d_o = part_of<TRANSPOSED_O>(dO, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);',
    '',
    ...emitScoreProducts(problem, QUERY_ROWS),
    ...emitGradientSums(QUERY_ROWS, config, {
      product: 'query_product',
      sums: 'sums',
      matrix: 'TRANSPOSED_K',
    }),
    '',
    ...KEYS_IN_SIGHT,
    ...emitColumnLoop(QUERY_ROWS, config, [
      ...emitSkip(problem),
      `auto k = part_of<TRANSPOSED_K>(K, first_key, ${keys}, 0, sizes.c, sizes.d);`,
      ...emitWeights(text, QUERY_ROWS, ['q', 'k']),
      `auto v = part_of<TRANSPOSED_V>(V, first_key, ${keys}, 0, sizes.c, sizes.d);`,
      ...emitSlopes(text, ['d_o', 'v']),
      `auto k_columns = part_of<TRANSPOSED_K>(K, first_key, ${keys}, first_column, sizes.c, sizes.d);`,
      accumulate(QUERY_ROWS, config, { product: 'query_product', matrix: 'k_columns', sums: 'sums' }),
    ]),
    '',
    'store<TRANSPOSED_Q>(sums, dQ, first_query, first_column, sizes.r, sizes.d);',
  ];
}
