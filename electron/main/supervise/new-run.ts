import { randomUUID } from 'node:crypto';
import { problemKey } from '../../../kernels/index.ts';
import type { Cell, Environment, Run, SweepRequest } from '../../ipc/types.ts';

/** A run that is about to start: every cell pending, problem by problem. */
export function newRun(name: string, request: SweepRequest, environment: Environment): Run {
  return {
    id: randomUUID(),
    name,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'running',
    failure: null,
    request,
    environment,
    cells: request.problems.flatMap((problem) =>
      request.contenders.map(
        (contender): Cell => ({
          id: `${problemKey(problem)}|${contender}`,
          problem,
          contender,
          status: 'pending',
          duplicates: null,
          compileMs: null,
          verification: null,
          summary: null,
          samples: [],
          failure: null,
        }),
      ),
    ),
  };
}
