import { useMemo } from 'react';
import { type Problem, problemKey, targetOf } from '../../../kernels/index.ts';
import { kernelView } from '../../model/kernel-view.ts';
import { type Difference, differencesOf } from '../../model/msl-difference.ts';
import { useCell, useProgram } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';

interface Original {
  /** What the text can be compared with. */
  readonly choices: readonly Difference[];
  /** What it is compared with; null if it is shown alone. */
  readonly chosen: Difference | null;
  /** The text of that; null until it is here. */
  readonly text: string | null;
}

/**
 * What the text of a pass is compared with: the text of the other one that its run has measured, or one that is
 * generated now.
 */
export function useOriginal(contender: string, problem: Problem | null, pass: number): Original {
  const run = useWorkbench((state) => state.run);
  const other = useWorkbench(({ mslOther }) => mslOther);
  const choices = useMemo(
    () => (run && problem ? differencesOf(contender, problem, run) : []),
    [run, contender, problem],
  );
  const chosen = other === null ? null : (choices.find(({ id }) => id === other) ?? choices[0] ?? null);
  const ref =
    run && problem && chosen?.isInRun
      ? { runId: run.id, problem: problemKey(problem), contender: chosen.contender }
      : null;
  const cell = useCell(ref);
  const program = useProgram(cell);
  const device = run?.environment.device;
  const text = useMemo(() => {
    // What was measured comes before what would be generated now.
    if (!chosen || !problem || !device || program === undefined) return null;
    const view = kernelView(chosen.contender, problem, targetOf(device), program, chosen.adopted);
    return view.kind === 'generated' ? (view.passes[pass]?.kernel.source ?? null) : null;
  }, [chosen, problem, device, program, pass]);
  return { choices, chosen, text };
}
