import { emitConstants, emitKernel, mslKernel, THREAD } from '../msl/kernel.ts';
import { sourceText } from '../msl/text.ts';
import { floatWord } from '../msl/words.ts';
import type { Pass } from '../program.ts';
import { floatOf, written } from './change.ts';
import { describeGrid, gridConstants, gridOf, PLACE } from './direct.ts';
import { bufferBindings, bufferParameters, emitHeader, emitPointers, emitStart, WHOLE } from './frame.ts';
import { elementwiseName } from './name.ts';
import type { DirectConfiguration } from './parameters.ts';
import type { CompleteElementwise } from './problem.ts';
import type { Walk } from './walk.ts';

const SIZES = [
  'uint position;       // of the first row',
  'uint half_dimension; // pairs of a head',
  'float log2_step;     // angles of successive pairs of a head have a ratio of 2^log2_step',
];

/** The pass in which each thread rotates `width` pairs of a row. */
export function rotaryPass(problem: CompleteElementwise, walk: Walk, config: DirectConfiguration): Pass {
  const { n, heads, base, position } = problem;
  const pairs: Walk = { ...walk, columns: n / 2 };
  const half = n / 2 / heads;
  return {
    ...gridOf(pairs, config),
    kernel: mslKernel(elementwiseName(problem), rotarySource(problem, config), [
      pairs.columns % config.width === 0,
    ]),
    bindings: bufferBindings(problem, pairs, { more: [position, half, floatWord(-Math.log2(base) / half)] }),
    registers: 2 * (4 * config.width + 12),
  };
}

/** Where the elements of a pair are in a row. */
const FIRST = {
  interleaved: { first: 'pair * 2', second: 'first + 1' },
  halves: {
    first: 'pair / sizes.half_dimension * 2 * sizes.half_dimension + k',
    second: 'first + sizes.half_dimension',
  },
} as const;

function rotarySource(problem: CompleteElementwise, config: DirectConfiguration): string {
  const { dtype, pairs } = problem;
  const { first, second } = FIRST[pairs];
  const element = (at: string) => floatOf(`X[${at}]`, dtype);
  return sourceText(
    emitHeader(problem, [
      'Each thread rotates pairs of its own. Columns are pairs, of all heads of a row.',
      `pairs                ${pairs === 'halves' ? 'i and i + d / 2 of a head' : '2i and 2i + 1'}`,
      ...describeGrid(config, 'pairs'),
    ]),
    emitStart(WHOLE, SIZES),
    emitConstants(gridConstants(config)),
    emitKernel(
      {
        functionName: elementwiseName(problem),
        threads: config.threads,
        parameters: [...bufferParameters(problem), THREAD.group, THREAD.index],
      },
      [
        ...PLACE,
        ...emitPointers(problem, 'group.z', 'row'),
        'const float position = float(sizes.position + row);',
        'for (uint i = 0; i < WIDTH && (whole || column + i < sizes.columns); i++) {',
        '    const uint pair = column + i, k = pair % sizes.half_dimension;',
        '    const float angle = position * precise::exp2(float(k) * sizes.log2_step);',
        '    const float cosine = precise::cos(angle), sine = precise::sin(angle);',
        `    const uint first = ${first};`,
        `    const uint second = ${second};`,
        `    const float x = ${element('first')}, y = ${element('second')};`,
        `    Y[first] = ${written('x * cosine - y * sine', problem)};`,
        `    Y[second] = ${written('x * sine + y * cosine', problem)};`,
        '}',
      ],
    ),
  );
}
