import { type Problem, problemKey } from '../../kernels/index.ts';
import { cellId } from './cell.ts';
import { NO_PROGRAMS } from './programs/kept-program.ts';
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

/** A run about to start: every cell of the request once, pending, problem by problem. */
export function newRun(name: string, request: SweepRequest, environment: Environment): Run {
  const cells = request.problems.flatMap((problem) =>
    request.contenders.map((contender) => pendingCell(problem, contender)),
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
    ...NO_PROGRAMS,
    cells: [...new Map(cells.map((cell) => [cell.id, cell])).values()],
  };
}
