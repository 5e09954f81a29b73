import { type Launch, launchOf } from '../../../kernels/index.ts';
import type { Native, Timing, Work } from '../../../native/types.ts';
import type { DeviceInfo, Method } from '../../ipc/types.ts';
import { passesPerCommandBuffer, untriedNs } from './command-buffers.ts';

interface RunnerOptions {
  readonly native: Native;
  readonly device: Pick<DeviceInfo, 'id' | 'threads'>;
  /** The same work over one or more sets of buffers. */
  readonly works: readonly Work[];
  /** Of one dispatch. */
  readonly flops: number;
  /** Everything in one encoder by default. */
  readonly launch?: Launch;
  /** 'direct' by default. */
  readonly encoding?: Method['encoding'] | undefined;
  /** 0 by default; the processor ignores it. */
  readonly spinMs?: Method['spinMs'] | undefined;
}

/**
 * Returns the function that executes a contender. With the same work over several sets of buffers, each duplicate takes
 * the next set, across executions too, so that a set is used again only after all others. The first execution begins
 * with the first. On a GPU, long executions are split over command buffers by what the last single dispatch took: in a
 * sweep, that of the contender's own warm-up. A dispatch takes no longer in a series.
 */
export function createRunner({
  native,
  device,
  works,
  flops,
  launch = launchOf({}),
  encoding = 'direct',
  spinMs = 0,
}: RunnerOptions): (duplicates: number, signal: AbortSignal) => Promise<Timing> {
  let next = 0;
  let dispatchNs = untriedNs(flops);
  return async (duplicates, signal) => {
    const [work, ...rotation] = [...works.slice(next), ...works.slice(0, next)].slice(0, duplicates);
    if (!work) throw new RangeError(`duplicates = ${duplicates}: expected a whole number from 1`);
    next = (next + duplicates) % works.length;
    const passes = 'name' in work ? 1 : work.length;
    const perEncoder = launch.commandsPerEncoder * passes;
    const timing = await native.execute(device.id, work, {
      duplicates,
      threads: device.threads ?? undefined,
      signal,
      passesPerCommandBuffer: Math.min(
        launch.commandsPerBuffer * passes,
        passesPerCommandBuffer(passes, dispatchNs),
      ),
      ...(Number.isFinite(perEncoder) && { passesPerEncoder: perEncoder }),
      ...(spinMs > 0 && { spinMs }),
      ...(rotation.length > 0 && { rotation }),
      ...(encoding !== 'direct' && { encoding }),
    });
    if (duplicates === 1) dispatchNs = timing.gpuNs ?? timing.wallNs;
    return timing;
  };
}
