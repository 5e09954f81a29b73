import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCacheOf } from '../../../kernels/index.ts';
import type { DeviceInfo } from '../../ipc/types.ts';

/** How much data buffers rotate through, as a multiple of the last-level cache. */
const CACHES_ROTATED_THROUGH = 2;
/** The largest cache in the table of kernels/device.ts: data that miss it miss every other. */
const ASSUMED_BYTES = 96e6;
/**
 * More than any processor has for each thread that shares its last-level cache, if that is larger than the above (AMD's
 * EPYC 9684X: 6 MiB). A virtual machine with a few of a server's processors is told the cache of the whole server.
 */
const MOST_BYTES_PER_THREAD = 16 * 2 ** 20;
/** Where Linux describes the caches of the first processor. */
const LINUX_CACHES = '/sys/devices/system/cpu/cpu0/cache';
const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** The size of a device's last-level cache, and where it comes from. */
export interface CacheSize {
  readonly bytes: number;
  readonly source: string;
}

/** The last-level cache of a device: from the table, from Linux, or assumed to be large. */
export function lastLevelCache(device: Pick<DeviceInfo, 'kind' | 'name'>): CacheSize {
  const known = systemCacheOf(device.name);
  if (known) return { bytes: known.value, source: known.source };
  const bytes = device.kind === 'cpu' && process.platform === 'linux' ? cacheBytesIn(LINUX_CACHES) : 0;
  if (bytes > 0) return { bytes, source: 'reported by Linux' };
  return { bytes: ASSUMED_BYTES, source: 'assumed, because nothing reports it' };
}

/** How many sets of buffers are needed in all, so that each is out of the cache when its turn comes. */
export function setsToRotate(setBytes: number, cacheBytes: number): number {
  return Math.max(2, Math.ceil((CACHES_ROTATED_THROUGH * cacheBytes) / setBytes) + 1);
}

/**
 * The largest cache of a processor, as far as it may be its own.
 * @param folder as Linux describes them; if there is none, the result is 0
 */
export function cacheBytesIn(folder: string): number {
  try {
    const caches = readdirSync(folder).filter((name) => name.startsWith('index'));
    return Math.max(0, ...caches.map((name) => ownBytes(join(folder, name))));
  } catch {
    // Some virtual machines have no such folder.
    return 0;
  }
}

function ownBytes(cache: string): number {
  const bytes = readBytes(readFileSync(join(cache, 'size'), 'utf8'));
  const threads = countOf(readFileSync(join(cache, 'shared_cpu_list'), 'utf8'));
  return Math.min(bytes, Math.max(ASSUMED_BYTES, threads * MOST_BYTES_PER_THREAD));
}

/** "0-3,64" → 5 */
function countOf(list: string): number {
  return list.split(',').reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}

/** "32768K" → 33554432 */
function readBytes(text: string): number {
  const [, digits = '0', unit = ''] = /^(\d+)([KMG]?)/.exec(text) ?? [];
  return Number(digits) * (UNITS[unit] ?? 1);
}
