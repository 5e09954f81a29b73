import { NativeError } from '../error.ts';
import type { ExecuteOptions, Native, NativeDevice, Pipeline, Work } from '../types.ts';
import { addon } from './addon.ts';
import type { AddonWork, CancelHandle } from './addon-types.ts';
import { loadedPipeline } from './compile.ts';
import { driverInUse, driverOf, threadCount } from './devices.ts';
import type { LoadedPipeline } from './driver.ts';
import { toAddonPass } from './passes.ts';
import { loadedRoutine } from './routines.ts';
import { checkChoice, checkCount, checkOwner, coded, LARGEST_COUNT } from './validation.ts';

const PEAK_MILLISECONDS = 200;

const ENCODINGS: readonly NonNullable<ExecuteOptions['encoding']>[] = ['direct', 'indirect'];

export const executeMethods = {
  execute: (id, work, options = {}) =>
    coded(async () => {
      const { duplicates = 1, timeoutMs = 0, rotation = [], encoding = 'direct', signal } = options;
      const { passesPerCommandBuffer, passesPerEncoder, spinMs = 0 } = options;
      const { device } = driverInUse(id);
      checkCount('duplicates', duplicates, 1, LARGEST_COUNT);
      checkCount('timeoutMs', timeoutMs, 0, LARGEST_COUNT);
      checkCount('passesPerCommandBuffer', passesPerCommandBuffer ?? 1, 1, LARGEST_COUNT);
      checkCount('passesPerEncoder', passesPerEncoder ?? 1, 1, LARGEST_COUNT);
      checkCount('spinMs', spinMs, 0, LARGEST_COUNT);
      checkChoice('encoding', encoding, ENCODINGS);
      const threads = threadCount(options.threads);
      const all = [work, ...rotation];
      checkAlike(all);
      const indirect = encoding === 'indirect';
      const works = indirect
        ? await Promise.all(all.map((one) => toIndirectWork(one, device)))
        : all.map((one) => toAddonWork(one, device));
      const settings = {
        ...{ rotation: works, duplicates, threads, timeoutMs, indirect },
        passesPerCommandBuffer: passesPerCommandBuffer ?? 0,
        passesPerEncoder: passesPerEncoder ?? 0,
        spinMs,
      };
      return cancellable(signal, (cancelFlag) => addon().execute(id, { ...settings, cancelFlag }));
    }),

  peak: (id, { threads, milliseconds = PEAK_MILLISECONDS, ...options } = {}) =>
    coded(async () => {
      const driver = await driverOf(id);
      checkCount('milliseconds', milliseconds, 1, LARGEST_COUNT);
      return driver.peak({ threads: threadCount(threads), milliseconds, ...options });
    }),
} satisfies Partial<Native>;

const isRoutine = (work: Work) => 'name' in work;

function kindOf(work: Work): string {
  if (isRoutine(work)) return work.name;
  return work.length === 1 ? '1 pass' : `${work.length} passes`;
}

/** All works of a rotation must be of the same kind: the same number of passes, or the same routine. */
function checkAlike(works: readonly Work[]): void {
  const kinds = new Set(works.map(kindOf));
  if (kinds.size === 1) return;
  throw new NativeError('BAD_ARGUMENT', `rotation = ${[...kinds].join(', ')}: expected works of one kind`);
}

function toAddonWork(work: Work, device: NativeDevice): AddonWork {
  if (isRoutine(work)) return { routine: loadedRoutine(work, device.id) };
  return { passes: work.map((pass) => toAddonPass(pass, device, runnable(pass.pipeline, device.id))) };
}

/** The same with pipelines for indirect command buffers, which have their own limits. */
async function toIndirectWork(work: Work, device: NativeDevice): Promise<AddonWork> {
  if (isRoutine(work)) {
    throw new NativeError(
      'UNSUPPORTED',
      `encoding = indirect: expected direct for ${work.name}, which encodes its own commands`,
    );
  }
  if (device.gpu?.indirectEncoding === false) {
    throw new NativeError(
      'UNSUPPORTED',
      `encoding = indirect: expected direct on ${device.id}, whose GPU does not execute indirect command buffers`,
    );
  }
  const passes = work.map(async (pass) =>
    toAddonPass(pass, device, await runnable(pass.pipeline, device.id).indirect()),
  );
  return { passes: await Promise.all(passes) };
}

/** The driver's pipeline, provided it can run without checks. */
function runnable(pipeline: Pipeline, device: string): LoadedPipeline {
  const loaded = loadedPipeline(pipeline);
  checkOwner(`Pipeline "${pipeline.name}"`, loaded.device, device);
  if (!loaded.checksOnly) return loaded;
  throw new NativeError(
    'BAD_ARGUMENT',
    `${pipeline.name} was compiled for checks only and cannot be executed`,
  );
}

/** Ties the addon's flag to an AbortSignal while `work` runs. */
export async function cancellable<T>(
  signal: AbortSignal | undefined,
  work: (flag: CancelHandle) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new NativeError('CANCELLED', 'The execution was cancelled before it began');
  const flag = addon().cancelFlag();
  const cancel = () => addon().cancel(flag);
  signal?.addEventListener('abort', cancel);
  try {
    return await work(flag);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
