import {
  type Configuration,
  generateWith,
  isOwn,
  libraryOf,
  type Problem,
  type Program,
  parseVariant,
  problemKey,
  targetOf,
  variantName,
  withoutSide,
} from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { KeptPrograms } from '../programs/kept-program.ts';
import { keptProgram, restoreProgram } from '../programs/restore-program.ts';
import type { Cell, Failure, Result, RunHead } from '../types.ts';
import { textsOf } from './edited-program.ts';

/** The program that a copy is made of, and the cells of its run at other problems. */
export interface Original {
  readonly run: Pick<RunHead, 'id' | 'name' | 'request' | 'environment'>;
  readonly cell: Pick<Cell, 'id' | 'problem' | 'contender'>;
  readonly program: Program;
  readonly configuration: Configuration;
  /** "tilescope 0.1.0", or the file of somebody's own; null if it is generated just now. */
  readonly generator: string | null;
}

/**
 * The program of a cell: what it was measured with, or else what is generated for it now. Fails with NO_TEXT where there
 * is neither.
 * @param kept the cell's program; null if it has none
 */
export function originalOf(
  run: Original['run'],
  { id, problem, contender, program: hash }: Pick<Cell, 'id' | 'problem' | 'contender' | 'program'>,
  kept: KeptPrograms | null,
): Result<Original> {
  const cell = { id, problem, contender };
  if (hash !== null && kept) {
    const { configuration, generator } = keptProgram(hash, kept);
    const program = restoreProgram(hash, kept, problem, contender);
    return { ok: true, value: { run, cell, program, configuration, generator } };
  }
  if (libraryOf(contender)) return { ok: false, error: noText(`${contender} is a library: it has no text.`) };
  if (isOwn(contender)) return { ok: false, error: noText(`The run keeps no text of ${contender}.`) };
  const { environment, request } = run;
  const made = generateWith(
    request.adopted ?? {},
    withoutSide(contender),
    problem,
    targetOf(environment.device),
  );
  if ('issues' in made)
    return { ok: false, error: noText(`No text can be generated for ${contender} here.`) };
  return { ok: true, value: { run, cell, ...made, generator: null } };
}

function noText(message: string): Failure {
  return { code: 'NO_TEXT', message };
}

/**
 * The original at another problem, where the same texts solve it: as the run measured it, or generated with the same
 * configuration. Null where its texts are others, which an edit of these does not change.
 * @param measured the run's program for that problem, if it has one
 */
export function originalAt(original: Original, problem: Problem, measured: Program | null): Program | null {
  const { cell, program, run, configuration } = original;
  if (problemKey(problem) === problemKey(cell.problem)) return program;
  const texts = textsOf(program.passes);
  const isAlike = (other: Program) => {
    const own = textsOf(other.passes);
    return own.length === texts.length && own.every((text, index) => text === texts[index]);
  };
  if (measured && isAlike(measured)) return measured;
  const { id } = parseVariant(cell.contender);
  if (isOwn(id)) return null;
  const name = variantName({ id, overrides: configuration });
  const made = generateWith({}, name, problem, targetOf(run.environment.device));
  return 'program' in made && isAlike(made.program) ? { ...made.program, contender: cell.contender } : null;
}

/** The id of the original's cell at another problem. */
export function originalCellId({ cell }: Pick<Original, 'cell'>, problem: Problem): string {
  return cellId(problemKey(problem), cell.contender);
}
