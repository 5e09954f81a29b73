import type { ComputeClient } from '../ipc/compute-client.ts';
import type { DeviceInfo, Failure } from '../ipc/types.ts';
import { CommandError, UsageError } from './usage-error.ts';

/** The device of an id, or the first that is listed. Throws UsageError, CommandError. */
export async function chooseDevice(compute: ComputeClient, wanted: string | null): Promise<DeviceInfo> {
  const devices = unwrap(await compute.request('devices', {}));
  const device = wanted === null ? devices[0] : devices.find(({ id }) => id === wanted);
  if (device) return device;
  const known = devices.map(({ id }) => id).join(', ');
  if (wanted !== null) throw new UsageError(`--device ${wanted}: expected ${known}`);
  throw new CommandError('There is no device to measure on.');
}

/** A request's value. Throws CommandError. */
export function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: Failure }): T {
  if (result.ok) return result.value;
  throw new CommandError([result.error.message, result.error.detail].filter(Boolean).join('\n'));
}
