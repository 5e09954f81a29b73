import { block, type Lines, lines } from '../../msl/text.ts';
import { columnCount, emitColumnLoop, QUERY_ROWS } from './blocks.ts';
import { eachElement, placeIn, ROWS_OF_ELEMENTS } from './elements.ts';
import { emitMemory, type TensorText, tensorSource } from './frame.ts';
import { accumulate, weightDepth } from './hand-over.ts';
import { emitMasking, emitSkip } from './mask.ts';
import { emitOwnQueries, KEYS_IN_SIGHT } from './own-queries.ts';
import { forwardBytes } from './parameters.ts';
import { emitProduct, OPERAND_DEPTH } from './product.ts';

const TITLE: Lines = lines(`
  // FlashAttention 2 with tensor operations. For each head:
  // O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d]
`);

const COMMENT: Lines = lines(`
  // for each block of keys that a query of this SIMD-group can see:
  //     S = Q * transpose(K), scaled and masked
  //     m = the largest score of each row so far, P = exp2(S - m)
  //     O = O * exp2(the previous m - m) + P * V, and l, the row sums of P, in the same way
  // O = O / l
  //
  // SIMD-groups do not wait for each other.
`);

/** The forward pass. @param hasLse whether it writes L (see lse.ts) */
export function forwardSource(text: TensorText, hasLse: boolean): string {
  const { problem, config } = text;
  return tensorSource(text, {
    functionName: 'attention_tensor',
    title: TITLE,
    axes: QUERY_ROWS,
    mostD: config.sliceD,
    threadgroupBytes: forwardBytes(problem, config),
    functions: [ROWS_OF_ELEMENTS],
    comment: COMMENT,
    body: emitBody(text, hasLse),
  });
}

function emitBody({ problem, config }: TensorText, hasLse: boolean): string[] {
  const keys = columnCount(QUERY_ROWS, config);
  return [
    ...emitMemory([
      ['Weight', 'weights', 'QUERIES * KEYS'],
      ['float', 'line', 'QUERIES'],
    ]),
    '',
    ...emitOwnQueries(['Q', 'K', 'V', 'O']),
    'auto q = part_of<TRANSPOSED_Q>(Q, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);',
    '',
    ...emitProduct('score_product', {
      m: 'QUERIES',
      n: 'KEYS',
      k: OPERAND_DEPTH,
      left: 'TRANSPOSED_Q',
      right: '!TRANSPOSED_K',
      adds: false,
    }),
    ...emitProduct('output_product', {
      m: 'QUERIES',
      n: 'SLICE_D',
      k: weightDepth(QUERY_ROWS, config),
      left: 'false',
      right: 'TRANSPOSED_V',
      adds: true,
    }),
    'auto s = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();',
    'auto o = output_product.get_destination_cooperative_tensor<Tile, Matrix, float>();',
    '// For each row: the largest score and the sum of P so far, that of a block, and a factor.',
    'auto m = score_product.get_row_reduction_destination_cooperative_tensor<Matrix, Matrix, float>();',
    'auto l = m, of_block = m, factors = m;',
    'fill(m, numeric_limits<float>::lowest());',
    'fill(l, 0.0f);',
    'fill(o, 0.0f);',
    '',
    ...KEYS_IN_SIGHT,
    ...emitColumnLoop(QUERY_ROWS, config, [
      ...emitSkip(problem),
      `auto k = part_of<TRANSPOSED_K>(K, first_key, ${keys}, 0, sizes.c, sizes.d);`,
      'score_product.run(q, k, s);',
      ...emitMasking(problem, config, QUERY_ROWS),
      '',
      '// Minus infinity is what remains of a row that is hidden.',
      'reduce_rows(s, of_block, reduction_operation::max, -INFINITY);',
      'bool has_grown = false;',
      ...eachElement('m', [
        'const float largest = max(m[i], of_block[i]);',
        'has_grown |= largest > m[i];',
        'factors[i] = fast::exp2(m[i] - largest);',
        'm[i] = largest;',
      ]),
      'give_rows(m, s, line);',
      ...eachElement('s', ['s[i] = fast::exp2(s[i] - of_row(m, s, i, line));']),
      'reduce_rows(s, of_block);',
      ...eachElement('l', ['l[i] = l[i] * factors[i] + of_block[i];']),
      ...block('if (simd_any(has_grown))', [
        'give_rows(factors, o, line);',
        ...eachElement('o', ['o[i] *= of_row(factors, o, i, line);']),
      ]),
      '',
      `auto v = part_of<TRANSPOSED_V>(V, first_key, ${keys}, first_column, sizes.c, sizes.d);`,
      accumulate(QUERY_ROWS, config, { product: 'output_product', matrix: 'v', sums: 'o' }),
    ]),
    '',
    ...eachElement('l', [
      'factors[i] = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key',
    ]),
    'give_rows(factors, o, line);',
    ...eachElement('o', ['o[i] *= of_row(factors, o, i, line);']),
    'store<TRANSPOSED_O>(o, O, first_query, first_column, sizes.r, sizes.d);',
    ...(hasLse ? emitLse() : []),
  ];
}

/** Each row's number is written by the lane that has the row's first score. */
function emitLse(): string[] {
  return [
    'if (group.z > 0)',
    '    return;',
    ...eachElement('l', ['l[i] = M_LN2_F * (m[i] + precise::log2(l[i]));']),
    'give_rows(l, s, line);',
    ...eachElement('s', [
      placeIn('s'),
      'const uint query = first_query + at[1];',
      'if (at[0] == 0 && query < sizes.r)',
      '    L[head * sizes.r + query] = of_row(l, s, i, line);',
    ]),
  ];
}
