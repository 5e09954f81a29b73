import { DTYPE } from '../msl/dtype.ts';
import type { Argument } from '../msl/kernel.ts';
import { floatWord } from '../msl/words.ts';
import { NAMES } from './names.ts';
import type { CompleteNormalization } from './problem.ts';
import { type Rows, rowsOf, type Statistics, statisticsOf } from './rows.ts';

/** How a row is read: once, into registers; again for each pass; or by several threadgroups. */
export type Method = 'registers' | 'looped' | 'split';

/** How rows are normalized. */
export interface NormKernel extends Rows {
  readonly problem: CompleteNormalization;
  readonly method: Method;
  readonly statistics: Statistics;
  readonly isOnePass: boolean;
  /** The name of the function that writes Y. */
  readonly name: string;
  /** The type of X and Y in MSL. */
  readonly type: string;
  /** Threads of a row, or of a part of it: one, or whole SIMD-groups. */
  readonly threads: number;
  /** Rows of a threadgroup. */
  readonly groupRows: number;
  /** Rows that a thread goes through, if a row has one thread: it reads the next while it writes one. */
  readonly ahead: number;
  /** Four elements each: in registers of a thread at a time. */
  readonly quads: number;
  /** Parts that a row is split into, and their elements; the last part may have fewer. */
  readonly parts: number;
  readonly part: number;
  /** Whether numbers of channels are read whose places are not simply those of elements in their row. */
  readonly hasChannels: boolean;
}

/** What a configuration decides. */
type Chosen = Pick<NormKernel, 'method' | 'isOnePass' | 'threads' | 'groupRows' | 'ahead' | 'quads'> & {
  /** The parts that are asked for. */
  readonly parts: number;
};

export function normKernel(problem: CompleteNormalization, chosen: Chosen): NormKernel {
  const rows = rowsOf(problem);
  // Parts begin at multiples of four elements, and none is empty.
  const part = Math.ceil(rows.length / chosen.parts / 4) * 4;
  return {
    ...chosen,
    ...rows,
    problem,
    statistics: statisticsOf(problem),
    name: NAMES[problem.norm].kernel,
    type: DTYPE[problem.dtype].msl,
    part,
    parts: Math.ceil(rows.length / part),
    hasChannels: problem.norm === 'batch' || (problem.norm === 'group' && (problem.weight || problem.bias)),
  };
}

/** The numbers that a kernel is passed, with what the text says about them. */
export function sizesOf(kernel: NormKernel): { name: string; word: number; type: string; comment: string }[] {
  const { rows, length, span, rowChannels, problem, part, parts } = kernel;
  const uint = (name: string, word: number, comment: string) => ({ name, word, type: 'uint', comment });
  return [
    uint('rows', rows, 'normalized each by itself'),
    uint('length', length, 'elements of a row'),
    ...(kernel.hasChannels
      ? [
          uint('span', span, 'successive elements of a channel'),
          uint('row_channels', rowChannels, 'channels that a row has elements of'),
          uint('channels', problem.n, 'in all'),
        ]
      : []),
    ...(kernel.method === 'split'
      ? [uint('part', part, 'elements of a part of a row'), uint('parts', parts, 'of a row')]
      : []),
    ...(kernel.statistics === 'exponentials'
      ? []
      : [{ name: 'eps', word: floatWord(problem.eps), type: 'float', comment: 'added to the variance' }]),
  ];
}

/** The scratch memory of statistics. */
export const PARTIALS = 'partials';

/** The arguments of a kernel: those that read statistics of parts, those that write them, and those without. */
export function argumentsOf(kernel: NormKernel, role: 'whole' | 'partial' | 'final'): Argument[] {
  const { problem, type } = kernel;
  const read = (name: string, of = type): Argument => {
    return { declaration: `device const ${of} *${name}`, value: name };
  };
  const write = (name: string): Argument => ({ declaration: `device ${type} *${name}`, value: name });
  const isAdded = problem.residual === 'before' || (problem.residual === 'after' && role !== 'partial');
  const partials = `device ${role === 'final' ? 'const ' : ''}float2 *${PARTIALS}`;
  return [
    read('X'),
    ...(isAdded ? [read('R')] : []),
    ...(role === 'partial'
      ? []
      : [
          ...(problem.norm === 'batch' ? [read('mean', 'float'), read('variance', 'float')] : []),
          ...(problem.weight ? [read('weight')] : []),
          ...(problem.bias ? [read('bias')] : []),
          ...(problem.residual === 'before' ? [write('S')] : []),
          write('Y'),
        ]),
    ...(role === 'whole' ? [] : [{ declaration: partials, value: PARTIALS }]),
    { declaration: 'constant NormSizes &sizes', value: sizesOf(kernel).map(({ word }) => word) },
  ];
}
