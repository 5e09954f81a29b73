import type { Native, Timing, Work } from '../../../native/types.ts';
import type { DeviceInfo, Method } from '../../ipc/types.ts';

/**
 * Returns the function that executes a contender. With the same work over several sets of buffers, each duplicate takes
 * the next set, across executions too, so that a set is used again only after all others. The first execution begins
 * with the first.
 */
export function createRunner(
  native: Native,
  device: Pick<DeviceInfo, 'id' | 'threads'>,
  works: readonly Work[],
  encoding: Method['encoding'] = 'direct',
): (duplicates: number, signal: AbortSignal) => Promise<Timing> {
  let next = 0;
  return (duplicates, signal) => {
    const [work, ...rotation] = [...works.slice(next), ...works.slice(0, next)].slice(0, duplicates);
    if (!work) throw new RangeError(`duplicates = ${duplicates}: expected a whole number from 1`);
    next = (next + duplicates) % works.length;
    return native.execute(device.id, work, {
      duplicates,
      threads: device.threads ?? undefined,
      signal,
      ...(rotation.length > 0 && { rotation }),
      ...(encoding !== 'direct' && { encoding }),
    });
  };
}
