import { checkForm, quickRequest, runName } from '../model/form.ts';
import { isMeasuring } from './noise-slice.ts';
import { useWorkbenchStore, type WorkbenchState } from './store.ts';

/** Starts the sweep of the form, unless it has errors or something is measured. */
export function startForm(state: WorkbenchState): void {
  const { request } = checkForm(state.form, state.devices);
  if (!request || isMeasuring(state)) return;
  // The sheet stays until the sweep has begun, or says why it has not.
  void state.start(runName(request), request).then((hasBegun) => hasBegun && state.setDialog(null));
}

/** Starts the quick sweep on the chosen device, unless something is measured. */
export function startQuick(state: WorkbenchState): void {
  const request = quickRequest(state.devices, state.form.device);
  if (request && !isMeasuring(state)) void state.start('Quick sweep', request);
}

/** Measures the noise floor of the device of the shown run, or of the chosen one, unless something is measured. */
export function measureNoise(state: WorkbenchState): void {
  const isHere = (id: string | undefined) => state.devices.some((device) => device.id === id);
  const device = [state.run?.environment.device.id, state.form.device].find(isHere);
  if (device !== undefined && !isMeasuring(state)) void state.measureNoise(device);
}

/** Cancels what is measured. */
export function cancelMeasurement(state: WorkbenchState): void {
  if (state.tuneProgress) void state.cancelTuning();
  else if (state.noiseProgress) void state.cancelNoise();
  else void state.cancel();
}

export function useStartForm(): () => void {
  const store = useWorkbenchStore();
  return () => startForm(store.getState());
}

export function useStartQuick(): () => void {
  const store = useWorkbenchStore();
  return () => startQuick(store.getState());
}
