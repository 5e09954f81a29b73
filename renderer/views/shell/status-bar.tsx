import { describeConditions, doubtOf } from '../../../electron/ipc/conditions.ts';
import { formatElapsed, formatPercent } from '../../../electron/ipc/figures.ts';
import { roofDoubt, roofLabel, roofSource } from '../../../electron/ipc/roof.ts';
import type { DeviceInfo } from '../../../electron/ipc/types.ts';
import { isVirtualGpu } from '../../../kernels/index.ts';
import { runningRun } from '../../state/runs-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';

/** The device, its conditions, and the progress of the running sweep. */
export function StatusBar() {
  const environment = useWorkbench(({ run }) => run?.environment ?? null);
  const first = useWorkbench(({ run }) => run?.request.problems[0] ?? null);
  const chosen = useWorkbench(({ devices, form }) => devices.find(({ id }) => id === form.device));
  const device = environment?.device ?? chosen;
  return (
    <footer className="status-bar" data-testid="status-bar">
      <span className="status-item truncate" title="Device">
        <Icon name="chip" size={14} />
        {device?.name ?? 'No device'}
      </span>
      {environment && (
        <span
          className={`status-item ${roofDoubt(environment.roof, first) ? 'tone-warn' : ''}`}
          title={roofSource(environment.roof, first)}
          data-testid="roof"
        >
          {roofLabel(environment.roof, first)}
        </span>
      )}
      {device && <CurrentConditions device={device} />}
      <span className="spacer" />
      <SweepProgress />
    </footer>
  );
}

/** The present conditions, with a warning if they make measurements doubtful. */
function CurrentConditions({ device }: { device: DeviceInfo }) {
  const { threads } = device;
  const present = useWorkbench((state) => state.conditions);
  const conditions = present && { ...present, virtualGpu: isVirtualGpu(device) };
  const doubt = doubtOf(conditions);
  const text = conditions ? describeConditions(conditions) : 'conditions unknown';
  return (
    <span
      className={`status-item truncate status-conditions ${doubt ? 'tone-warn' : 'quiet'}`}
      title={doubt ? `Measurements may be unreliable: ${doubt}` : 'Current conditions'}
      data-testid="conditions"
    >
      {threads !== null && `${threads} threads · `}
      {text}
    </span>
  );
}

function SweepProgress() {
  const running = useWorkbench(runningRun);
  const progress = useWorkbench((state) => state.progress);
  const cancel = useWorkbench((state) => state.cancel);
  if (!running) return <span className="status-item quiet">Idle</span>;
  const own = progress?.runId === running.id ? progress : null;
  const fraction = own?.fraction ?? running.doneCount / Math.max(running.cellCount, 1);
  const left = own?.remainingMs == null ? 'estimating time left' : `${formatElapsed(own.remainingMs)} left`;
  return (
    <div className="status-progress" data-testid="progress">
      <span className="truncate quiet">{own?.activity ?? 'Starting'}</span>
      <progress value={fraction} max={1} aria-label="Sweep progress" />
      <span className="num status-fraction">{formatPercent(fraction, 0)}</span>
      <span className="num status-left">{left}</span>
      <Button
        size="small"
        icon="stop"
        data-testid="cancel"
        title={withKeys('Cancel sweep', 'cancel-sweep')}
        onClick={() => cancel()}
      >
        Cancel
      </Button>
      <Announcement name={running.name} fraction={fraction} />
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
