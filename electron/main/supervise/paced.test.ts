import { expect, it } from 'vitest';
import { paced } from './paced.ts';

it('passes the first value on at once, and then one in 100 ms', () => {
  let nowMs = 1;
  const passed: number[] = [];
  const pass = paced(
    (value: number) => passed.push(value),
    () => nowMs,
  );
  for (const ms of [1, 2, 100, 101, 150, 500, 599, 600]) {
    nowMs = ms;
    pass(ms);
  }
  expect(passed).toEqual([1, 101, 500, 600]);
});
