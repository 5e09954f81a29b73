import { contender, type Draw, family, type GeneratedContender } from '../family.ts';
import type { Issue } from '../issue.ts';
import { paddedData } from '../layout.ts';
import { checkBounds, threadgroupBound } from '../parameter.ts';
import { ELEMENTWISE_CONVENTION, estimateElementwise } from './estimate.ts';
import { elementwiseTitle } from './name.ts';
import {
  DIRECT_PARAMETERS,
  type DirectConfiguration,
  STAGED_PARAMETERS,
  type StagedConfiguration,
} from './parameters.ts';
import {
  type CompleteElementwise,
  checkElementwise,
  completeElementwise,
  ELEMENTWISE_FIELDS,
  type ElementwiseProblem,
  layoutsOf,
} from './problem.ts';
import { directProgram, elementwiseBuffers, movesColumns, stagedProgram } from './program.ts';
import { elementwiseReference, elementwiseTolerance } from './reference.ts';
import { SQUARE } from './squares.ts';
import { stagedBytes } from './staged.ts';
import { ELEMENTWISE_STARTER } from './starter.ts';
import { tunedDirect, tunedStaged } from './tuned.ts';

const CONTENDERS: readonly GeneratedContender<CompleteElementwise>[] = [
  contender<CompleteElementwise, DirectConfiguration>({
    id: 'elementwise-direct',
    label: 'Direct',
    description: 'Each thread reads a few elements of a row, changes them and writes them',
    simdgroups: 'none',
    parameters: DIRECT_PARAMETERS,
    tuned: tunedDirect,
    check: (problem, { width, height, threads, across, along }) => [
      ...checkBounds([
        { parameter: 'across', value: across, max: threads, why: `threads of a threadgroup: ${threads}` },
      ]),
      ...(along !== 'X' && !movesColumns(problem)
        ? [{ parameter: 'along', value: along, expected: 'X unless columns are transposed' }]
        : []),
      ...checkSquares(along === 'both', { width, height }),
    ],
    program: directProgram,
  }),
  contender<CompleteElementwise, StagedConfiguration>({
    id: 'elementwise-staged',
    label: 'Staged',
    description: 'Threadgroups move tiles through threadgroup memory, reading one while they write another',
    simdgroups: 'none',
    parameters: STAGED_PARAMETERS,
    tuned: tunedStaged,
    check: (problem, config) => {
      if (problem.operation === 'rotary') {
        return [
          {
            parameter: 'operation',
            value: 'rotary',
            expected: 'any other (pairs may be in different tiles)',
          },
        ];
      }
      return checkBounds([
        threadgroupBound(stagedBytes(problem, config), config, ['tile', 'padding', 'buffers']),
      ]);
    },
    program: stagedProgram,
  }),
];

/** What is wrong with the elements of a thread, which are squares if it goes along rows of both X and Y. */
function checkSquares(
  isBoth: boolean,
  { width, height }: Pick<DirectConfiguration, 'width' | 'height'>,
): Issue[] {
  if (!isBoth) {
    return height === 1 ? [] : [{ parameter: 'height', value: height, expected: '1 unless along is both' }];
  }
  const issue = (parameter: string, value: number): Issue[] =>
    value % SQUARE === 0
      ? []
      : [{ parameter, value, expected: `a multiple of ${SQUARE}, with along = both` }];
  return [...issue('width', width), ...issue('height', height)];
}

/** Bytes of all values; normal numbers that cover the bytes, half of them halves, for casts to bytes. */
function dataOf(problem: CompleteElementwise, buffer: string, draw: Draw): Float32Array | null {
  const { dtype, dtypeY } = problem;
  const { x } = layoutsOf(problem);
  if (dtype === 'i8') return Float32Array.from({ length: x.elements }, () => draw.below(256) - 128);
  if (dtypeY === 'i8') {
    const values = paddedData(x, draw) ?? draw.normal(x.elements);
    return values.map((value, index) => (index % 2 === 0 ? 64 * value : Math.round(128 * value) / 2));
  }
  return buffer === 'bias' ? null : paddedData(x, draw);
}

/** Casts, additions, activations, rotary embedding, transposes and strided copies. */
export const ELEMENTWISE = family<ElementwiseProblem, CompleteElementwise>({
  op: 'elementwise',
  label: 'Elementwise operations',
  fields: ELEMENTWISE_FIELDS,
  complete: completeElementwise,
  check: checkElementwise,
  square: (size) => ({ m: size, n: size }),
  size: ({ m, n }) => (m === n ? m : Math.sqrt(m * n)),
  title: elementwiseTitle,
  buffers: elementwiseBuffers,
  data: dataOf,
  infinities: ({ dtype, operation, activation }) =>
    dtype === 'i8' || operation === 'rotary' || !['none', 'relu'].includes(activation)
      ? null
      : { buffer: 'X', values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
  reference: elementwiseReference,
  tolerance: elementwiseTolerance,
  limit: () => 'bandwidth',
  convention: ELEMENTWISE_CONVENTION,
  estimate: estimateElementwise,
  contenders: CONTENDERS,
  starter: ELEMENTWISE_STARTER,
});
