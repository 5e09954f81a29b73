// How long the machine's processors have worked, and for whom.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Of the whole machine since it started, in milliseconds. */
export interface ProcessorTime {
  /** Of a monotonic clock. */
  readonly atMs: number;
  readonly processors: number;
  /** What all of them together were idle. */
  readonly idleMs: number;
  /** What this process used, and those of its children that have ended, such as a compiler. */
  readonly ownMs: number;
  /** How many other threads were ready to run; null if the system does not say. */
  readonly runQueue: number | null;
}

type Counters = Pick<ProcessorTime, 'processors' | 'idleMs' | 'runQueue'>;

/** The kernel reports all times in hundredths of a second, whatever its own tick is (proc(5), USER_HZ). */
const LINUX_TICK_MS = 10;

/** Reads the counters, in some tenths of a millisecond; null where the system keeps none, as in some sandboxes. */
export function readProcessorTime(): ProcessorTime | null {
  const isLinux = process.platform === 'linux';
  try {
    const counters = isLinux ? linuxCounters(readFileSync('/proc/stat', 'latin1')) : otherCounters();
    const childrenMs = isLinux ? linuxChildrenMs(readFileSync('/proc/self/stat', 'latin1')) : 0;
    if (!counters) return null;
    const { user, system } = process.cpuUsage();
    return { ...counters, atMs: performance.now(), ownMs: (user + system) / 1000 + childrenMs };
  } catch {
    return null; // no /proc
  }
}

/**
 * What /proc/stat says; null if it counts nothing. Waiting for a disk is idle, too; time that the host of a virtual
 * machine took is not. Idle time is exact where busy time is only sampled at ticks.
 */
export function linuxCounters(stat: string): Counters | null {
  const [, , , , idle = 0, waiting = 0] = stat.slice(0, stat.indexOf('\n')).split(/\s+/).map(Number);
  if (!(idle > 0)) return null;
  const running = /^procs_running (\d+)/m.exec(stat)?.[1];
  return {
    processors: stat.match(/^cpu\d/gm)?.length ?? 1,
    idleMs: (idle + waiting) * LINUX_TICK_MS,
    // The thread that reads is one of them.
    runQueue: running === undefined ? null : Math.max(0, Number(running) - 1),
  };
}

/** The time of children that have ended, from /proc/self/stat: the fields after the name, which may contain blanks. */
export function linuxChildrenMs(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[13], fields[14]].map(Number);
  return ((user ?? 0) + (system ?? 0)) * LINUX_TICK_MS;
}

/** On macOS, as on every other system. */
function otherCounters(): Counters | null {
  const all = cpus();
  const idleMs = all.reduce((sum, { times }) => sum + times.idle, 0);
  return idleMs > 0 ? { processors: all.length, idleMs, runQueue: null } : null;
}
