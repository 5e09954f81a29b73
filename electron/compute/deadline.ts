import { patienceMs } from '../ipc/method.ts';
import { ComputeError } from './failure.ts';

/** Granted to any work on a device: a loaded machine may suspend us for that long. Tests set a shorter time. */
const BASE_MS = readSeconds('TILESCOPE_TIMEOUT_S', 60) * 1000;
/** From asking a kernel to stop until it counts as stuck. It can stop between two threadgroups. */
const GRACE_MS = 2_000;

/** Work on a device that ignored the request to stop. Only the end of the process frees the thread it occupies. */
export class StuckError extends ComputeError {
  constructor(message: string) {
    super('KERNEL_STUCK', message);
    this.name = 'StuckError';
  }
}

/** Codes after which this process can measure nothing more. */
const FATAL_CODES = ['KERNEL_STUCK', 'REFERENCE_STUCK', 'DEVICE_LOST'];

/** Whether the process has to end after an error: a sweep is interrupted, and can be resumed in another process. */
export function endsProcess(error: unknown): error is Error {
  return error instanceof Error && FATAL_CODES.includes(String((error as { code?: unknown }).code));
}

/** Milliseconds after which work of so many operations is abandoned. */
export function deadlineMs(flops: number): number {
  return BASE_MS + patienceMs(flops);
}

/**
 * Runs work that may never finish. The signal passed to it is aborted after `limitMs`, or with the caller's signal.
 * Throws KERNEL_TIMEOUT if the work then stops, and StuckError if it does not.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  signal: AbortSignal,
): Promise<T> {
  const expiry = new AbortController();
  const ended = new AbortController();
  const expire = () => expiry.abort();
  const timer = setTimeout(expire, limitMs);
  signal.addEventListener('abort', expire, { once: true });
  if (signal.aborted) expire();
  const result = work(expiry.signal);
  try {
    return await Promise.race([result, stuck(expiry.signal, ended.signal)]);
  } catch (error) {
    if (error instanceof StuckError || signal.aborted || !expiry.signal.aborted) throw error;
    throw new ComputeError('KERNEL_TIMEOUT', `Stopped after ${Math.round(limitMs / 1000)} s.`);
  } finally {
    clearTimeout(timer);
    ended.abort();
    signal.removeEventListener('abort', expire);
    // Once the deadline has won the race, nobody else handles a failure of the work.
    result.catch(() => undefined);
  }
}

function readSeconds(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined) return fallback;
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new RangeError(`${name} = ${text}: expected a positive number of seconds`);
}

/** Rejects when the grace period after the expiry is over; never settles if the work ends before. */
function stuck(expired: AbortSignal, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const beginGrace = () => {
      const message = 'The kernel did not finish and ignored the request to stop.';
      const timer = setTimeout(() => reject(new StuckError(message)), GRACE_MS);
      ended.addEventListener('abort', () => clearTimeout(timer));
    };
    if (expired.aborted) beginGrace();
    else expired.addEventListener('abort', beginGrace, { once: true });
  });
}
