import type { ComputeClient } from '../../ipc/compute-client.ts';
import { formatBytes } from '../../ipc/figures.ts';
import { type StartCompute, startComputeGroup } from '../compute-session.ts';
import { groupMemory, WATCH_MS } from './group-memory.ts';

/** What one call may take. */
export interface Bounds {
  readonly seconds: number;
  /** Of its compute process with the compilers that it starts, apart from what measuring the roofs takes. */
  readonly memoryBytes: number;
}

/** A call ended before it was done: it was cancelled, or took more than it may. */
export class StoppedError extends Error {}

/** How far a call is; `done` never decreases. */
export type Tell = (done: number, total: number, activity: string) => void;

/** What work is done with. */
export interface Call {
  readonly bounds: Bounds;
  /** Aborted when the work has to end, with a StoppedError as its reason. */
  readonly signal: AbortSignal;
  /** Starts a compute process that ends with the call. Throws the signal's reason once it is aborted. */
  readonly start: StartCompute;
  /** The same for measuring roofs, whose buffers are larger than all caches: their memory is granted beside the bounds. */
  readonly startForRoofs: StartCompute;
  readonly tell: Tell;
}

/** Why a call has ended early; null if it has not. */
export function stopReason({ signal }: Call): string | null {
  return signal.aborted ? (signal.reason as StoppedError).message : null;
}

/**
 * Does work within bounds. Whatever becomes of it, no process of it is left.
 * @param cancelled cancels it
 * @param startGroup for tests
 */
export async function withinBounds<T>(
  bounds: Bounds,
  cancelled: AbortSignal,
  tell: Tell,
  work: (call: Call) => Promise<T>,
  startGroup: typeof startComputeGroup = startComputeGroup,
): Promise<T> {
  const { seconds, memoryBytes } = bounds;
  const controller = new AbortController();
  const { signal } = controller;
  let activity = '';
  let roofBytes = 0;
  const groups: { client: ComputeClient; pid: number | undefined; forRoofs: boolean }[] = [];
  const killAll = () => {
    for (const { client } of groups.splice(0)) client.kill();
  };
  const stop = (reason: string) => {
    controller.abort(new StoppedError(reason));
    killAll();
  };
  const cancel = () => stop('Cancelled.');
  const timer = setTimeout(
    () => stop(`Stopped after ${seconds} s, the most that this call may take${activity && `: ${activity}`}.`),
    seconds * 1000,
  );
  const watch = setInterval(async () => {
    let bytes = 0;
    for (const { pid, forRoofs } of [...groups]) {
      const held = pid === undefined ? 0 : await groupMemory(pid);
      if (forRoofs) roofBytes = Math.max(roofBytes, held);
      else bytes += held;
    }
    // A sweep measures roofs again when the machine was busy.
    const most = memoryBytes + roofBytes;
    if (bytes <= most || signal.aborted) return;
    stop(
      `Stopped at ${formatBytes(bytes)} of memory, beyond the ${formatBytes(most)} that this call may take.`,
    );
  }, WATCH_MS);
  const starting = (forRoofs: boolean) => () => {
    signal.throwIfAborted();
    const group = { ...startGroup(), forRoofs };
    groups.push(group);
    group.client.onExit(() => {
      const index = groups.indexOf(group);
      if (index >= 0) groups.splice(index, 1);
    });
    return group.client;
  };
  cancelled.addEventListener('abort', cancel, { once: true });
  if (cancelled.aborted) cancel();
  try {
    return await work({
      ...{ bounds, signal, start: starting(false), startForRoofs: starting(true) },
      tell: (done, total, now) => {
        activity = now;
        tell(done, total, now);
      },
    });
  } catch (error) {
    // What fails since its process was ended fails for the reason why it was.
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    cancelled.removeEventListener('abort', cancel);
    killAll();
  }
}
