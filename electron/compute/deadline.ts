import { patienceMs } from '../ipc/method.ts';
import { ComputeError } from './failure.ts';

/** Allowed to any piece of work on a device: a loaded machine may stop us for that long. Tests have less patience. */
const BASE_MS = readSeconds('TILESCOPE_TIMEOUT_S', 60) * 1000;
/** Between asking a kernel to stop and taking it for stuck; it is heard between two threadgroups. */
const GRACE_MS = 2_000;

/** Work on a device that goes on after it was told to stop. The thread it holds comes back only with the process. */
export class StuckError extends ComputeError {
  constructor(message: string) {
    super('KERNEL_STUCK', message);
    this.name = 'StuckError';
  }
}

/** Codes after which nothing can be measured in this process any more. */
const LAST_CODES = ['KERNEL_STUCK', 'DEVICE_LOST'];

/** Whether an error takes the process with it: a sweep is interrupted, and goes on in another one. */
export function endsProcess(error: unknown): error is Error {
  return error instanceof Error && LAST_CODES.includes(String((error as { code?: unknown }).code));
}

/** Time after which work of so many operations is given up, in milliseconds. */
export function deadlineMs(flops: number): number {
  return BASE_MS + patienceMs(flops);
}

/**
 * Runs work that may never come back. After `limitMs`, or when the caller's signal is aborted, the signal that the
 * work was given is aborted. Throws KERNEL_TIMEOUT when it then stops, and StuckError when it does not.
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
    // When the race is lost to the deadline, the work's own failure has nobody left to tell.
    result.catch(() => undefined);
  }
}

function readSeconds(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined) return usual;
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new RangeError(`${name} = ${text}: expected a number of seconds above 0`);
}

/** Throws once the grace after the expiry is over; never settles when the work ends before. */
function stuck(expired: AbortSignal, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const beginGrace = () => {
      const message = 'A kernel does not end and does not hear that it should stop.';
      const timer = setTimeout(() => reject(new StuckError(message)), GRACE_MS);
      ended.addEventListener('abort', () => clearTimeout(timer));
    };
    if (expired.aborted) beginGrace();
    else expired.addEventListener('abort', beginGrace, { once: true });
  });
}
