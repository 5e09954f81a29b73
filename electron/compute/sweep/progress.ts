import type { PlannedProblem } from './plan.ts';

/** No time left is given before this share of the work is done: the estimate would be far off. */
const MIN_FRACTION = 0.02;

/** The progress of a sweep, weighted by the expected cost of its problems. */
export interface ProgressTracker {
  /** This share of the current problem is done, 0…1. Progress never goes back. */
  reach(share: number): void;
  /** The current problem is done, and the next one begins. */
  next(): void;
  now(): { fraction: number; remainingMs: number | null };
}

export function trackProgress(plan: readonly PlannedProblem[], now: () => number): ProgressTracker {
  const start = now();
  const total = plan.reduce((sum, { cost }) => sum + cost, 0);
  let index = 0;
  let finished = 0;
  let share = 0;
  return {
    reach(reached) {
      share = Math.max(share, Math.min(1, reached));
    },
    next() {
      finished += plan[index]?.cost ?? 0;
      index++;
      share = 0;
    },
    now() {
      const done = finished + share * (plan[index]?.cost ?? 0);
      const fraction = total > 0 ? Math.min(1, done / total) : 1;
      const elapsedMs = now() - start;
      const remainingMs = fraction < MIN_FRACTION ? null : (elapsedMs * (1 - fraction)) / fraction;
      return { fraction, remainingMs };
    },
  };
}
