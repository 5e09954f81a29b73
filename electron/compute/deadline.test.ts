import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StuckError, withDeadline } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => undefined);
/** Stops as soon as it is asked to. */
const obedient = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

describe('withDeadline', () => {
  it('settles as the work does', async () => {
    expect(await withDeadline(async () => 7, 1000, new AbortController().signal)).toBe(7);
    const failing = withDeadline(() => Promise.reject(new Error('own')), 1000, new AbortController().signal);
    await expect(failing).rejects.toThrow('own');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is a timeout when the work stops as requested', async () => {
    const caught = withDeadline(obedient, 5000, new AbortController().signal).catch((error) => error);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await caught).toMatchObject({ code: 'KERNEL_TIMEOUT', message: 'Stopped after 5 s.' });
  });

  it('is stuck when the work does not stop', async () => {
    const caught = withDeadline(never, 5000, new AbortController().signal).catch((error) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await caught).toBeInstanceOf(StuckError);
  });

  it('passes a cancellation on, and does not wait for work that ignores it', async () => {
    const controller = new AbortController();
    const heard = withDeadline(obedient, 60_000, controller.signal).catch((error) => error);
    const ignored = withDeadline(never, 60_000, controller.signal).catch((error) => error);
    controller.abort();
    expect(await heard).toMatchObject({ message: 'stopped' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await ignored).toBeInstanceOf(StuckError);
  });
});
