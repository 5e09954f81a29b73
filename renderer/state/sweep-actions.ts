import { checkForm, quickRequest, runName } from '../model/form.ts';
import { runningRun } from './runs-slice.ts';
import { useWorkbenchStore, type WorkbenchState } from './store.ts';

/** Starts the sweep of the form, unless it has errors or a sweep is running. */
export function startForm(state: WorkbenchState): void {
  const { request } = checkForm(state.form, state.devices);
  if (request && !runningRun(state)) void state.start(runName(request), request);
}

/** Starts the quick sweep on the chosen device, unless a sweep is running. */
export function startQuick(state: WorkbenchState): void {
  const request = quickRequest(state.devices, state.form.device);
  if (request && !runningRun(state)) void state.start('Quick sweep', request);
}

export function useStartForm(): () => void {
  const store = useWorkbenchStore();
  return () => startForm(store.getState());
}

export function useStartQuick(): () => void {
  const store = useWorkbenchStore();
  return () => startQuick(store.getState());
}
