// What tensor operations lack on macOS 26.0, over the double of Metal.
import { expect, it } from 'vitest';
import { familyOf, ownKernel, type Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { isDouble } from '../fixture/apple10.ts';
import { prepareProgram } from './generated-contender.ts';
import { createOperands } from './operands.ts';

const PROBLEM = { op: 'gemm', m: 16, n: 32, k: 16 } as const;

const TEXT = `#include <metal_stdlib>
#include <metal_tensor>
using namespace metal;
kernel void own(tensor<device float, dextents<int, 2>> weights [[buffer(0)]], device float *C [[buffer(1)]]) {
  C[0] = weights.get_extent(0);
}`;

function ownProgram(problem: Problem) {
  const buffers = { 0: { tensor: 'A', extents: ['k', 'm'] }, 1: 'C' };
  const pass = { kernel: 'own', buffers, threadgroups: [1], threadsPerThreadgroup: [1] };
  const supports = { dtype: ['f32'] };
  const read = ownKernel(
    { name: 'mine', op: 'gemm', supports, languageVersion: '4.0', passes: [pass] },
    { 'mine.metal': TEXT },
    'mine.metal',
  );
  const made = 'issues' in read ? read : read.kernel.program(problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  return keepProgram(made.program, {}, 'own:mine');
}

async function prepare(contender: string, dtype: 'f32' | 'f16' | 'bf16') {
  const device =
    (await native.devices()).find(({ kind }) => kind === 'gpu') ?? expect.fail('there is no GPU');
  const problem = { ...PROBLEM, dtype } as Problem;
  const family = familyOf(problem);
  const operands = await createOperands(native, device.id, family, problem, 1);
  const program = contender === 'own:mine' ? ownProgram(problem) : null;
  const setting = { native, device, family, problem, operands, fault: null, program };
  try {
    (await prepareProgram(contender, setting)).release();
  } finally {
    operands.release();
  }
}

it.runIf(isDouble)('what macOS 26.0 lacks makes contenders unsupported, with the reason', async () => {
  await prepare('gemm-tensor', 'f16');
  await prepare('gemm-simdgroup', 'bf16');
  await expect(prepare('gemm-tensor', 'bf16')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'needs tensor operations over bf16: macOS 26.1 or later',
  });
  await expect(prepare('own:mine', 'f32')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/^own: argument "weights" is a tensor, .* make a tensor_inline of it/),
  });
});
