import type { Pass, Program, ProgramBuffer } from '../program.ts';
import { addedTo } from './change.ts';
import { directPass } from './direct.ts';
import type { DirectConfiguration, StagedConfiguration } from './parameters.ts';
import { type CompleteElementwise, dimensionsOfY, layoutsOf } from './problem.ts';
import { rotaryPass } from './rotary.ts';
import { squaresPass } from './squares.ts';
import { stagedPass } from './staged.ts';
import { type Dimension, sizesOf, type Walk, walkOf } from './walk.ts';

type Part = Pick<Program, 'buffers' | 'passes'>;

/** Inputs and the output. Elements between the end of a row and the leading dimension are not used. */
export function elementwiseBuffers(problem: CompleteElementwise): ProgramBuffer[] {
  const { dtype, dtypeY, n } = problem;
  const { x, y } = layoutsOf(problem);
  const added = addedTo(problem);
  return [
    { name: 'X', dtype, shape: [x.elements], role: 'input' },
    ...(added
      ? [{ name: added, dtype, shape: [added === 'bias' ? n : x.elements], role: 'input' } as const]
      : []),
    { name: 'Y', dtype: dtypeY, shape: [y.elements], role: 'output' },
  ];
}

/** The strides of X and Y by dimension of X. */
function stridesOf(problem: CompleteElementwise): Record<'x' | 'y', Record<Dimension, number>> {
  const { ldx, strideX, ldy, strideY } = problem;
  const [outer, rows, columns] = dimensionsOfY(problem);
  const y: Record<Dimension, number> = { b: 0, m: 0, n: 0 };
  y[outer] = strideY;
  y[rows] = ldy;
  y[columns] = 1;
  return { x: { b: strideX, m: ldx, n: 1 }, y };
}

function walk(problem: CompleteElementwise, order: readonly [Dimension, Dimension, Dimension]): Walk {
  const { x, y } = stridesOf(problem);
  return walkOf(order, sizesOf(problem), x, y);
}

/** Whether elements that are next to each other in X are not in Y. */
export function movesColumns(problem: CompleteElementwise): boolean {
  return dimensionsOfY(problem)[2] !== 'n';
}

export function directProgram(problem: CompleteElementwise, config: DirectConfiguration): Part {
  if (config.along === 'both') return partOf(problem, squaresPass(problem, walkOfBoth(problem), config));
  const along = walk(problem, config.along === 'Y' ? dimensionsOfY(problem) : ['b', 'm', 'n']);
  const pass = problem.operation === 'rotary' ? rotaryPass : directPass;
  return partOf(problem, pass(problem, along, config));
}

export function stagedProgram(problem: CompleteElementwise, config: StagedConfiguration): Part {
  return partOf(problem, stagedPass(problem, walkOfBoth(problem), config));
}

/** The walk with the contiguous dimension of X as columns, and that of Y, if it is another, as rows. */
function walkOfBoth(problem: CompleteElementwise): Walk {
  const rows = movesColumns(problem) ? dimensionsOfY(problem)[2] : 'm';
  return walk(problem, [rows === 'm' ? 'b' : 'm', rows, 'n']);
}

function partOf(problem: CompleteElementwise, pass: Pass): Part {
  return { buffers: elementwiseBuffers(problem), passes: [pass] };
}
