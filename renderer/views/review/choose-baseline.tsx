import { useMemo } from 'react';
import { formatMoment } from '../../../electron/ipc/figures.ts';
import { isInHistory, suiteOf } from '../../../electron/ipc/history/suite.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Keys } from '../../widgets/key.tsx';

/** So many earlier runs are offered. */
const OFFERED = 5;

/** Why there is nothing to review yet, and the runs of the suite that the shown one can be compared with. */
export function ChooseBaseline({ run }: { run: Run }) {
  const headers = useWorkbench((state) => state.headers);
  const isBaseline = useWorkbench((state) => Object.values(state.suiteBaselines).includes(run.id));
  const { compareWith, setReviewing } = useWorkbenchStore().getState();
  const others = useMemo(() => {
    const { key } = suiteOf(run);
    return headers.filter((one) => one.id !== run.id && isInHistory(one) && suiteOf(one).key === key);
  }, [headers, run]);
  const question =
    run.status === 'running'
      ? 'This run is being measured. It can be reviewed once it is over.'
      : isBaseline
        ? 'This run is the baseline of its suite. Choose another run on the left to review it against this one.'
        : 'No baseline for this run yet. Show the run to compare with and make it the baseline, or choose one of its suite:';
  return (
    <section className="centre choose-baseline" aria-label="Review" data-testid="choose-baseline">
      <h2>Review</h2>
      <p>{question}</p>
      {run.status !== 'running' && (
        <ul>
          {others.slice(0, OFFERED).map(({ id, name, startedAt }) => (
            <li key={id}>
              <Button onClick={() => compareWith(id)}>
                <span className="truncate">{name}</span>
                <span className="quiet num">{formatMoment(startedAt)}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        <Keys combo={COMMAND_KEYS['make-baseline']} /> makes the shown run the baseline
      </p>
      <Button kind="plain" onClick={() => setReviewing(false)}>
        Back to the sweep
      </Button>
    </section>
  );
}
