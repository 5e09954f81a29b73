import { availableParallelism } from 'node:os';
import { type Problem, targetOf } from '../../../kernels/index.ts';
import type { Library, Native, Pipeline } from '../../../native/types.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import type { ValidationFailure, ValidationReport } from '../../ipc/validation-types.ts';
import { endsProcess } from '../deadline.ts';
import { ComputeError, failureOf } from '../failure.ts';
import { type KernelUse, type ProgramText, programTexts } from './program-texts.ts';

/** At most about ten a second. */
const TELL_EVERY_MS = 100;

interface ValidationOptions {
  /** Only programs of this operation; of all where it is null. */
  op: Problem['op'] | null;
  /** Texts that are done, of so many, and the failures so far. */
  onProgress(done: number, total: number, failed: number): void;
  /** Texts at a time; the number of processors unless given. */
  concurrency?: number;
}

/**
 * Compiles every program that the workbench can generate for a device, makes its pipelines and holds them against the
 * device's limits, as many at a time as there are processors. What fails is in the report; throws only what ends the
 * process.
 */
export async function validatePrograms(
  native: Native,
  device: DeviceInfo,
  { op, onProgress, concurrency = availableParallelism() }: ValidationOptions,
): Promise<ValidationReport> {
  const start = performance.now();
  const target = targetOf(device);
  const { texts, programs } = programTexts(target, op);
  const failures: ValidationFailure[] = [];
  let [next, done, toldAt] = [0, 0, Number.NEGATIVE_INFINITY];
  const tell = () => {
    toldAt = performance.now();
    onProgress(done, texts.length, failures.length);
  };
  const work = async () => {
    for (let text = texts[next++]; text; text = texts[next++]) {
      failures.push(...(await validateText(native, device, text)));
      done++;
      if (performance.now() - toldAt >= TELL_EVERY_MS) tell();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  tell();
  return {
    ...{ device: device.id, target, programs, texts: texts.length },
    pipelines: texts.reduce((sum, { uses }) => sum + uses.length, 0),
    failures,
    wallMs: performance.now() - start,
  };
}

/** What is wrong with a text: once if it does not compile, else with each of its functions. */
async function validateText(
  native: Native,
  device: DeviceInfo,
  text: ProgramText,
): Promise<ValidationFailure[]> {
  const { source, languageVersion, uses } = text;
  const compiled = await attempt(() => native.compile(device.id, source, { languageVersion }));
  const [first] = uses;
  if ('failure' in compiled) {
    const programs = new Set(uses.flatMap((use) => use.programs)).size;
    return first ? [{ ...failureOfUse(first, compiled.failure), programs }] : [];
  }
  const failures: ValidationFailure[] = [];
  for (const use of uses) {
    const made = await attempt(() => makePipeline(native, device, compiled.value, use));
    if ('failure' in made) failures.push(failureOfUse(use, made.failure));
  }
  return failures;
}

async function makePipeline(
  native: Native,
  device: DeviceInfo,
  library: Library,
  use: KernelUse,
): Promise<Pipeline> {
  const { functionName, constants } = use.kernel;
  const given = Object.keys(constants).length > 0 ? constants : undefined;
  const pipeline = await native.pipeline(library, functionName, given);
  checkLimit('threads in a threadgroup', use.threads, pipeline.maxThreadsPerThreadgroup);
  const bytes = Math.max(use.threadgroupBytes, pipeline.threadgroupBytes ?? 0);
  checkLimit('bytes of threadgroup memory', bytes, device.maxThreadgroupBytes);
  return pipeline;
}

function checkLimit(what: string, wanted: number, accepted: number): void {
  if (wanted <= accepted) return;
  throw new ComputeError('UNSUPPORTED', `It needs ${wanted} ${what}; this device accepts up to ${accepted}.`);
}

function failureOfUse(
  { kernel, programs }: KernelUse,
  failure: ValidationFailure['failure'],
): ValidationFailure {
  const [first] = programs;
  if (!first) throw new Error(`${kernel.functionName} is in no program`);
  const { contender, problem } = first;
  return { failure, kernel: kernel.functionName, contender, problem, programs: programs.length };
}

/** The value, or the failure as one; what ends the process is thrown on. */
async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ value: T } | { failure: ValidationFailure['failure'] }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (endsProcess(error)) throw error;
    return { failure: failureOf(error) };
  }
}
