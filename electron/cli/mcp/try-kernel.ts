import * as z from 'zod';
import { extentsLabel, familyOf, type Problem } from '../../../kernels/index.ts';
import type { Reason, Trial } from '../../ipc/judge/plan.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { chooseDevice } from '../choose-device.ts';
import type { StartCompute } from '../compute-session.ts';
import { readCase } from '../judge/command.ts';
import type { Case } from '../judge/read-receipt.ts';
import { runTrials, type Tried } from '../judge/trials.ts';
import { UsageError } from '../usage-error.ts';
import { type Bounds, type Call, stopReason } from './call.ts';
import { expectFits } from './expect-memory.ts';
import { type KernelArgument, kernelShape, readKernelArgument } from './kernel-argument.ts';
import {
  type ProblemArguments,
  problemOptions,
  problemShape,
  secondsArgument,
  sizesArgument,
} from './problem-arguments.ts';
import type { Root } from './root.ts';
import type { Setting } from './tool.ts';
import { type TrialsValue, trialsValue } from './trials-answer.ts';

/** So many problems can be tried at once; each has several trials. */
const MOST_PROBLEMS = 64;

/** What tools that try a kernel are given. */
export const trialArguments = {
  ...kernelShape,
  sizes: sizesArgument.optional(),
  ...problemShape,
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .optional()
    .describe('Of sizes and inputs; by default another one each time'),
  seconds: secondsArgument,
};

interface TrialArguments extends KernelArgument, ProblemArguments {
  readonly seed?: number;
  readonly rounds?: number;
  readonly against?: string;
}

/** The kernel that is given, and what is to be tried of it, if that fits into memory. Throws UsageError. */
export function readTrials(
  args: TrialArguments,
  root: Root,
  { memoryBytes }: Bounds,
): { file: KernelFile; asked: Case } {
  const file = readKernelArgument(args, root);
  const { seed, rounds, against } = args;
  const options = {
    ...problemOptions(args),
    ...(seed !== undefined && { seed: String(seed) }),
    ...(rounds !== undefined && { rounds: String(rounds) }),
    ...(against !== undefined && { against }),
  };
  const asked = readCase(options, file);
  const count = asked.given.length;
  if (count > MOST_PROBLEMS)
    throw new UsageError(`sizes: expected at most ${MOST_PROBLEMS} that the kernel supports, not ${count}`);
  for (const { problem } of asked.trials) expectFits(problem, buffersOf(file, problem), memoryBytes);
  return { file, asked };
}

/** The trials of a kernel for one reason, and how they went. Throws UsageError, CommandError. */
export async function tryFor(
  reason: Reason,
  args: TrialArguments,
  { root, device }: Setting,
  call: Call,
): Promise<TrialsValue> {
  const { file, asked } = readTrials(args, root, call.bounds);
  const trials = asked.trials.filter((trial) => trial.reason === reason);
  const tried = await runWithin(file, trials, await deviceId(call.start, device), call);
  return trialsValue(file.kernel.name, tried, stopReason(call));
}

async function deviceId(start: StartCompute, id: string | null): Promise<string> {
  const compute = start();
  try {
    return (await chooseDevice(compute, id)).id;
  } finally {
    compute.kill();
  }
}

/**
 * Runs trials, as far as the call lasts.
 * @param following how many steps of the call come after the trials
 */
export async function runWithin(
  file: KernelFile,
  trials: readonly Trial[],
  device: string,
  call: Call,
  following = 0,
): Promise<Tried[]> {
  let done = 0;
  const tell = () => {
    const next = trials[done];
    const activity = next ? `${next.reason} trial at ${extentsLabel(next.problem)}` : 'all trials ran';
    call.tell(done, trials.length + following, activity);
  };
  tell();
  const onTried = () => {
    done++;
    tell();
  };
  return runTrials(file, trials, device, onTried, call.start, call.signal);
}

function buffersOf({ kernel }: KernelFile, problem: Problem) {
  const made = kernel.program(problem);
  return 'program' in made ? made.program.buffers : familyOf(problem).buffers(problem);
}
