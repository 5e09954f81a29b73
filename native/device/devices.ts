import { NativeError } from '../error.ts';
import type { NativeDevice } from '../types.ts';
import { addon } from './addon.ts';
import { cpuDriver, findClang } from './cpu-device.ts';
import type { Driver } from './driver.ts';
import { metalDriver } from './metal/metal-device.ts';
import { once } from './once.ts';
import { checkCount } from './validation.ts';

const DRIVERS: Readonly<Record<NativeDevice['kind'], (device: NativeDevice) => Driver>> = {
  cpu: cpuDriver,
  gpu: metalDriver,
};

type Drivers = ReadonlyMap<string, Driver>;
let known: Drivers | undefined;

const find = once(async (): Promise<Drivers> => {
  const devices = await addon().devices();
  known = new Map(devices.map((device) => [device.id, DRIVERS[device.kind](device)]));
  return known;
});

/** The driver of a device. Throws NativeError UNKNOWN_DEVICE. */
export async function driverOf(device: string): Promise<Driver> {
  return pick(await find(), device);
}

/**
 * The driver of a device that is already in use. It is synchronous, so that a caller may release its buffers as soon as
 * it has submitted work that uses them. Throws NativeError UNKNOWN_DEVICE.
 */
export function driverInUse(device: string): Driver {
  return pick(known ?? new Map(), device);
}

function pick(drivers: Drivers, device: string): Driver {
  const driver = drivers.get(device);
  if (driver) return driver;
  const names = [...drivers.keys()].join(', ') || 'none until devices() has been called';
  throw new NativeError('UNKNOWN_DEVICE', `There is no device "${device}"; available: ${names}`);
}

/** GPUs first, then the CPU if clang is installed. Throws NO_COMPILER if neither is available. */
export async function listDevices(): Promise<NativeDevice[]> {
  const devices = [...(await find()).values()].map(({ device }) => device);
  const gpus = devices.filter(({ kind }) => kind === 'gpu');
  try {
    await findClang();
  } catch (error) {
    if (gpus.length === 0) throw error;
    return gpus;
  }
  return devices;
}

/** The number of CPU threads to use: `threads`, or all by default. Throws NativeError BAD_ARGUMENT. */
export function threadCount(threads: number | undefined): number {
  const available = driverInUse('cpu').device.threads ?? 1;
  return checkCount('threads', threads ?? available, 1, available);
}
