import { updateOf } from '../../ipc/cell-update.ts';
import type { ComputeEvent } from '../../ipc/compute-protocol.ts';
import type { Kept } from '../../ipc/programs/keep-program.ts';
import { NO_PROGRAMS } from '../../ipc/programs/kept-program.ts';
import { joinPrograms } from '../../ipc/programs/restore-program.ts';
import type { Cell, Conditions } from '../../ipc/types.ts';
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
  /** Gives a cell its program, which is sent once, before the cell. */
  keep(cell: Cell, program: Kept): void;
  /** Names what is being done; sent with the next event. */
  activity(text: string): void;
  log(level: 'info' | 'warning' | 'error', message: string): void;
  /** Sent immediately. */
  conditions(conditions: Conditions): void;
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
  /** The hashes of programs and texts that were sent, or will be with the next cells. */
  const known = new Set<string>();
  let unsent = NO_PROGRAMS;
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
    if (unsent !== NO_PROGRAMS) emit({ type: 'programs', runId, kept: unsent });
    unsent = NO_PROGRAMS;
    if (changed.size > 0) emit({ type: 'cells', runId, updates: [...changed].map(takeUpdate) });
    changed.clear();
    emit({ type: 'progress', runId, progress: { runId, ...progress.now(), activity } });
  };

  const change: Reporter['change'] = (cell, changes) => {
    Object.assign(cell, changes);
    changed.add(cell);
  };

  return {
    change,
    keep(cell, { hash, kept }) {
      if (cell.program !== hash) change(cell, { program: hash });
      const programs = unknownOf(kept.programs, known);
      const sources = unknownOf(kept.sources, known);
      if (Object.keys(programs).length > 0) unsent = joinPrograms(unsent, { programs, sources });
    },
    activity(text) {
      activity = text;
    },
    log: (level, message) => emit({ type: 'log', runId, level, message }),
    conditions: (conditions) => emit({ type: 'conditions', runId, conditions }),
    isDue,
    flushIfDue: () => {
      if (isDue()) flush();
    },
    flush,
  };
}

/** The entries whose names are not among the known ones, where they then are. */
function unknownOf<T>(entries: Readonly<Record<string, T>>, known: Set<string>): Record<string, T> {
  const unknown = Object.entries(entries).filter(([name]) => !known.has(name));
  for (const [name] of unknown) known.add(name);
  return Object.fromEntries(unknown);
}
