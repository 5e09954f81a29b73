import { availableParallelism } from 'node:os';
import { targetOf } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { CompiledText, CompileReport, CompileRequest } from '../../ipc/compile-types.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import type { ValidationFailure } from '../../ipc/validation-types.ts';
import { concurrently } from '../concurrently.ts';
import { ComputeError } from '../failure.ts';
import { type ProgramText, programTexts } from '../validate/program-texts.ts';
import { validateText } from '../validate/validate-programs.ts';
import { type MeasureOptions, TextMeasurement } from './measure-texts.ts';
import { requestedPrograms } from './requested-programs.ts';

type CompileOptions = Pick<MeasureOptions, 'signal' | 'onProgress'> & {
  /** The most compilations at a time; by default, what the device says, or the number of processors. */
  threads?: number;
};

/**
 * Measures what it costs to compile the kernels of a sweep's cells: each distinct text with its pipelines, alone and in
 * parallel, with no cache and from what is stored on disk. What does not compile is in the report. Throws ComputeError
 * UNSUPPORTED if nothing is left to compile, CANCELLED, and what ends the process.
 */
export async function measureCompileTimes(
  native: Native,
  device: DeviceInfo,
  { problems, contenders, adopted, programs: own, maxPhaseMs }: Omit<CompileRequest, 'device' | 'runId'>,
  { threads = concurrencyOf(device), ...options }: CompileOptions,
): Promise<CompileReport> {
  const requested = requestedPrograms(device, problems, contenders, { adopted, own });
  const { texts, programs, unsupported } = programTexts(device, requested.programs);
  const everyReason = [...requested.impossible, ...unsupported];
  if (texts.length === 0) {
    const reasons = everyReason.map(({ reason }) => reason).join('\n');
    const none = 'None of the contenders has a kernel to compile on this device.';
    throw new ComputeError('UNSUPPORTED', none, reasons || undefined);
  }
  const endActivity = native.beginActivity('Measuring compile times');
  try {
    const { sound, failures } = await storeTexts(native, device, texts, threads, options);
    const measurement = new TextMeasurement(native, device, sound, { maxPhaseMs, ...options });
    const times = await measurement.oneByOne();
    return {
      device: device.id,
      target: targetOf(device),
      programs,
      unsupported: everyReason,
      failures,
      texts: sound.map((text, index) => ({
        ...describeText(text),
        ...(times[index] as (typeof times)[number]),
      })),
      parallel: await measurement.inParallel(levelsUpTo(Math.min(threads, Math.max(1, sound.length)))),
    };
  } finally {
    endActivity();
  }
}

/** Compiles texts that are not stored yet, and separates those that fail. */
async function storeTexts(
  native: Native,
  device: DeviceInfo,
  texts: readonly ProgramText[],
  threads: number,
  { signal, onProgress }: Pick<MeasureOptions, 'signal' | 'onProgress'>,
): Promise<{ sound: ProgramText[]; failures: ValidationFailure[] }> {
  const failed = new Map<ProgramText, ValidationFailure[]>();
  let done = 0;
  await concurrently(texts, threads, async (text) => {
    if (signal.aborted) throw new ComputeError('CANCELLED', 'The measurement was cancelled.');
    const failures = await validateText(native, device, text);
    if (failures.length > 0) failed.set(text, failures);
    onProgress('checking that all kernels compile', ++done, texts.length);
  });
  return { sound: texts.filter((text) => !failed.has(text)), failures: [...failed.values()].flat() };
}

/** The most compilations that a device makes at a time. */
function concurrencyOf({ gpu, threads }: DeviceInfo): number {
  return gpu?.concurrentCompilations ?? threads ?? availableParallelism();
}

/** 1, 2, 4, … and the most. */
function levelsUpTo(most: number): number[] {
  const levels: number[] = [];
  for (let level = 1; level < most; level *= 2) levels.push(level);
  return [...levels, most];
}

function describeText({
  source,
  uses,
}: ProgramText): Omit<CompiledText, 'libraryMs' | 'pipelineMs' | 'storedMs'> {
  const programs = new Set(uses.flatMap((use) => use.programs));
  const [first] = programs;
  if (!first) throw new Error('no program uses the text');
  return {
    contender: first.contender,
    problem: first.problem,
    programs: programs.size,
    pipelines: uses.length,
    lines: source.trimEnd().split('\n').length,
    bytes: Buffer.byteLength(source),
  };
}
