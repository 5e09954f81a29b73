import { useState } from 'react';
import { formatMoment } from '../../../electron/ipc/figures.ts';
import type { Tuning } from '../../../electron/ipc/tune/tuning.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Confirm } from '../../widgets/confirm.tsx';

const NONE: readonly Tuning[] = [];

/** The tunings that are kept, newest first. */
export function TuningList({ shown }: { shown: string | undefined }) {
  const tunings = useWorkbench((state) => state.tuner?.tunings ?? NONE);
  return (
    <section aria-label="Tunings">
      <h3>Tunings</h3>
      <ul className="tunings" data-testid="tunings">
        {tunings.map((tuning) => (
          <TuningEntry key={tuning.id} tuning={tuning} shown={tuning.id === shown} />
        ))}
      </ul>
    </section>
  );
}

/** The tunings in the list of runs: one entry for all heats of each, which opens it. */
export function TuningEntries() {
  const tunings = useWorkbench((state) => state.tuner?.tunings ?? NONE);
  if (tunings.length === 0) return null;
  return (
    <ul className="tunings" aria-label="Tunings" data-testid="tunings-of-runs">
      {tunings.map((tuning) => (
        <TuningEntry key={tuning.id} tuning={tuning} shown={false} />
      ))}
    </ul>
  );
}

/** A tuning, which is shown by a click and deleted in place. */
function TuningEntry({ tuning, shown }: { tuning: Tuning; shown: boolean }) {
  const { id, name, startedAt, spentMs, budgetMs } = tuning;
  const isRunning = useWorkbench((state) => state.tuneProgress?.tuning === id);
  const [isDeleting, setDeleting] = useState(false);
  const { openTuner, deleteTuning } = useWorkbenchStore().getState();
  if (isDeleting)
    return (
      <li className="run">
        <Confirm
          label={`Delete ${name}?`}
          question={`Delete “${name}” and its heats? What was adopted of it stays.`}
          action="Delete"
          onConfirm={() => deleteTuning(id)}
          onClose={() => setDeleting(false)}
        />
      </li>
    );
  return (
    <li className="run" data-shown={shown || undefined}>
      <button
        type="button"
        className="run-open"
        aria-current={shown || undefined}
        onClick={() => openTuner(id)}
      >
        <span className="run-name truncate">{name}</span>
        <span className="run-meta num truncate">
          <span className={isRunning ? 'tone-accent' : 'tone-quiet'}>{isRunning ? 'Running' : 'Tuned'}</span>
          {` · ${minutes(spentMs)} of ${minutes(budgetMs)} min · ${formatMoment(startedAt)}`}
        </span>
      </button>
      <span className="run-tools">
        {!isRunning && (
          <IconButton size="small" icon="trash" label={`Delete ${name}`} onClick={() => setDeleting(true)} />
        )}
      </span>
    </li>
  );
}

export function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
