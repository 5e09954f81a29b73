import { estimate, type Family, familyOf, type Problem, toleranceOf } from '../../../kernels/index.ts';
import type { DeviceBuffer, Finding, Native } from '../../../native/types.ts';
import type { Examination, ExaminationRequest } from '../../ipc/judge/examination.ts';
import { mayRunTrusted } from '../../ipc/own-kernels/trusting.ts';
import type { DeviceInfo, Failure } from '../../ipc/types.ts';
import { type PreparedProgram, prepareProgram } from '../contenders/generated-contender.ts';
import { allocate, createData, type Operands, type ProblemData } from '../contenders/operands.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { ComputeError, failureOf } from '../failure.ts';
import { createMultiplier, type Multiplier } from '../products.ts';
import { computeExpectations, type Expectation } from '../reference.ts';
import { type Verdict, verify } from '../verify.ts';
import { allowanceOf, shapingOf } from './distributions.ts';
import { namesBuffers } from './names-buffers.ts';
import { otherInputs } from './other-inputs.ts';
import { disturb, poisonScratch, scratchOf } from './scratch.ts';

/** Beside a buffer without checks, where no memory is inaccessible: NaN, which shows in results. */
const GUARD_BYTES = 4096;
/** A check is two runs. */
const RUNS = 2;
/** Launches between the first and the second that is verified, and the operations that they may take. */
const [MOST_LAUNCHES, LAUNCHES_FLOPS] = [64, 1e8];

/** What a launch that is verified needs. */
interface Examined {
  readonly native: Native;
  readonly device: DeviceInfo;
  readonly family: Family<Problem>;
  readonly request: ExaminationRequest;
  readonly data: ProblemData;
  readonly operands: Operands;
  readonly prepared: PreparedProgram;
  readonly scratch: readonly DeviceBuffer[];
  readonly multiplier: Multiplier;
  readonly signal: AbortSignal;
}

/**
 * Runs a program on one problem with inputs of its own, and compares what it wrote with float64; outputs and scratch memory
 * are NaN before. Without checks, it is then run with other inputs over what it left. What keeps it from running is its
 * failure. Throws what ends the process.
 */
export async function examine(
  native: Native,
  device: DeviceInfo,
  request: ExaminationRequest,
  signal: AbortSignal,
): Promise<Examination> {
  const { problem, contender, programs, seed, distribution, isChecked } = request;
  const hash = programs.cells.program;
  if (hash === undefined) throw new ComputeError('BAD_INPUT', 'programs.cells: expected "program"');
  const family = familyOf(problem);
  const data = await createData(family, problem, seed, shapingOf(distribution, problem, seed));
  const multiplier = createMultiplier(native, signal, mayRunTrusted(problem, programs));
  const operands = await allocate(native, device.id, data, isChecked ? {} : guardsOf(device, request));
  try {
    const setting = { native, device, family, problem, operands, fault: null };
    const program = { hash, kept: programs.kept };
    const prepared = await prepareProgram(contender, { ...setting, program }, { checksOnly: isChecked });
    try {
      const scratch = scratchOf(operands, prepared.passes);
      const of = { native, device, family, request, data, operands, prepared, scratch, multiplier, signal };
      return await (isChecked ? examineChecked(of) : examineUnchecked(of));
    } catch (error) {
      throw namesBuffers(error, operands, prepared.passes);
    } finally {
      prepared.release();
    }
  } catch (error) {
    if (endsProcess(error) || signal.aborted) throw error;
    return { findings: [], verification: null, failure: failureOf(error) };
  } finally {
    multiplier.release();
    operands.release();
  }
}

/** On the cpu, buffers end at inaccessible memory with normal numbers, and begin behind it with others. */
function guardsOf({ id }: DeviceInfo, { distribution }: ExaminationRequest) {
  const placement = id === 'cpu' && distribution === 'normal' ? 'end' : 'start';
  return { placement, nanBytesBehind: GUARD_BYTES } as const;
}

async function examineChecked(of: Examined): Promise<Examination> {
  const { native, device, operands, request, prepared, scratch, data, signal } = of;
  const { problem, timeoutMs } = request;
  await operands.resetOutputs();
  await poisonScratch(native, scratch);
  const check = (stop: AbortSignal) => native.check(device.id, prepared.passes, { timeoutMs, signal: stop });
  const limitMs = deadlineMs(estimate(problem).flops) + RUNS * timeoutMs;
  const { findings } = await withDeadline(check, limitMs, signal);
  return { findings, ...(await verified(of, await expected(of, data))) };
}

/**
 * Over NaN; then many times, with other inputs, over the outputs and the scratch memory that it left; then over scratch
 * memory that is changed in places.
 */
async function examineUnchecked(of: Examined): Promise<Examination> {
  const { native, family, operands, request, scratch, data } = of;
  const { problem, distribution, seed } = request;
  const none: readonly Finding[] = [];
  await operands.resetOutputs();
  await poisonScratch(native, scratch);
  await launch(of, 1);
  const first = await verified(of, await expected(of, data));
  if (first.failure) return { findings: none, ...first };

  const launches = Math.min(MOST_LAUNCHES, Math.floor(LAUNCHES_FLOPS / estimate(problem).flops));
  if (launches > 0 && !operands.restoreOutputs) await launch(of, launches);
  const other = await otherInputs(family, problem, data, seed, shapingOf(distribution, problem, seed));
  const expectations = await expected(of, other);
  await operands.refill(other);
  await launch(of, 1);
  const second = after('with other inputs', await verified(of, expectations));
  if (second.failure || scratch.length === 0) return { findings: none, ...worse(first, second) };

  await operands.restoreOutputs?.();
  await disturb(native, scratch, seed);
  await launch(of, 1);
  const third = after('over scratch memory with other contents', await verified(of, expectations));
  return { findings: none, ...worse(worse(first, second), third) };
}

async function launch({ prepared, request, signal }: Examined, launches: number): Promise<void> {
  const limitMs = deadlineMs(launches * estimate(request.problem).flops);
  await withDeadline((stop) => prepared.run(launches, stop), limitMs, signal);
}

function expected(
  { family, request, multiplier }: Examined,
  { inputs }: ProblemData,
): Promise<Expectation[]> {
  return computeExpectations(family.reference(request.problem, inputs), request.seed, multiplier);
}

async function verified(of: Examined, expectations: readonly Expectation[]): Promise<Verdict> {
  const { contender, problem, distribution } = of.request;
  const tolerance = toleranceOf(contender, problem) * allowanceOf(distribution, problem);
  const verdict = await verify(expectations, tolerance, (buffer) => of.operands.readOutput(buffer));
  if (verdict.failure) return verdict;
  const changed = await of.operands.changedInput();
  return changed ? { verification: null, failure: inputChanged(changed) } : verdict;
}

function inputChanged({ name, index }: { readonly name: string; readonly index: number }): Failure {
  return {
    code: 'WRONG_RESULT',
    message: `The kernel wrote element ${index} of ${name}, which is an input.`,
  };
}

/** A verdict on a later launch than the first. */
function after(how: string, { verification, failure }: Verdict): Verdict {
  if (!failure) return { verification, failure };
  const message = `Right at first, and wrong when it is launched again ${how}: ${failure.message}`;
  const detail = 'Nothing may be kept from one launch to the next, in no memory.';
  return { verification, failure: { ...failure, message, detail } };
}

/** The failure, or the larger error. */
function worse(one: Verdict, other: Verdict): Verdict {
  if (other.failure) return other;
  const errorOf = ({ verification }: Verdict) => verification?.maxRelativeError ?? 0;
  return errorOf(other) > errorOf(one) ? other : one;
}
