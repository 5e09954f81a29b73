import { updateOf } from '../../ipc/cell-update.ts';
import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import type { Cell, CellConditions, Roof } from '../../ipc/types.ts';
import type { ProgressTracker } from './progress.ts';

/** At most about ten events of a kind per second. */
const EVENT_INTERVAL_MS = 100;

/**
 * Collects the changes of a sweep and sends them when the sweep says so, each sample once. It has no timer: nothing
 * is sent unless `flush` or `flushIfDue` is called, and neither is called during a timed round.
 */
export interface Reporter {
  /** Changes a cell. Samples may also be added to `cell.samples`, and to nothing else. */
  change(cell: Cell, change: Partial<Omit<Cell, 'samples'>>): void;
  /** Names what is being done; sent with the next event. */
  activity(text: string): void;
  log(level: 'info' | 'warning' | 'error', message: string): void;
  /** Sent immediately. */
  conditions(conditions: CellConditions): void;
  /** Sent immediately, after the cells that were reported under the one before. */
  roof(roof: Roof): void;
  /** Whether the last event was sent long enough ago. */
  isDue(): boolean;
  flushIfDue(): void;
  flush(): void;
}

export function createReporter(
  runId: string,
  progress: ProgressTracker,
  emit: (event: ComputeEvent) => void,
  now: () => number,
): Reporter {
  const changed = new Set<Cell>();
  const samplesSent = new Map<Cell, number>();
  let flushedAt = Number.NEGATIVE_INFINITY;
  let activity = '';

  const takeUpdate = (cell: Cell) => {
    const update = updateOf(cell, samplesSent.get(cell));
    samplesSent.set(cell, cell.samples.length);
    return update;
  };
  const isDue = () => now() - flushedAt >= EVENT_INTERVAL_MS;
  const flush = () => {
    flushedAt = now();
    if (changed.size > 0) emit({ type: 'cells', runId, updates: [...changed].map(takeUpdate) });
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
    roof: (roof) => {
      flush();
      emit({ type: 'roof', runId, roof });
    },
    isDue,
    flushIfDue: () => {
      if (isDue()) flush();
    },
    flush,
  };
}
