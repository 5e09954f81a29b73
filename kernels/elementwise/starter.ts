import type { DescribedValue } from '../own/descriptor.ts';
import { type Starter, uints } from '../own/starter.ts';
import { type CompleteElementwise, dimensionsOfY } from './problem.ts';
import type { Dimension } from './walk.ts';

const ROTARY = ['heads', 'base', 'position'];

/** The members that struct ElementSizes has further for a rotation. */
const ROTARY_SIZES: readonly DescribedValue[] = [
  ...uints({ position: 'position', half_dimension: 'n / 2 / heads' }),
  { name: 'log2_step', type: 'float', value: '-log2(base) / (n / 2 / heads)' },
];

export const ELEMENTWISE_STARTER: Starter<CompleteElementwise> = {
  contender: 'elementwise-direct',
  overrides: { width: 4, height: 1, threads: 256, across: 64, along: 'X' },
  any: ({ operation }) => [
    'batch',
    'ldx',
    'ldy',
    'strideX',
    'strideY',
    ...(operation === 'rotary' ? ROTARY : []),
  ],
  elements: () => ({ X: 'm * n', R: 'm * n', bias: 'n' }),
  passes: (problem, { width, threads, across }) => {
    const isRotary = problem.operation === 'rotary';
    // A column of a rotation is a pair.
    const columns = isRotary ? 'n / 2' : 'n';
    const [outer, rows] = dimensionsOfY(problem);
    const y = (dimension: Dimension) => (dimension === outer ? 'strideY' : dimension === rows ? 'ldy' : 1);
    const struct = [
      ...uints({ rows: 'm', columns, x_member: 'strideX', x_row: 'ldx', x_column: 1 }),
      ...uints({ y_member: y('b'), y_row: y('m'), y_column: y('n') }),
      ...(isRotary ? ROTARY_SIZES : []),
    ];
    const [wide, high] = [Number(width) * Number(across), Number(threads) / Number(across)];
    return [
      {
        sizes: [{ struct }],
        constants: [`${columns} % ${width} == 0`],
        threadgroups: [`ceil(${columns} / ${wide})`, `ceil(m / ${high})`, 'batch'],
      },
    ];
  },
};
