import type { Pass, Program, ProgramBuffer } from '../program.ts';
import { addedTo } from './change.ts';
import { directPass } from './direct.ts';
import type { DirectConfiguration, StagedConfiguration } from './parameters.ts';
import { type CompleteElementwise, dimensionsOfY, layoutsOf } from './problem.ts';
import { rotaryPass } from './rotary.ts';
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
  const along = walk(problem, config.along === 'Y' ? dimensionsOfY(problem) : ['b', 'm', 'n']);
  const pass = problem.operation === 'rotary' ? rotaryPass : directPass;
  return partOf(problem, pass(problem, along, config));
}

export function stagedProgram(problem: CompleteElementwise, config: StagedConfiguration): Part {
  // Tiles have the contiguous dimension of X as columns, and that of Y as rows.
  const rows = movesColumns(problem) ? dimensionsOfY(problem)[2] : 'm';
  const order = [rows === 'm' ? 'b' : 'm', rows, 'n'] as const;
  return partOf(problem, stagedPass(problem, walk(problem, order), config));
}

function partOf(problem: CompleteElementwise, pass: Pass): Part {
  return { buffers: elementwiseBuffers(problem), passes: [pass] };
}
