import type { TalkTimer, TimerChange } from '../../electron/ipc/story.ts';

/** A timer after it was paused, continued or reset; one that was paused stays so when it is reset. */
export function changedTimer(
  { startedAtMs, pausedAtMs }: TalkTimer,
  change: TimerChange,
  nowMs: number,
): TalkTimer {
  if (change === 'reset') return { startedAtMs: nowMs, pausedAtMs: pausedAtMs === null ? null : nowMs };
  if (pausedAtMs === null) return { startedAtMs, pausedAtMs: nowMs };
  return { startedAtMs: startedAtMs + nowMs - pausedAtMs, pausedAtMs: null };
}

/** What a timer shows, in milliseconds; never less than 0. */
export function elapsedMs({ startedAtMs, pausedAtMs }: TalkTimer, nowMs: number): number {
  return Math.max(0, (pausedAtMs ?? nowMs) - startedAtMs);
}
