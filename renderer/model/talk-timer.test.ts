import { expect, test } from 'vitest';
import { changedTimer, elapsedMs } from './talk-timer.ts';

const RUNNING = { startedAtMs: 1000, pausedAtMs: null };

test('a timer that is paused stands still, and goes on from there', () => {
  expect(elapsedMs(RUNNING, 6000)).toBe(5000);
  const paused = changedTimer(RUNNING, 'toggle', 6000);
  expect(elapsedMs(paused, 60_000)).toBe(5000);
  const continued = changedTimer(paused, 'toggle', 60_000);
  expect(elapsedMs(continued, 61_000)).toBe(6000);
});

test('a timer that is reset starts from zero, and stays paused if it was', () => {
  expect(elapsedMs(changedTimer(RUNNING, 'reset', 6000), 7000)).toBe(1000);
  const paused = changedTimer(changedTimer(RUNNING, 'toggle', 6000), 'reset', 8000);
  expect(elapsedMs(paused, 9000)).toBe(0);
  expect(elapsedMs(changedTimer(paused, 'toggle', 9000), 9500)).toBe(500);
});

test('a clock that is set back shows no negative time', () => expect(elapsedMs(RUNNING, 0)).toBe(0));
