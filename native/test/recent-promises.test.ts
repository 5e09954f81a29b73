import { expect, test } from 'vitest';
import { RecentPromises } from '../device/recent-promises.ts';

test('drops what was requested longest ago', async () => {
  const kept = new RecentPromises<string>(2);
  for (const key of ['a', 'b', 'a', 'c']) expect(await kept.get(key, async () => key)).toBe(key);
  expect(['a', 'b', 'c'].map((key) => kept.has(key))).toEqual([true, false, true]);
});

test('shares work in progress, and keeps no failure', async () => {
  const kept = new RecentPromises<number>(2);
  let made = 0;
  const fail = async () => {
    made++;
    throw new Error('no');
  };
  const outcomes = await Promise.allSettled([kept.get('a', fail), kept.get('a', fail)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(made).toBe(1);
  expect(await kept.get('a', async () => 7)).toBe(7);
});
