// From the first product to the second: weights in registers become a left operand.
import { block } from '../../msl/text.ts';
import { eachElement, placeIn } from './elements.ts';
import type { BlockAxes } from './frame.ts';
import type { TensorConfiguration } from './parameters.ts';

/** `Tile`, a block of weights in threadgroup memory, and `accumulate(product, weights, matrix, sums, memory)`. */
export function emitAccumulate({ rows, columns }: BlockAxes, { handOver }: TensorConfiguration): string[] {
  const isDirect = handOver === 'left-input';
  return [
    '// A block of weights in threadgroup memory.',
    `typedef tensor<threadgroup Weight, extents<int, ${columns}, ${rows}>, tensor_inline> Tile;`,
    '',
    ...(isDirect
      ? [
          '// sums += weights * matrix. The weights stay in registers if the left operand would lie there like them, and',
          '// otherwise go through threadgroup memory.',
        ]
      : ['// sums += weights * matrix, with the weights through threadgroup memory.']),
    'template <typename Product, typename Weights, typename Right, typename Sums>',
    ...block(
      'inline void accumulate(thread Product &product, thread Weights &weights, thread Right &matrix, thread Sums &sums, threadgroup Weight *memory)',
      [
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
        `Tile left(memory, extents<int, ${columns}, ${rows}>());`,
        'product.run(left, matrix, sums);',
      ],
    ),
  ];
}
