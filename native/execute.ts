import { addon, type CancelHandle } from './addon.ts';
import { handleOf } from './buffers.ts';
import { loadedPipeline } from './compile.ts';
import { NativeError } from './error.ts';
import { type LoadedPipeline, toAddonPass } from './passes.ts';
import type { Native, Pipeline } from './types.ts';
import { checkCount, checkDevice, coded, cpu, threadCount } from './validation.ts';

const PEAK_MILLISECONDS = 200;
const LARGEST_COUNT = 2 ** 31 - 1;

export const executeMethods = {
  execute: (device, passes, { duplicates = 1, threads, timeoutMs = 0, signal } = {}) =>
    coded(async () => {
      checkDevice(device);
      checkCount('duplicates', duplicates, 1, LARGEST_COUNT);
      checkCount('timeoutMs', timeoutMs, 0, LARGEST_COUNT);
      const lookup = { device: cpu(), handle: handleOf, pipeline: runnable };
      const addonPasses = passes.map((pass) => toAddonPass(pass, lookup));
      const settings = { passes: addonPasses, duplicates, timeoutMs, threads: threadCount(threads) };
      const wallNs = await cancellable(signal, (cancelFlag) => addon().execute({ ...settings, cancelFlag }));
      return { gpuNs: null, wallNs };
    }),

  sgemm: ({ m, n, k, a, b, c, threads, duplicates = 1 }) =>
    coded(async () => {
      for (const [name, value] of Object.entries({ m, n, k, duplicates }))
        checkCount(name, value, 1, LARGEST_COUNT);
      const wallNs = await addon().sgemm({
        ...{ m, n, k, duplicates, threads: threadCount(threads) },
        ...{ a: handleOf(a), b: handleOf(b), c: handleOf(c) },
      });
      return { gpuNs: null, wallNs };
    }),

  peak: (device, { threads, milliseconds = PEAK_MILLISECONDS } = {}) =>
    coded(async () => {
      checkDevice(device);
      checkCount('milliseconds', milliseconds, 1, LARGEST_COUNT);
      const count = threadCount(threads);
      const { gflops, instructionSet } = await addon().peak({ threads: count, milliseconds });
      const where = count === 1 ? '1 thread' : `${count} threads`;
      return { gflops, source: `measured: ${instructionSet} multiply-adds in registers, ${where}` };
    }),
} satisfies Partial<Native>;

/** What a pipeline stands for when it is to run without a checker. */
function runnable(pipeline: Pipeline): LoadedPipeline {
  const loaded = loadedPipeline(pipeline);
  if (!loaded.checksOnly) return loaded;
  throw new NativeError(
    'BAD_ARGUMENT',
    `${pipeline.name} was compiled for checks only, and cannot be executed`,
  );
}

/** Ties the addon's flag to an AbortSignal while `work` runs. */
export async function cancellable<T>(
  signal: AbortSignal | undefined,
  work: (flag: CancelHandle) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new NativeError('CANCELLED', 'the execution was cancelled before it began');
  const flag = addon().cancelFlag();
  const cancel = () => addon().cancel(flag);
  signal?.addEventListener('abort', cancel);
  try {
    return await work(flag);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
