import { formatItems, formatMoment } from '../../../electron/ipc/figures.ts';
import type { Tuning } from '../../../electron/ipc/tune/tuning.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { ClassResult } from './class-result.tsx';
import { RaceProgress } from './race-progress.tsx';
import { minutes } from './tuning-list.tsx';

/** What a tuning has found, a class of sizes at a time. */
export function TuningResult({ tuning }: { tuning: Tuning }) {
  const record = useWorkbench(({ tuningRecord }) => (tuningRecord?.id === tuning.id ? tuningRecord : null));
  const progress = useWorkbench(({ tuneProgress }) =>
    tuneProgress?.tuning === tuning.id ? tuneProgress : null,
  );
  const chosen = useWorkbench(({ tuneView }) => tuneView.sizeClass);
  const { setTuneView } = useWorkbenchStore().getState();
  const classes = record?.classes ?? [];
  const shown = classes.find(({ name }) => name === chosen) ?? classes[0];
  return (
    <div className="tune-result">
      <TuningHead tuning={tuning} adoptable={classes.reduce((sum, one) => sum + one.adoptable.length, 0)} />
      {progress && <RaceProgress progress={progress} />}
      {record === null ? (
        <p className="empty" aria-busy="true">
          Reading its heats…
        </p>
      ) : (
        <>
          {/* Buttons, and not tabs, as what they show is the same part of the page. */}
          <nav className="tune-tabs" aria-label="Classes of sizes">
            {classes.map((one) => (
              <button
                key={one.name}
                type="button"
                aria-current={one === shown || undefined}
                onClick={() => setTuneView({ sizeClass: one.name })}
              >
                {one.name}
                <small className={one.winner ? 'tone-good' : 'quiet'}>{gainOf(one)}</small>
              </button>
            ))}
          </nav>
          {shown && <ClassResult tuned={shown} />}
        </>
      )}
    </div>
  );
}

/** "11.2% less time", or that the defaults stand, or are not known yet. */
function gainOf({
  winner,
  final,
  reference,
}: { winner: string | null; reference: string | null } & Shown): string {
  const ratio = final?.best.find(({ contender }) => contender === winner)?.ratio;
  if (ratio) return `${((1 - ratio) * 100).toFixed(1)}% less time`;
  return reference === null ? 'not measured yet' : final ? 'defaults stand' : 'no final yet';
}

interface Shown {
  readonly final: { readonly best: readonly { contender: string; ratio: number | null }[] } | null;
}

function TuningHead({ tuning, adoptable }: { tuning: Tuning; adoptable: number }) {
  const { id, name, startedAt, spentMs, budgetMs, problems, contenders } = tuning;
  const busy = useWorkbench(isMeasuring);
  const isRunning = useWorkbench(({ tuneProgress }) => tuneProgress?.tuning === id);
  const { resumeTuning, cancelTuning, adoptTuning } = useWorkbenchStore().getState();
  const leftMs = budgetMs - spentMs;
  const isSpent = leftMs < 6000;
  return (
    <header className="tune-head">
      <div>
        <h2 data-testid="tuning-name">{name}</h2>
        <p className="quiet num">
          {formatMoment(startedAt)} · {formatItems(problems.length, 'size')} ·{' '}
          {formatItems(contenders.length, 'contender')} · {minutes(spentMs)} of {minutes(budgetMs)} minutes
          spent
        </p>
      </div>
      <span className="spacer" />
      {isRunning ? (
        <Button size="small" icon="stop" data-testid="cancel-tuning" onClick={() => cancelTuning()}>
          Cancel
        </Button>
      ) : (
        <Button
          size="small"
          icon="resume"
          disabled={busy}
          title={
            isSpent ? 'Its budget is spent: as many minutes again' : `${minutes(leftMs)} minutes are left`
          }
          data-testid="resume-tuning"
          onClick={() => resumeTuning(id, isSpent ? budgetMs : undefined)}
        >
          {isSpent ? `Go on for ${minutes(budgetMs)} min` : 'Resume'}
        </Button>
      )}
      <Button
        size="small"
        kind="primary"
        icon="check"
        disabled={adoptable === 0}
        title={
          adoptable === 0
            ? 'No variant is certainly faster than the defaults'
            : 'Makes the variants that finals found faster the defaults of this device'
        }
        data-testid="adopt"
        onClick={() => adoptTuning(id)}
      >
        Adopt for this device
      </Button>
    </header>
  );
}
