import { expect, it } from 'vitest';
import { createPeer, type Peer } from './peer.ts';

/** Two ends whose messages arrive at once, as DOM events between worlds do. */
function bridge(offered: unknown) {
  let api: unknown;
  const preload: Peer = createPeer(
    (text) => page.receive(text),
    () => expect.unreachable('the page offered something'),
  );
  const page: Peer = createPeer(
    (text) => preload.receive(text),
    (_name, value) => {
      api = value;
    },
  );
  preload.offer('api', offered);
  return api;
}

it('copies values and calls functions across', () => {
  const api = bridge({ version: 1, deep: { add: (a: number, b: number) => a + b } }) as {
    version: number;
    deep: { add(a: number, b: number): number };
  };
  expect(api.version).toBe(1);
  expect(api.deep.add(2, 3)).toBe(5);
});

it('lets promises settle across, either way', async () => {
  const api = bridge({
    good: async (n: number) => n * 2,
    bad: async () => {
      throw new TypeError('no');
    },
  }) as { good(n: number): Promise<number>; bad(): Promise<void> };
  expect(await api.good(21)).toBe(42);
  await expect(api.bad()).rejects.toThrow('no');
});

it('takes callbacks and gives back functions', () => {
  const heard: unknown[] = [];
  const listeners = new Set<(n: number) => void>();
  const api = bridge({
    on: (listener: (n: number) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  }) as { on(listener: (n: number) => void): () => void };
  const off = api.on((n) => heard.push(n));
  for (const listener of listeners) listener(1);
  off();
  for (const listener of listeners) listener(2);
  expect(heard).toEqual([1]);
});

it('throws across, with the message only', () => {
  const api = bridge({
    fail: () => {
      throw new Error('here');
    },
  }) as { fail(): void };
  expect(() => api.fail()).toThrow('here');
});

it('gives copies: what the page does to them does not reach preload', () => {
  const inner = { n: 1 };
  const api = bridge({ get: () => inner }) as { get(): { n: number } };
  api.get().n = 2;
  expect(inner.n).toBe(1);
});
