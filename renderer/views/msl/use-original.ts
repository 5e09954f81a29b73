import { useMemo } from 'react';
import { restoreProgram } from '../../../electron/ipc/programs/restore-program.ts';
import { type Problem, problemKey } from '../../../kernels/index.ts';
import { useCell, useProgram } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';

/**
 * The text of a pass that an edited copy began with, which its run has measured beside it; null of all other contenders,
 * and until it is here.
 */
export function useOriginal(contender: string, problem: Problem | null, pass: number): string | null {
  const copy = useWorkbench(({ run }) => run?.request.copy);
  const runId = useWorkbench(({ run }) => run?.id);
  const of = copy?.name === contender ? copy.of : null;
  const ref = of !== null && runId && problem ? { runId, problem: problemKey(problem), contender: of } : null;
  const cell = useCell(ref);
  const program = useProgram(cell);
  return useMemo(() => {
    if (!cell || !program) return null;
    const { passes } = restoreProgram(program.hash, program.kept, cell.problem, cell.contender);
    return passes[pass]?.kernel.source ?? null;
  }, [cell, program, pass]);
}
