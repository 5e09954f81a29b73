import { availableParallelism } from 'node:os';
import { type Problem, representatives, targetOf } from '../../../kernels/index.ts';
import type { Library, Native, Pipeline } from '../../../native/types.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import type { ValidationFailure, ValidationReport } from '../../ipc/validation-types.ts';
import { concurrently } from '../concurrently.ts';
import { endsProcess } from '../deadline.ts';
import { ComputeError, failureOf } from '../failure.ts';
import { type KernelUse, type ProgramText, programTexts } from './program-texts.ts';

/** At most about ten reports a second. */
const REPORT_EVERY_MS = 100;

interface ValidationOptions {
  /** Only programs of this operation; null for all. */
  op: Problem['op'] | null;
  /** Texts done, of how many, and failures so far. */
  onProgress(done: number, total: number, failed: number): void;
  /** Texts compiled at a time; by default, the number of processors. */
  concurrency?: number;
}

/**
 * Compiles every program that the workbench can generate for a device, creates its pipelines and checks them against
 * the device's limits. Failures are in the report; throws only what ends the process.
 */
export async function validatePrograms(
  native: Native,
  device: DeviceInfo,
  { op, onProgress, concurrency = availableParallelism() }: ValidationOptions,
): Promise<ValidationReport> {
  const start = performance.now();
  const { texts, programs, unsupported } = programTexts(device, representatives(targetOf(device), op));
  const failures: ValidationFailure[] = [];
  let [done, reportedAt] = [0, Number.NEGATIVE_INFINITY];
  const report = () => {
    reportedAt = performance.now();
    onProgress(done, texts.length, failures.length);
  };
  await concurrently(texts, concurrency, async (text) => {
    failures.push(...(await validateText(native, device, text)));
    done++;
    if (performance.now() - reportedAt >= REPORT_EVERY_MS) report();
  });
  report();
  return {
    device: device.id,
    target: targetOf(device),
    programs,
    unsupported,
    texts: texts.length,
    pipelines: texts.reduce((sum, { uses }) => sum + uses.length, 0),
    failures,
    wallMs: performance.now() - start,
  };
}

/** The failures of a text: one if it does not compile, else one for each function that fails. */
export async function validateText(
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
  await native.storePipelines();
  return failures;
}

async function makePipeline(
  native: Native,
  device: DeviceInfo,
  library: Library,
  use: KernelUse,
): Promise<Pipeline> {
  const { functionName, constants } = use.kernel;
  const pipeline = await native.pipeline(library, functionName, constants);
  checkLimit('threads per threadgroup', use.threads, pipeline.maxThreadsPerThreadgroup);
  const bytes = Math.max(use.threadgroupBytes, pipeline.threadgroupBytes ?? 0);
  checkLimit('bytes of threadgroup memory', bytes, device.maxThreadgroupBytes);
  return pipeline;
}

function checkLimit(what: string, needed: number, limit: number): void {
  if (needed <= limit) return;
  throw new ComputeError('UNSUPPORTED', `Needs ${needed} ${what}; this device allows ${limit} at most.`);
}

function failureOfUse(
  { kernel, programs }: KernelUse,
  failure: ValidationFailure['failure'],
): ValidationFailure {
  const [first] = programs;
  if (!first) throw new Error(`no program uses ${kernel.functionName}`);
  const { contender, problem } = first;
  return { failure, kernel: kernel.functionName, contender, problem, programs: programs.length };
}

/** The value of the work, or its failure; what ends the process is rethrown. */
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
