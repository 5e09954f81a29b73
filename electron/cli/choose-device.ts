import type { ComputeClient } from '../ipc/compute-client.ts';
import type { DeviceInfo } from '../ipc/types.ts';
import { unwrap } from './compute-session.ts';
import { CommandError, UsageError } from './usage-error.ts';

/** The device with an id, or the first one listed. Throws UsageError, CommandError. */
export async function chooseDevice(compute: ComputeClient, id: string | null): Promise<DeviceInfo> {
  const devices = unwrap(await compute.request('devices', {}));
  const device = id === null ? devices[0] : devices.find((candidate) => candidate.id === id);
  if (device) return device;
  if (id === null) throw new CommandError('No device found.');
  throw new UsageError(`--device ${id}: expected ${devices.map((known) => known.id).join(', ')}`);
}
