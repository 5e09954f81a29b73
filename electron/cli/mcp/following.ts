import type { ComputeClient } from '../../ipc/compute-client.ts';
import type { Run } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { measureFollowed } from '../sweep/measure-run.ts';
import type { Call } from './call.ts';

/**
 * What measures a run into a store as a part of a call: cells that were measured are kept when the call ends early.
 * @param before the steps of the call that are done; the run is one more
 */
export function measuring(call: Call, before = 0) {
  return async (compute: ComputeClient, store: RunStore, run: Run): Promise<void> => {
    await measureFollowed(compute, store, run, {
      progress: ({ fraction, activity }) => call.tell(before + fraction, before + 1, activity),
      onInterruption(interrupt) {
        call.signal.addEventListener('abort', interrupt, { once: true });
        return () => call.signal.removeEventListener('abort', interrupt);
      },
    });
  };
}
