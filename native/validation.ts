import { addon } from './addon.ts';
import { NativeError, toNativeError } from './error.ts';
import type { NativeDevice } from './types.ts';

const CPU = 'cpu';

/** This machine's processor as a device. */
export function cpu(): NativeDevice & { threads: number } {
  return { id: CPU, kind: 'cpu', ...addon().info() };
}

/** Throws NativeError UNKNOWN_DEVICE. */
export function checkDevice(device: string): void {
  if (device !== CPU)
    throw new NativeError('UNKNOWN_DEVICE', `There is no device "${device}"; there is: ${CPU}`);
}

/** Throws NativeError BAD_ARGUMENT unless `value` is an integer from `least` on, and at most `most`. */
export function checkCount(
  name: string,
  value: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new NativeError('BAD_ARGUMENT', `${name} must be an integer from ${least} to ${most}, not ${value}`);
}

/** The number of threads to use: what was asked for, or all. */
export function threadCount(threads: number | undefined): number {
  const available = cpu().threads;
  return checkCount('threads', threads ?? available, 1, available);
}

/** What a caller's object stands for. Throws NativeError BAD_ARGUMENT for an object that did not come from here. */
export function known<K extends object, V>(map: WeakMap<K, V>, key: K, what: string): V {
  const value = map.get(key);
  if (value === undefined) throw new NativeError('BAD_ARGUMENT', `not a ${what} that native/ has made`);
  return value;
}

/** Runs `work`; whatever it throws that has a code becomes a NativeError. */
export async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toNativeError(error);
  }
}
