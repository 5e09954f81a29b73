import { formatElapsed, formatPercent } from '../../../electron/ipc/figures.ts';
import type { TuneProgress } from '../../../electron/ipc/tune/tune-request.ts';
import { runningRun } from '../../state/runs-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';

interface Shown {
  /** For screen readers. */
  readonly name: string;
  readonly activity: string;
  /** 0…1 */
  readonly fraction: number;
  readonly remainingMs: number | null;
  /** It was asked to stop, and has not yet. */
  readonly isCancelling?: boolean;
  readonly onCancel: () => void;
}

/** The progress of what is measured, a sweep, a tuning or the noise floor, and how to cancel it. */
export function MeasurementProgress() {
  const running = useWorkbench(runningRun);
  const progress = useWorkbench((state) => state.progress);
  const cancel = useWorkbench((state) => state.cancel);
  const cancelling = useWorkbench((state) => state.cancelling);
  const noise = useWorkbench((state) => state.noiseProgress);
  const cancelNoise = useWorkbench((state) => state.cancelNoise);
  const tuning = useWorkbench((state) => state.tuneProgress);
  const cancelTuning = useWorkbench((state) => state.cancelTuning);
  if (tuning) return <Progress {...tuningShown(tuning)} onCancel={() => cancelTuning()} />;
  if (noise) {
    const activity = `Noise, run ${noise.run} of ${noise.runs}: ${noise.activity}`;
    return <Progress {...noise} name="Noise floor" activity={activity} onCancel={() => cancelNoise()} />;
  }
  if (!running) return <span className="status-item quiet">Idle</span>;
  const own = progress?.runId === running.id ? progress : null;
  return (
    <Progress
      name={running.name}
      activity={own?.activity ?? 'Starting'}
      fraction={own?.fraction ?? running.doneCount / Math.max(running.cellCount, 1)}
      remainingMs={own?.remainingMs ?? null}
      isCancelling={cancelling === running.id}
      onCancel={() => cancel()}
    />
  );
}

/** A tuning ends when its budget is spent, perhaps in the middle of nothing. */
function tuningShown({ kind, heat, activity, spentMs, budgetMs }: TuneProgress) {
  return {
    name: 'Tuning',
    activity: `Tuning, heat ${heat} (${kind}): ${activity}`,
    fraction: Math.min(1, spentMs / budgetMs),
    remainingMs: Math.max(0, budgetMs - spentMs),
  };
}

function Progress({ name, activity, fraction, remainingMs, isCancelling = false, onCancel }: Shown) {
  const left = remainingMs === null ? 'estimating time left' : `${formatElapsed(remainingMs)} left`;
  return (
    <div className="status-progress" data-testid="progress">
      <span className="truncate quiet">{activity}</span>
      <progress value={fraction} max={1} aria-label={`Progress of ${name}`} />
      <span className="num status-fraction">{formatPercent(fraction, 0)}</span>
      <span className="num status-left">{left}</span>
      <Button
        size="small"
        icon="stop"
        data-testid="cancel"
        title={withKeys('Cancel', 'cancel-sweep')}
        disabled={isCancelling}
        onClick={onCancel}
      >
        {isCancelling ? 'Cancelling…' : 'Cancel'}
      </Button>
      <Announcement name={name} fraction={fraction} />
    </div>
  );
}

/** Progress for screen readers, at each quarter instead of ten times a second. */
function Announcement({ name, fraction }: { name: string; fraction: number }) {
  const quarter = Math.floor(fraction * 4) * 25;
  return (
    <span className="visually-hidden" aria-live="polite">
      {`${name}: ${quarter}% done`}
    </span>
  );
}
