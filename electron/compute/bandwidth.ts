import { randomFillSync } from 'node:crypto';
import { copyProgram } from '../../kernels/index.ts';
import type { DeviceBuffer, Native, NativePass } from '../../native/types.ts';
import type { DeviceInfo, Roof } from '../ipc/types.ts';
import type { Attempt, MeasuredRate } from './attempts.ts';
import { deadlineMs, withDeadline } from './deadline.ts';
import { lastLevelCache } from './sweep/cache-size.ts';

/** Each of the two buffers is so many times as large as the last-level cache. */
const BEYOND_CACHE = 2;
/** Copies per attempt, or twice as many: the first finds the ends of the buffers in the cache that the last one left there. */
const COPIES = 2;

const NEVER = new AbortController().signal;

/**
 * The rate at which a device copies memory that its caches cannot hold, counting what is read and what is written.
 * Undefined if the device has no memory for it, or no compiler. Throws NativeError if the device fails.
 * @param measure repeats attempts until the rate is known
 */
export async function measureBandwidth(
  native: Native,
  device: Pick<DeviceInfo, 'id' | 'kind' | 'name' | 'threads'>,
  measure: (attempt: Attempt) => Promise<MeasuredRate>,
): Promise<Roof['bandwidth']> {
  const cache = lastLevelCache(device);
  const { pass, sizeBytes } = copyProgram(BEYOND_CACHE * cache.bytes);
  const { source, functionName, languageVersion } = pass.kernel;
  const buffers: DeviceBuffer[] = [];
  try {
    const library = await native.compile(device.id, source, { languageVersion });
    const pipeline = await native.pipeline(library, functionName);
    for (const _ of pass.bindings)
      buffers.push(await native.buffer(device.id, sizeBytes, { storage: 'private' }));
    // Memory that was never written takes no room: all of its pages are read from the same one, out of a cache.
    for (const buffer of buffers) await fill(native, buffer);
    const { threadgroups, threadsPerThreadgroup } = pass;
    const bindings = buffers.map((buffer, index) => ({ index, buffer }));
    const work: NativePass[] = [{ pipeline, bindings, threadgroups, threadsPerThreadgroup }];
    const copy: Attempt = async (times) => {
      const duplicates = COPIES * times;
      const options = { duplicates, threads: device.threads ?? undefined };
      const { gpuNs, wallNs } = await withDeadline(
        (signal) => native.execute(device.id, work, { ...options, signal }),
        deadlineMs(0),
        NEVER,
      );
      return (2 * sizeBytes * duplicates) / (gpuNs ?? wallNs);
    };
    const { rate, test } = await measure(copy);
    return {
      rateGBps: rate,
      cacheBytes: cache.bytes,
      source: `measured: copies between buffers of ${Math.round(sizeBytes / 2 ** 20)} MiB`,
      test,
    };
  } catch (error) {
    if (CANNOT_MEASURE.includes(String((error as { code?: unknown }).code))) return undefined;
    throw error;
  } finally {
    for (const buffer of buffers) native.release(buffer);
  }
}

const PERIOD_BYTES = 2 ** 22;

/** Fills a buffer with random bytes, repeated. */
async function fill(native: Native, buffer: DeviceBuffer): Promise<void> {
  const data = randomFillSync(new Uint8Array(PERIOD_BYTES));
  for (let at = 0; at < buffer.sizeBytes; at += PERIOD_BYTES)
    await native.write(buffer, data.subarray(0, buffer.sizeBytes - at), at);
}

/** Failures of a machine on which sweeps of libraries still run. */
const CANNOT_MEASURE = ['OUT_OF_MEMORY', 'NO_COMPILER', 'COMPILE_FAILED'];
