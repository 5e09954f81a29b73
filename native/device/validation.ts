import { NativeError, toNativeError } from '../error.ts';

/** The largest count the addon accepts. */
export const LARGEST_COUNT = 2 ** 31 - 1;

/** Throws NativeError BAD_ARGUMENT unless `value` is an integer from `least` to `most`. */
export function checkCount(
  name: string,
  value: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new NativeError('BAD_ARGUMENT', `${name} = ${value}: expected an integer from ${least} to ${most}`);
}

/** Throws NativeError BAD_ARGUMENT unless `value` is one of `choices`. */
export function checkChoice<T extends string>(name: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new NativeError('BAD_ARGUMENT', `${name} = ${value}: expected ${choices.join(' or ')}`);
}

/** Throws NativeError BAD_ARGUMENT if an object of device `owner` is used on another device. */
export function checkOwner(what: string, owner: string, device: string): void {
  if (owner === device) return;
  throw new NativeError('BAD_ARGUMENT', `${what} belongs to device "${owner}", not to "${device}"`);
}

/** The value behind a caller's object. Throws NativeError BAD_ARGUMENT for an object not created by native/. */
export function known<K extends object, V>(map: WeakMap<K, V>, key: K, what: string): V {
  const value = map.get(key);
  if (value === undefined) throw new NativeError('BAD_ARGUMENT', `Expected a ${what} created by native/`);
  return value;
}

/** Runs `work`; any error with a code that it throws becomes a NativeError. */
export async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toNativeError(error);
  }
}

/** The same for work that is done when it returns. */
export function codedAtOnce<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toNativeError(error);
  }
}
