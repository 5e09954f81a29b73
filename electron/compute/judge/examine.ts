import { estimate, familyOf, toleranceOf } from '../../../kernels/index.ts';
import type { Finding, Native } from '../../../native/types.ts';
import type { Examination, ExaminationRequest } from '../../ipc/judge/examination.ts';
import { mayRunTrusted } from '../../ipc/own-kernels/trusting.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import { prepareProgram } from '../contenders/generated-contender.ts';
import { allocate, createData } from '../contenders/operands.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { ComputeError, failureOf } from '../failure.ts';
import { createMultiplier } from '../products.ts';
import { computeExpectations } from '../reference.ts';
import { verify } from '../verify.ts';
import { allowanceOf, SHAPES } from './distributions.ts';
import { poisonScratch } from './poison-scratch.ts';

/** What is behind a buffer without checks, where reads and writes past its end show: NaN. */
const GUARD_BYTES = 4096;
/** A check is two runs. */
const RUNS = 2;

/**
 * Runs a program once on one problem with inputs of its own, and compares what it wrote with float64; outputs and scratch
 * memory are NaN before. What keeps it from running is its failure. Throws what ends the process.
 */
export async function examine(
  native: Native,
  device: DeviceInfo,
  request: ExaminationRequest,
  signal: AbortSignal,
): Promise<Examination> {
  const { problem, contender, programs, seed, distribution } = request;
  const hash = programs.cells.program;
  if (hash === undefined) throw new ComputeError('BAD_INPUT', 'programs.cells: expected "program"');
  const family = familyOf(problem);
  const data = await createData(family, problem, seed, SHAPES[distribution]);
  const multiplier = createMultiplier(native, signal, mayRunTrusted(problem, programs));
  const nanBytesBehind = request.isChecked ? 0 : GUARD_BYTES;
  const operands = await allocate(native, device.id, data, { nanBytesBehind });
  try {
    const expectations = await computeExpectations(family.reference(problem, data.inputs), seed, multiplier);
    const setting = { native, device, family, problem, operands, fault: null };
    const program = { hash, kept: programs.kept };
    const options = { checksOnly: request.isChecked };
    const prepared = await prepareProgram(contender, { ...setting, program }, options);
    try {
      await operands.resetOutputs();
      await poisonScratch(native, operands, prepared.passes);
      const findings = await run(native, prepared, request, signal);
      const tolerance = toleranceOf(contender, problem) * allowanceOf(distribution, problem);
      return { findings, ...(await verify(expectations, tolerance, operands.readOutput)) };
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

async function run(
  native: Native,
  prepared: Awaited<ReturnType<typeof prepareProgram>>,
  { device, problem, isChecked, timeoutMs }: ExaminationRequest,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const limitMs = deadlineMs(estimate(problem).flops);
  if (!isChecked) {
    await withDeadline((stop) => prepared.run(1, stop), limitMs, signal);
    return [];
  }
  const check = (stop: AbortSignal) => native.check(device, prepared.passes, { timeoutMs, signal: stop });
  const { findings } = await withDeadline(check, limitMs + RUNS * timeoutMs, signal);
  return findings;
}
