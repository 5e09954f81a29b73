import type { Problem } from '../../../kernels/index.ts';
import { type KnownRates, ratesOf } from '../../ipc/known-rates.ts';
import type { DeviceInfo, Run, SweepRequest } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';
import { openRuns } from '../runs/open-runs.ts';
import { CommandError } from '../usage-error.ts';

/** The newest runs of a device that rates are taken from. */
const MOST_RUNS = 20;

/** The rates in the runs of the store; without a store, guesses. */
export function ratesInStore(device: DeviceInfo, { problems: [first] }: SweepRequest): KnownRates {
  try {
    const store = openRuns();
    try {
      return ratesOf(runsOf(store, device, first), device);
    } finally {
      store.dispose();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return ratesOf([], device);
  }
}

/** The newest runs of one operation on a device. */
function runsOf(store: RunStore, { id, name }: DeviceInfo, first: Problem | undefined): Run[] {
  const heads = store
    .headers()
    .filter(({ environment: { device } }) => device.id === id && device.name === name)
    .filter(({ request }) => request.problems[0]?.op === first?.op)
    .slice(0, MOST_RUNS);
  return heads.flatMap((head) => store.outline(head.id) ?? []);
}
