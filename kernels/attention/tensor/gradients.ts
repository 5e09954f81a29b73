// What the passes for gradients have in common.
import { DTYPE } from '../../msl/dtype.ts';
import type { Argument } from '../../msl/kernel.ts';
import { block } from '../../msl/text.ts';
import { ROW_SUMS } from '../backward/frame.ts';
import { type MaskMap, mapArguments } from '../backward/masks.ts';
import { sizesArgument } from '../frame.ts';
import { LSE } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import type { BlockAxes } from './blocks.ts';
import { eachElement, emitElementsOfElements, placeIn } from './elements.ts';
import { emitMemory, matrixArgument, type TensorText } from './frame.ts';
import { weightDepth } from './hand-over.ts';
import { emitMasking } from './mask.ts';
import { sharesOperation, type TensorConfiguration } from './parameters.ts';
import { emitProduct, OPERAND_DEPTH } from './product.ts';

/** The arguments of a pass that writes some gradients. */
export function gradientArguments(
  problem: CompleteAttention,
  gradients: readonly string[],
  map?: MaskMap,
): Argument[] {
  return [
    ...['Q', 'K', 'V', 'dO'].map((name) => matrixArgument(name, problem)),
    ...[LSE, ROW_SUMS].map((name) => {
      return { declaration: `device const ${DTYPE.f32.msl} *${name}`, value: name };
    }),
    ...gradients.map((name) => matrixArgument(name, problem)),
    ...maskArguments(problem),
    ...mapArguments(map),
    sizesArgument(problem),
  ];
}

/** `weigh(s, first_query, L, sizes)` and `multiply_slopes(s, slopes, first_query, D, [tile,] sizes)`. */
export function emitGradientFunctions(problem: CompleteAttention, axes: BlockAxes): string[][] {
  const query = `const uint query = first_query + at[${axes.rows === 'QUERIES' ? 1 : 0}];`;
  const isSame = sharesOperation(problem);
  const slope = isSame ? 'slopes[i]' : 'of_element(slopes, s, i, tile)';
  return [
    ...(isSame ? [] : [emitElementsOfElements(axes)]),
    [
      '// Turns scores into P = exp2(S - L), where L is minus infinity for a query that sees no key.',
      'template <typename Scores>',
      ...block(
        'inline void weigh(thread Scores &s, uint first_query, device const float *L, constant AttentionSizes &sizes)',
        eachElement('s', [
          placeIn('s'),
          query,
          'const float l = query < sizes.r ? M_LOG2E_F * L[query] : 0.0f;',
          's[i] = fast::exp2(s[i] - max(l, numeric_limits<float>::lowest()));',
        ]),
      ),
    ],
    [
      `// Turns P into dS = P o (dP - D) * scale.${isSame ? ' S and dP are of the same operation, and so have equal layouts.' : ''}`,
      'template <typename Scores, typename Slopes>',
      ...block(
        `inline void multiply_slopes(thread Scores &s, thread Slopes &slopes, uint first_query, device const float *D, ${isSame ? '' : 'threadgroup float *tile, '}constant AttentionSizes &sizes)`,
        [
          ...(isSame ? [] : ['give_elements(slopes, s, tile);']),
          ...eachElement('s', [
            placeIn('s'),
            query,
            `s[i] *= (${slope} - (query < sizes.r ? D[query] : 0.0f)) * sizes.scale;`,
          ]),
        ],
      ),
    ],
  ];
}

/** Where a SIMD-group keeps weights and, if they need it, slopes. */
export function emitGradientMemory(problem: CompleteAttention): string[] {
  return emitMemory([
    ['Weight', 'weights', 'QUERIES * KEYS'],
    ...(sharesOperation(problem) ? [] : [['float', 'tile', 'QUERIES * KEYS'] as const]),
  ]);
}

/** The operations whose results are S and dP, or their transposes, and these results. */
export function emitScoreProducts(problem: CompleteAttention, { rows, columns }: BlockAxes): string[] {
  const [scores, slopes] =
    rows === 'QUERIES'
      ? [
          ['Q', 'K'],
          ['O', 'V'],
        ]
      : [
          ['K', 'Q'],
          ['V', 'O'],
        ];
  const product = (name: string, [left, right]: readonly string[]) =>
    emitProduct(name, {
      m: rows,
      n: columns,
      k: OPERAND_DEPTH,
      left: `TRANSPOSED_${left}`,
      right: `!TRANSPOSED_${right}`,
      adds: false,
    });
  const slopeProduct = slopeProductOf(problem);
  return [
    ...product('score_product', scores as string[]),
    ...(sharesOperation(problem) ? [] : product(slopeProduct, slopes as string[])),
    'auto s = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();',
    `auto slopes = ${slopeProduct}.get_destination_cooperative_tensor<Matrix, Matrix, float>();`,
  ];
}

/** An operation that sums up a gradient, and the sums. @param matrix the flag of what weights are multiplied by */
export function emitGradientSums(
  axes: BlockAxes,
  config: TensorConfiguration,
  { product, sums, matrix }: Readonly<Record<'product' | 'sums' | 'matrix', string>>,
): string[] {
  return [
    ...emitProduct(product, {
      m: axes.rows,
      n: 'SLICE_D',
      k: weightDepth(axes, config),
      left: 'false',
      right: matrix,
      adds: true,
    }),
    `auto ${sums} = ${product}.get_destination_cooperative_tensor<Tile, Matrix, float>();`,
    `fill(${sums}, 0.0f);`,
  ];
}

/** From the operands to P. */
export function emitWeights(
  { problem, config }: TensorText,
  axes: BlockAxes,
  [left, right]: readonly [string, string],
): string[] {
  return [
    `score_product.run(${left}, ${right}, s);`,
    ...emitMasking(problem, config, axes),
    'weigh(s, first_query, L, sizes);',
  ];
}

/** From P to dS. */
export function emitSlopes({ problem }: TensorText, [left, right]: readonly [string, string]): string[] {
  const tile = sharesOperation(problem) ? '' : 'tile, ';
  return [
    `${slopeProductOf(problem)}.run(${left}, ${right}, slopes);`,
    `multiply_slopes(s, slopes, first_query, D, ${tile}sizes);`,
  ];
}

function slopeProductOf(problem: CompleteAttention): string {
  return sharesOperation(problem) ? 'score_product' : 'slope_product';
}
