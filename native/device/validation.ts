import { NativeError, toNativeError } from '../error.ts';

/** The largest that the addon counts to. */
export const LARGEST_COUNT = 2 ** 31 - 1;

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

/** Throws NativeError BAD_ARGUMENT unless `value` is one of `accepted`. */
export function checkChoice<T extends string>(name: string, value: T, accepted: readonly T[]): T {
  if (accepted.includes(value)) return value;
  throw new NativeError('BAD_ARGUMENT', `${name} can be ${accepted.join(' or ')}, not ${value}`);
}

/** Throws NativeError BAD_ARGUMENT for an object that belongs to another device than the one that is to use it. */
export function checkOwner(what: string, owner: string, device: string): void {
  if (owner === device) return;
  throw new NativeError('BAD_ARGUMENT', `${what} belongs to device "${owner}", and not to "${device}"`);
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
