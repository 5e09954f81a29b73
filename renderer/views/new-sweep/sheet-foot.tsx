import { useDeferredValue, useMemo } from 'react';
import { formatItems } from '../../../electron/ipc/figures.ts';
import type { FormCheck } from '../../model/form.ts';
import { sweepCost } from '../../model/sweep-cost.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Keys } from '../../widgets/key.tsx';

/** What the sweep of the form would take, or what is in its way, and the button that begins it. */
export function SheetFoot({ check }: { check: FormCheck }) {
  const starting = useWorkbench((state) => state.starting);
  const busy = useWorkbench(isMeasuring);
  // The sheet lies over the window's own notices.
  const failure = useWorkbench((state) => state.notice);
  return (
    <footer className="sheet-foot">
      <p className="sheet-cost" data-testid="sweep-cost" role="status">
        {failure ? <span className="tone-bad">{failure.message}</span> : <Cost check={check} />}
      </p>
      <Button
        kind="primary"
        type="submit"
        icon="play"
        disabled={busy || check.request === null}
        title={
          busy && !starting
            ? 'Something is being measured. One at a time, so that nothing disturbs it.'
            : undefined
        }
        data-testid="run-sweep"
      >
        {starting ? 'Starting…' : 'Run sweep'} {!starting && <Keys combo="mod+enter" />}
      </Button>
    </footer>
  );
}

function Cost({ check }: { check: FormCheck }) {
  const { request, errors, optionErrors, parameterErrors } = useDeferredValue(check);
  const device = useWorkbench(({ devices, form }) => devices.find(({ id }) => id === form.device));
  const run = useWorkbench((state) => state.run);
  const cost = useMemo(
    () => (request && device ? sweepCost(request, device, run ? [run] : []) : null),
    [request, device, run],
  );
  const mistakes = [errors, optionErrors, parameterErrors].reduce(
    (sum, found) => sum + Object.keys(found).length,
    0,
  );
  const ready = useWorkbench((state) => state.arrived.devices);
  if (!ready) return <span className="quiet">Looking for devices…</span>;
  if (!request || !cost) {
    return <span className="quiet">{mistakes > 0 ? formatItems(mistakes, 'mistake') : ''}</span>;
  }
  const { problems, contenders } = request;
  return (
    <>
      <strong className="num">{formatItems(cost.cells, 'cell')}</strong>
      <span className="quiet num">
        {formatItems(problems.length, 'size')} × {formatItems(contenders.length, 'contender')}
      </span>
      <span className="num" title={cost.basis}>
        {cost.time}
      </span>
    </>
  );
}
