import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** How often it is worth asking: Linux answers at once, elsewhere `ps` does. */
export const WATCH_MS = process.platform === 'linux' ? 100 : 1000;

/** Bytes that a process which leads a group, and those that it has started, have in memory; 0 once they have ended. */
export async function groupMemory(leader: number): Promise<number> {
  const kib = process.platform === 'linux' ? fromProc(leader) : await fromPs(leader);
  return kib * 1024;
}

/** Compilers are started by the main thread, and start nothing themselves. */
function fromProc(leader: number): number {
  const started = read(`/proc/${leader}/task/${leader}/children`).split(' ').filter(Boolean);
  return [leader, ...started]
    .map((pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0))
    .reduce((sum, one) => sum + one, 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has just ended
  }
}

/** @internal exported for its test: on Linux it is not used */
export async function fromPs(leader: number): Promise<number> {
  const answer = await promisify(execFile)('ps', ['-o', 'rss=', '-g', String(leader)]).catch(() => null);
  const lines = answer?.stdout.split('\n') ?? []; // ps fails if there is no such process any more
  return lines.reduce((sum, line) => sum + Number(line), 0);
}
