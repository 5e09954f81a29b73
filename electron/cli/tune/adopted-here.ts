import type { Environment, SweepRequest } from '../../ipc/types.ts';
import { withAdopted } from '../../store/adopted-defaults.ts';
import { openRuns } from '../runs/open-runs.ts';
import { CommandError } from '../usage-error.ts';

/** A request with the defaults that were adopted for its device, if this machine can read its store. */
export function adoptedHere<R extends Pick<SweepRequest, 'problems' | 'contenders' | 'adopted'>>(
  environment: Environment,
  request: R,
): R {
  try {
    const store = openRuns();
    try {
      return withAdopted(store, environment, request);
    } finally {
      store.dispose();
    }
  } catch (error) {
    if (error instanceof CommandError) return request; // sweeps are measured without a store, too
    throw error;
  }
}
