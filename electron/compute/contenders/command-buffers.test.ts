import { expect, it } from 'vitest';
import { passesPerCommandBuffer, untriedNs } from './command-buffers.ts';

it.each([
  ['one pass of 100 ms', 1, 1e8, 5],
  ['one pass of 499 ms', 1, 4.99e8, 1],
  ['one pass that is too long by itself', 1, 3e9, 1],
  ['whole dispatches of three passes', 3, 1.4e8, 9],
  ['part of a dispatch of ten passes, which takes 2 s', 10, 2e9, 2],
  ['an empty kernel', 1, 0, 2 ** 31 - 1],
])('%s', (_, passes, dispatchNs, expected) => {
  expect(passesPerCommandBuffer(passes, dispatchNs)).toBe(expected);
});

it('expects little of a contender that has not run yet', () => {
  expect(passesPerCommandBuffer(4, untriedNs(1e11))).toBe(1);
  expect(passesPerCommandBuffer(4, untriedNs(1e9))).toBeGreaterThanOrEqual(4);
});
