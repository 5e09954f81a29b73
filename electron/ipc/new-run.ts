import { type Problem, problemKey } from '../../kernels/index.ts';
import { cellId } from './cell.ts';
import { type AskedPrograms, NOTHING_ASKED } from './programs/kept-program.ts';
import type { Cell, Environment, Run, SweepRequest } from './types.ts';

/** A cell before its measurement. */
export function pendingCell(problem: Problem, contender: string): Cell {
  return {
    id: cellId(problemKey(problem), contender),
    problem,
    contender,
    status: 'pending',
    duplicates: null,
    compileMs: null,
    verification: null,
    summary: null,
    samples: [],
    conditions: null,
    note: null,
    program: null,
    failure: null,
  };
}

/**
 * A run about to start: every cell of the request once, pending, problem by problem.
 * @param source describes what is measured, see Run.source
 * @param asked the programs of cells that are not to be measured with generated ones
 */
export function newRun(
  name: string,
  request: SweepRequest,
  environment: Environment,
  source: string | null = null,
  asked: AskedPrograms = NOTHING_ASKED,
): Run {
  const cells = request.problems.flatMap((problem) =>
    request.contenders.map((contender) => {
      const cell = pendingCell(problem, contender);
      return { ...cell, program: asked.cells[cell.id] ?? null };
    }),
  );
  return {
    id: crypto.randomUUID(),
    name,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'running',
    failure: null,
    request,
    environment,
    source,
    ...asked.kept,
    cells: [...new Map(cells.map((cell) => [cell.id, cell])).values()],
  };
}
