import { describeIssue, type Problem } from '../../../kernels/index.ts';
import type { Examination, ExaminationRequest } from '../../ipc/judge/examination.ts';
import type { Trial } from '../../ipc/judge/plan.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { trustedBeside } from '../../ipc/own-kernels/trusting.ts';
import { type Kept, keepProgram } from '../../ipc/programs/keep-program.ts';
import type { ContentHash } from '../../ipc/programs/kept-program.ts';
import { isWarning } from '../check/summary.ts';
import { type StartCompute, startCompute } from '../compute-session.ts';

/** A trial, and how it went. */
export interface Tried extends Trial, Examination {
  readonly program: ContentHash;
}

/** What a trial has found, perhaps as a receipt has it. */
interface Outcome extends Pick<Examination, 'failure'> {
  readonly findings: readonly { readonly kind: string; readonly message: string }[];
}

/** Whether a trial speaks against a kernel, or says nothing about it. */
export function isBad({ failure, findings }: Outcome): boolean {
  return failure !== null || findings.some((finding) => !isWarning(finding));
}

const REFERENCE_STUCK = 'REFERENCE_STUCK';
const UNJUDGED: readonly string[] = ['BAD_REFERENCE', REFERENCE_STUCK];

/** Whether nothing was found out about the kernel, since the problem cannot be computed with the inputs of the trial. */
export function isUnjudged({ failure }: Pick<Tried, 'failure'>): boolean {
  return failure !== null && UNJUDGED.includes(failure.code);
}

/** What other trials would meet, too: a text that does not compile, and what takes a minute each time. */
const FINAL: readonly string[] = [
  ...['COMPILE_FAILED', 'KERNEL_TIMEOUT', 'KERNEL_STUCK', 'TIMED_OUT'],
  REFERENCE_STUCK,
];
/** What a check says of a kernel that was stopped for it, and not for an invalid instruction. */
const TIME_LIMIT = /time limit expired/;

/** Whether a kernel does not compile, or it or the kernel that the problem trusts did not end by itself. */
function isFinal({ failure, findings }: Outcome): boolean {
  return (
    FINAL.includes(failure?.code ?? '') ||
    findings.some(({ kind, message }) => kind === 'stopped' && TIME_LIMIT.test(message))
  );
}

/** Checks need the device whose memory they see. */
const CHECKED_ON = 'cpu';
/** A checked kernel that takes longer hangs. */
const TIMEOUT_MS = 60_000;

/**
 * Runs trials one after the other. One that crashes its process has failed, and the next ones get another. One that hangs
 * or does not compile is the last: so might each of the others.
 * @param onTried is called after each
 * @returns how they went, without those that were left when one was the last, or the signal was aborted
 */
export async function runTrials(
  file: KernelFile,
  trials: readonly Trial[],
  device: string,
  onTried: () => void,
  start: StartCompute = startCompute,
  signal?: AbortSignal,
): Promise<Tried[]> {
  const all: Tried[] = [];
  let compute = start();
  try {
    for (const trial of trials) {
      const { hash: program, request } = requestOf(file, trial, device);
      const result = await compute.request('examine', request);
      if (signal?.aborted) break;
      const outcome = result.ok ? result.value : { findings: [], verification: null, failure: result.error };
      all.push({ ...trial, ...outcome, program });
      onTried();
      if (isFinal(outcome)) break;
      if (result.ok) continue;
      compute.kill();
      compute = start();
    }
  } finally {
    compute.kill();
  }
  return all;
}

function requestOf(
  file: KernelFile,
  { reason, problem, distribution, seed }: Trial,
  device: string,
): { hash: ContentHash; request: ExaminationRequest } {
  const { hash, kept } = keptOf(file, problem);
  const isChecked = reason === 'checked';
  const programs = { cells: { program: hash }, kept };
  const of = { problem, distribution, seed, isChecked, timeoutMs: TIMEOUT_MS };
  return {
    hash,
    request: { device: isChecked ? CHECKED_ON : device, contender: file.kernel.name, programs, ...of },
  };
}

/** The program of a kernel for a problem that it supports, as runs keep it. */
function keptOf({ kernel, source }: KernelFile, problem: Problem): Kept {
  const made = kernel.program(problem);
  if ('program' in made) return keepProgram(made.program, trustedBeside(problem), source);
  throw new Error(`a trial that the kernel refuses: ${made.issues.map(describeIssue).join('; ')}`);
}

/** The SHA-256 of the texts that a kernel has for a problem. */
export function textsOf(file: KernelFile, problem: Problem): ContentHash[] {
  return Object.keys(keptOf(file, problem).kept.sources);
}
