import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import type { Cell, Conditions } from '../../ipc/types.ts';
import type { ProgressTracker } from './progress.ts';

/** At most about ten events of a kind a second. */
const EVENT_INTERVAL_MS = 100;

/**
 * Where a sweep's changes are collected and, at times that the sweep chooses, told. There is no timer in it:
 * nothing is sent unless `tell` or `tellIfDue` is called, and neither is called inside a timed round.
 */
export interface Board {
  change(cell: Cell, change: Partial<Cell>): void;
  /** Names what is being done; told with the next event. */
  activity(text: string): void;
  log(level: 'info' | 'warning' | 'error', message: string): void;
  /** Tells at once what the machine is under. */
  conditions(conditions: Conditions): void;
  /** Whether the last event is long enough ago. */
  isDue(): boolean;
  tellIfDue(): void;
  tell(): void;
}

export function createBoard(
  runId: string,
  progress: ProgressTracker,
  emit: (event: ComputeEvent) => void,
  now: () => number,
): Board {
  const changed = new Set<Cell>();
  let toldAt = Number.NEGATIVE_INFINITY;
  let activity = '';

  const isDue = () => now() - toldAt >= EVENT_INTERVAL_MS;
  const tell = () => {
    toldAt = now();
    if (changed.size > 0) emit({ type: 'cells', runId, cells: [...changed] });
    changed.clear();
    emit({ type: 'progress', runId, progress: { runId, ...progress.now(), activity } });
  };

  return {
    change(cell, change) {
      Object.assign(cell, change);
      changed.add(cell);
    },
    activity(text) {
      activity = text;
    },
    log: (level, message) => emit({ type: 'log', runId, level, message }),
    conditions: (conditions) => emit({ type: 'conditions', runId, conditions }),
    isDue,
    tellIfDue: () => {
      if (isDue()) tell();
    },
    tell,
  };
}
