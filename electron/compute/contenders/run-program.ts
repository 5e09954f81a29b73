import { familyOf, type Problem, type Program } from '../../../kernels/index.ts';
import type { Native } from '../../../native/types.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { deadlineMs, endsProcess, withDeadline } from '../deadline.ts';
import { ComputeError, failureOf } from '../failure.ts';
import { BUFFER_CODECS } from './buffer-codec.ts';
import { prepareProgram } from './generated-contender.ts';
import { allocate, type ProblemData } from './operands.ts';

const PROCESSOR = { id: 'cpu', kind: 'cpu', name: 'cpu', threads: null } as const;

/**
 * Runs the program of a kernel that a problem trusts once on the CPU, and gives its outputs by name. Throws the signal's
 * reason, BAD_REFERENCE if it cannot be compiled or run in time, and REFERENCE_STUCK if it does not stop either.
 * @param inputs numbers by name, which its data types have
 */
export async function runTrusted(
  native: Native,
  program: Program,
  inputs: Readonly<Record<string, Float32Array>>,
  signal: AbortSignal,
): Promise<Record<string, Float32Array>> {
  try {
    return await runProgram(native, program, inputs, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, detail } = failureOf(error);
    const told = `The kernel that the problem trusts cannot be run: ${message}`;
    throw new ComputeError(endsProcess(error) ? 'REFERENCE_STUCK' : 'BAD_REFERENCE', told, detail);
  }
}

async function runProgram(
  native: Native,
  program: Program,
  inputs: Readonly<Record<string, Float32Array>>,
  signal: AbortSignal,
): Promise<Record<string, Float32Array>> {
  const own = program.buffers.filter(({ role }) => role !== 'scratch');
  const buffers = own.map((described): ProblemData['buffers'][number] => {
    const values = inputs[described.name];
    if (!values) return { described, bytes: null };
    const { buffer, byteOffset, byteLength } = BUFFER_CODECS[described.dtype].encode(values);
    return { described, bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) };
  });
  const operands = await allocate(native, PROCESSOR.id, { inputs, buffers });
  try {
    const problem = program.problem as Problem;
    const setting = { native, device: PROCESSOR, family: familyOf(problem), problem, operands, fault: null };
    const kept = keepProgram(program, {}, program.contender);
    const prepared = await prepareProgram(program.contender, { ...setting, program: kept });
    try {
      await operands.resetOutputs();
      await withDeadline((stop) => prepared.run(1, stop), deadlineMs(program.estimate.flops), signal);
      const written: Record<string, Float32Array> = {};
      for (const { name, role } of own) {
        if (role !== 'input') written[name] = (await operands.readOutput(name)).values;
      }
      return written;
    } finally {
      prepared.release();
    }
  } finally {
    operands.release();
  }
}
