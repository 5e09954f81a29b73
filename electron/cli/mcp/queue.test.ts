import { describe, expect, it } from 'vitest';
import { CommandError } from '../usage-error.ts';
import { Queue } from './queue.ts';

const NEVER = new AbortController().signal;

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, end: () => resolve('done'), fail: () => reject(new Error('failed')) };
}

describe('a queue', () => {
  it('does one thing at a time, in order, also after one that failed', async () => {
    const queue = new Queue();
    const begun: number[] = [];
    const waited: number[] = [];
    const all = [0, 1, 2].map(held);
    const results = all.map(({ work }, index) => {
      const begin = () => {
        begun.push(index);
        return work();
      };
      return queue.run(begin, NEVER, (before) => waited.push(before)).catch((error) => error.message);
    });
    expect(begun).toEqual([0]);
    expect(waited).toEqual([1, 2]);
    all[0]?.fail();
    expect(await results[0]).toBe('failed');
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    // What is asked for meanwhile does not come before what waits.
    const last = queue.run(
      async () => void begun.push(3),
      NEVER,
      () => undefined,
    );
    all[1]?.end();
    all[2]?.end();
    await Promise.all([...results, last]);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('forgets what is cancelled while it waits, and refuses when too much waits', async () => {
    const queue = new Queue();
    const first = held();
    const running = queue.run(first.work, NEVER, () => undefined);
    const controllers = Array.from({ length: 16 }, () => new AbortController());
    const waiting = controllers.map(({ signal }) =>
      queue
        .run(
          async () => 'never',
          signal,
          () => undefined,
        )
        .catch((error) => error),
    );
    await expect(
      queue.run(
        async () => 'one more',
        NEVER,
        () => undefined,
      ),
    ).rejects.toThrow(CommandError);
    for (const controller of controllers) controller.abort('cancelled');
    expect(await Promise.all(waiting)).toEqual(controllers.map(() => 'cancelled'));
    const next = queue.run(
      async () => 'next',
      NEVER,
      () => undefined,
    );
    first.end();
    expect(await Promise.all([running, next])).toEqual(['done', 'next']);
    await expect(
      queue.run(
        async () => 0,
        AbortSignal.abort('gone'),
        () => undefined,
      ),
    ).rejects.toBe('gone');
  });
});
