import { describeConditions, doubtOf } from '../../../electron/ipc/conditions.ts';
import { typicalProblem } from '../../../electron/ipc/rate.ts';
import { roofDoubt, roofLabel, roofSource } from '../../../electron/ipc/roof-text.ts';
import type { DeviceInfo } from '../../../electron/ipc/types.ts';
import { isVirtualGpu } from '../../../kernels/index.ts';
import { floorDetails, floorText, shownFloor } from '../../model/noise.ts';
import { useWorkbench } from '../../state/store.ts';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { MeasurementProgress } from './measurement-progress.tsx';

/** The device, its conditions and noise floor, and the progress of what is measured. */
export function StatusBar() {
  const environment = useWorkbench(({ run }) => run?.environment ?? null);
  const typical = useWorkbench(({ run }) => run && typicalProblem(run.request.problems));
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
          className={`status-item ${roofDoubt(environment.roof, typical) ? 'tone-warn' : ''}`}
          title={roofSource(environment.roof, typical)}
          data-testid="roof"
        >
          {roofLabel(environment.roof, typical)}
        </span>
      )}
      {device && <CurrentConditions device={device} />}
      {device && <Noise device={device} />}
      <span className="spacer" />
      <MeasurementProgress />
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

/** By how much equal cells differ on the device that is shown. */
function Noise({ device }: { device: DeviceInfo }) {
  const floor = useWorkbench(({ noise, run }) => shownFloor(noise, run, device));
  const isKnown = useWorkbench(({ noise, noiseProgress }) => noise !== null && noiseProgress === null);
  if (!floor && !isKnown) return null;
  return (
    <span
      className={`status-item truncate status-noise ${floor ? '' : 'quiet'}`}
      title={floor ? floorDetails(floor) : withKeys('Measure noise floor', 'measure-noise')}
      data-testid="noise"
    >
      {floor ? floorText(floor) : 'Noise not measured'}
    </span>
  );
}
