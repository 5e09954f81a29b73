import type { CellConditions } from '../../ipc/types.ts';
import { processorClockMhz } from './processor-clock.ts';
import { type ProcessorTime, readProcessorTime } from './processor-time.ts';

/** How busy the machine was besides what is measured. Null where the system does not say. */
export type Load = Required<Pick<CellConditions, 'busyShare' | 'runQueue' | 'clockMhz'>>;

/**
 * Watches the machine's load from the edges of what is timed: nothing is read in between. A reading takes some tenths of
 * a millisecond.
 */
export interface LoadMeter {
  /** Call it directly before something is timed. */
  begin(): ProcessorTime | null;
  /** The load since then; call it directly after. */
  since(beginning: ProcessorTime | null): Load;
}

interface LoadSource {
  readTime?: () => ProcessorTime | null;
  readClockMhz?: () => number | null;
}

/**
 * A share is known of this much time of processors, in milliseconds: counters of whole hundredths of a second are off by
 * 20 ms at worst, the two ends together, which is 4 % of it.
 */
const RESOLVED_MS = 500;

/**
 * A meter of this machine. What is timed may be too short to tell the share of others; their share is then that of a
 * longer time, from an earlier edge on, and null until there is one.
 */
export function createLoadMeter({
  readTime = readProcessorTime,
  readClockMhz = processorClockMhz,
}: LoadSource = {}): LoadMeter {
  /** The edges so far: the last that is far enough from the latest, and those after it. */
  let edges: ProcessorTime[] = [];

  const read = () => {
    const time = readTime();
    if (!time) return null;
    edges.push(time);
    const far = edges.findLastIndex((edge) => capacityMs(edge, time) >= RESOLVED_MS);
    edges = edges.slice(Math.max(0, far));
    return time;
  };

  return {
    begin: read,
    since(beginning) {
      const end = read();
      const clockMhz = readClockMhz();
      if (!beginning || !end) return { busyShare: null, runQueue: null, clockMhz };
      const from = capacityMs(beginning, end) >= RESOLVED_MS ? beginning : (edges[0] ?? beginning);
      const queues = [beginning, end].flatMap(({ runQueue }) => runQueue ?? []);
      return {
        busyShare: busyShare(from, end),
        runQueue: queues.length > 0 ? Math.max(...queues) : null,
        clockMhz,
      };
    },
  };
}

/** What others used of the processors between two readings, 0…1; null if they are too close to tell. */
function busyShare(from: ProcessorTime, to: ProcessorTime): number | null {
  const capacity = capacityMs(from, to);
  if (capacity < RESOLVED_MS) return null;
  const used = capacity - (to.idleMs - from.idleMs) - (to.ownMs - from.ownMs);
  return Math.min(1, Math.max(0, used / capacity));
}

/** The time that all processors together had. */
function capacityMs(from: ProcessorTime, to: ProcessorTime): number {
  return (to.atMs - from.atMs) * to.processors;
}
