import {
  familyOf,
  type GemmProblem,
  LIBRARY_FAULTS,
  libraryOf,
  type Problem,
  toleranceOf,
} from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import type { LibraryTrialRequest, LibraryTrialResponse } from '../../ipc/try-library.ts';
import type { DeviceInfo } from '../../ipc/types.ts';
import { prepareLibrary } from '../contenders/library-contender.ts';
import { createOperands } from '../contenders/operands.ts';
import { deadlineMs, withDeadline } from '../deadline.ts';
import { ComputeError } from '../failure.ts';
import { createMultiplier } from '../products.ts';
import { computeExpectations } from '../reference.ts';
import { verify } from '../verify.ts';

const SEED = 1;
/** More than any tile reads beyond the end of a matrix. */
const NAN_BYTES_BEHIND = 2 ** 16;
const NEVER = new AbortController().signal;

/** Runs a library once on a trial of a known fault. Throws ComputeError and NativeError when it cannot be run. */
export async function tryLibrary(
  native: Native,
  device: DeviceInfo,
  request: Omit<LibraryTrialRequest, 'device'>,
): Promise<LibraryTrialResponse> {
  const trial = LIBRARY_FAULTS[request.fault]?.trials[request.trial];
  const library = libraryOf(request.library);
  if (!trial || !library) throw new ComputeError('BAD_INPUT', 'There is no such library or trial.');
  const { problem, sameRowsA = false } = trial;
  const family = familyOf(problem);
  const allocation = { nanBytesBehind: NAN_BYTES_BEHIND };
  const operands = await createOperands(native, device.id, family, problem, SEED, allocation);
  const multiplier = createMultiplier(native);
  const setting = { native, device, family, problem, operands, fault: null };
  try {
    const contender = await prepareLibrary(library, setting, { sameRowsA });
    try {
      await operands.resetOutputs();
      await withDeadline(
        (signal) => contender.run(1, signal),
        deadlineMs(family.estimate(problem).flops),
        NEVER,
      );
    } finally {
      contender.release();
    }
    const inputs = sameRowsA ? withSameRows(operands.inputs, problem) : operands.inputs;
    const expectations = await computeExpectations(family.reference(problem, inputs), SEED, multiplier);
    const tolerance = toleranceOf(library.id, problem);
    return await verify(expectations, tolerance, (buffer) => operands.readOutput(buffer));
  } finally {
    multiplier.release();
    operands.release();
  }
}

/** The inputs of a product whose A is read with a row stride of 0: its first row, over and over. */
function withSameRows(inputs: Readonly<Record<string, Float32Array>>, problem: Problem) {
  const { A, ...others } = inputs;
  const { k } = problem as GemmProblem;
  return { ...others, A: Float32Array.from(A ?? [], (_, index) => A?.[index % k] ?? 0) };
}
