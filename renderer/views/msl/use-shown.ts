import { useMemo, useState } from 'react';
import { isDone } from '../../../electron/ipc/cell.ts';
import { defaultsFrom } from '../../../electron/ipc/tune/adoption.ts';
import { adoptionAt, adoptionText } from '../../../electron/ipc/tune/adoption-text.ts';
import { contenderOf, type Problem, targetOf } from '../../../kernels/index.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { checkForm } from '../../model/form.ts';
import { keyText } from '../../model/keys.ts';
import { compareSizes } from '../../model/problem-size.ts';
import { sameRef } from '../../model/selection.ts';
import { adoptedOn } from '../../model/tuning.ts';
import { keyPlatform } from '../../state/platform.ts';
import { useCell, useProgram, useSettledRef } from '../../state/selectors.ts';
import { useWorkbench } from '../../state/store.ts';
import type { Shown } from './msl-panel.tsx';

/**
 * What the MSL panel shows: the selected cell or, without a run, the first kernel of the form. What was shown before
 * stays until the program of a cell is here.
 */
export function useShown(): Shown | null {
  const { ref, resting } = useSettledRef();
  const cell = useCell(ref);
  const pinned = useWorkbench(({ selection }) => selection.pinned !== null && sameRef(selection.pinned, ref));
  const device = useWorkbench(({ run }) => run?.environment.device);
  const adopted = useWorkbench(({ run }) => run?.request.adopted);
  const preview = usePreview(cell === null);
  const program = useProgram(cell);
  const shown = useMemo(() => {
    if (!cell) return preview;
    if (program === undefined) return null;
    const note = pinned
      ? `Pinned (${keyText(COMMAND_KEYS.clear, keyPlatform())} to clear)`
      : resting
        ? 'Largest size'
        : 'Under the pointer';
    return {
      contender: cell.contender,
      problem: cell.problem,
      target: device ? targetOf(device) : 'cpu',
      ...(adopted && { adopted }),
      program,
      isMeasured: isDone(cell),
      note,
    };
  }, [cell, program, device, adopted, pinned, resting, preview]);
  const [last, setLast] = useState(shown);
  if (shown && shown !== last) setLast(shown);
  return program === undefined ? last : shown;
}

function usePreview(wanted: boolean): Shown | null {
  const form = useWorkbench((state) => state.form);
  const devices = useWorkbench((state) => state.devices);
  const tuner = useWorkbench((state) => state.tuner);
  return useMemo(() => {
    if (!wanted) return null;
    const { problems } = checkForm(form, devices);
    const largest = problems.reduce<Problem | null>((a, b) => (a && compareSizes(a, b) >= 0 ? a : b), null);
    const contender = form.contenders.find((name) => contenderOf(name)?.kind === 'generated');
    const device = devices.find(({ id }) => id === form.device);
    const target = device ? targetOf(device) : 'cpu';
    if (!largest || !contender) return null;
    const known = adoptedOn(tuner, device);
    const adoption = adoptionAt(known, contender, largest);
    return {
      ...{ contender, problem: largest, target, program: null, isMeasured: false, note: 'Sweep preview' },
      adopted: defaultsFrom(known),
      ...(adoption && { defaults: adoptionText(adoption) }),
    };
  }, [wanted, form, devices, tuner]);
}
