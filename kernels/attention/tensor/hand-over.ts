// From the first product to the second: weights in registers become a left operand.
import { block } from '../../msl/text.ts';
import { type BlockAxes, movesBlocks } from './blocks.ts';
import { eachElement, placeIn } from './elements.ts';
import type { TensorConfiguration } from './parameters.ts';
import { OPERAND_DEPTH } from './product.ts';

/**
 * `Tile`, a block of weights in threadgroup memory, and `accumulate(product, weights, [count,] matrix, sums, memory)`.
 * `count` is the number of columns that exist, if blocks are not moved.
 */
export function emitAccumulate(axes: BlockAxes, config: TensorConfiguration): string[] {
  const { rows, columns } = axes;
  const isDirect = config.handOver === 'left-input';
  const extents = isDirect ? `extents<int, ${columns}, ${rows}>` : 'dextents<int, 2>';
  const parameters = [
    'thread Product &product',
    'thread Weights &weights',
    ...(isDirect ? [] : [`uint ${axes.count}`]),
    'thread Matrix &matrix',
    'thread Sums &sums',
    'threadgroup Weight *memory',
  ];
  return [
    '// A block of weights in threadgroup memory.',
    `typedef tensor<threadgroup Weight, ${extents}, tensor_inline> Tile;`,
    '',
    ...(isDirect
      ? [
          '// sums += weights * matrix. The weights stay in registers if the left operand would lie there like them, and',
          '// otherwise go through threadgroup memory.',
        ]
      : ['// sums += weights * matrix, with the weights through threadgroup memory.']),
    'template <typename Product, typename Weights, typename Sums>',
    ...block(`inline void accumulate(${parameters.join(', ')})`, [
      ...(isDirect
        ? block('if (product.template is_compatible_as_left_input<float, Element, float>(weights))', [
            'auto left = product.template get_left_input_cooperative_tensor<float, Element, float>(weights);',
            'product.run(left, matrix, sums);',
            'return;',
          ])
        : []),
      'simdgroup_barrier(mem_flags::mem_threadgroup); // the weights before have been read',
      ...eachElement('weights', [
        placeIn('weights'),
        `memory[at[1] * ${columns} + at[0]] = Weight(weights[i]);`,
      ]),
      'simdgroup_barrier(mem_flags::mem_threadgroup);',
      isDirect
        ? `Tile left(memory, ${extents}());`
        : `Tile left(memory, ${extents}(${axes.count}, ${rows}), array<int, 2>({1, ${columns}}));`,
      'product.run(left, matrix, sums);',
    ]),
  ];
}

/** A call of accumulate(). */
export function accumulate(
  axes: BlockAxes,
  config: TensorConfiguration,
  { product, matrix, sums }: Readonly<Record<'product' | 'matrix' | 'sums', string>>,
): string {
  const count = movesBlocks(config) ? '' : `${axes.count}, `;
  return `accumulate(${product}, s, ${count}${matrix}, ${sums}, weights);`;
}

/** The depth of a product of weights, in its descriptor: with weights from registers, Metal requires a number. */
export function weightDepth({ columns }: BlockAxes, config: TensorConfiguration): string {
  return movesBlocks(config) ? columns : OPERAND_DEPTH;
}
