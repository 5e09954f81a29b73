import os from 'node:os';
import type { Native } from '../../native/types.ts';
import manifest from '../../package.json' with { type: 'json' };
import { machineId } from '../ipc/machine.ts';
import type { DeviceInfo, Environment } from '../ipc/types.ts';
import { availableContenders } from './contenders/contenders.ts';
import { PROCESSOR } from './contenders/library-contender.ts';
import { ComputeError } from './failure.ts';
import { createLoadMeter, type LoadMeter } from './load/load-meter.ts';
import { findRoof } from './roof.ts';
import { systemName } from './system-name.ts';

/** The machine's devices, with the contenders that are available on each. Throws NativeError. */
export async function listDevices(native: Native): Promise<DeviceInfo[]> {
  const devices = await native.devices();
  const hasProcessor = devices.some(({ id }) => id === PROCESSOR);
  return Promise.all(
    devices.map(async (device) => {
      return { ...device, contenders: await availableContenders(native, device, hasProcessor) };
    }),
  );
}

/** The device with the given id. Throws ComputeError NO_DEVICE, which names the devices there are. */
export async function findDevice(native: Native, id: string): Promise<DeviceInfo> {
  const devices = await listDevices(native);
  const device = devices.find((candidate) => candidate.id === id);
  if (device) return device;
  const known = devices.map((candidate) => candidate.id).join(', ');
  throw new ComputeError('NO_DEVICE', `device = ${id}: expected ${known}`);
}

/** What a run is measured on. Takes some tenths of a second to measure the roof. Throws as findDevice does. */
export async function describeEnvironment(
  native: Native,
  deviceId: string,
  load: LoadMeter = createLoadMeter(),
): Promise<Environment> {
  const device = await findDevice(native, deviceId);
  const roof = await findRoof({ native, load }, device);
  const cpus = os.cpus();
  return {
    device,
    roof,
    os: systemName(),
    cpu: cpus[0]?.model.trim() || device.name,
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    machine: machineId(),
    versions: { tilescope: manifest.version, node: process.versions.node, ...native.versions() },
  };
}
