import { expect, it } from 'vitest';
import {
  type DescribedArgument,
  describeIssue,
  ownKernel,
  type Problem,
  type Program,
} from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { describeProgram } from '../../ipc/edit/describe-program.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { keptProgramSchema } from '../../ipc/programs/programs-schema.ts';
import { keptProgram, restoreProgram } from '../../ipc/programs/restore-program.ts';
import { runTrusted } from './run-program.ts';

const TEXT = `#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;
kernel void product(tensor<device half, dextents<int, 2>> A [[buffer(0)]], tensor<device half, dextents<int, 2>> B [[buffer(1)]],
    tensor<device half, dextents<int, 2>> C [[buffer(2)]], uint2 group [[threadgroup_position_in_grid]]) {
  auto a = A.slice(0, group.y * 16);
  auto b = B.slice(0, group.x * 32);
  auto c = C.slice(group.x * 32, group.y * 16);
  matmul2d<matmul2d_descriptor(16, 32, static_cast<int>(dynamic_extent), false, true), execution_simdgroup> op;
  op.run(a, b, c);
}`;

const BUFFERS = {
  0: { tensor: 'A', extents: ['k', 'm'], strides: [1, 'lda'] },
  1: { name: 'B', tensor: 'B', extents: ['k', 'n'] },
  2: { tensor: 'C' },
} satisfies Record<number, DescribedArgument>;

const [M, N, K, LDA] = [33, 40, 17, 20];
const PROBLEM = { op: 'gemm', dtype: 'f16', m: M, n: N, k: K, lda: LDA, transposeB: true } as Problem;

function programOf(changes: Readonly<Record<number, DescribedArgument>> = {}): Program {
  const descriptor = {
    ...{ name: 'mine', op: 'gemm', languageVersion: '4.0' as const },
    supports: { dtype: ['f16'], transposeB: [true], lda: 'any' as const },
    passes: [
      {
        kernel: 'product',
        buffers: { ...BUFFERS, ...changes },
        threadgroups: ['ceil(n / 32)', 'ceil(m / 16)'],
        threadsPerThreadgroup: [32],
      },
    ],
  };
  const read = ownKernel(descriptor, { 'mine.metal': TEXT }, 'mine.metal');
  const made = 'issues' in read ? read : read.kernel.program(PROBLEM);
  if ('issues' in made) throw new Error(made.issues.map(describeIssue).join('; '));
  return made.program;
}

const NEVER = new AbortController().signal;
const INPUTS = {
  A: Float32Array.from({ length: (M - 1) * LDA + K }, (_, i) => (i % LDA < K ? (i % 5) - 2 : Number.NaN)),
  B: Float32Array.from({ length: N * K }, (_, i) => ((i * 3) % 7) - 3),
};

it('an own kernel has tensors as arguments, also when it is kept and described', async () => {
  const program = programOf();
  const { C } = await runTrusted(native, program, INPUTS, NEVER);
  const expected = Array.from({ length: M * N }, (_, i) => {
    const [row, column] = [Math.floor(i / N), i % N];
    let sum = 0;
    for (let j = 0; j < K; j++) sum += (INPUTS.A[row * LDA + j] ?? 0) * (INPUTS.B[column * K + j] ?? 0);
    return sum;
  });
  expect([...(C ?? [])]).toEqual(expected);
  const { hash, kept } = keepProgram(program, {}, 'own:mine');
  expect(keptProgramSchema.safeParse(keptProgram(hash, kept)).success).toBe(true);
  expect(restoreProgram(hash, kept, PROBLEM, 'own:mine').passes).toEqual(program.passes);
  const { descriptor } = describeProgram(program, PROBLEM, 'copy', '');
  expect(descriptor.passes[0]).toMatchObject({
    buffers: {
      0: { tensor: 'A', extents: [K, M], strides: [1, LDA] },
      1: { tensor: 'B', extents: [K, N] },
      2: { tensor: 'C', extents: [N, M], strides: [1, N] },
    },
  });
});

it.each<readonly [what: string, argument: DescribedArgument, message: string]>([
  ['none', 'B', 'product: argument "B" is a tensor of half with 2 dimensions, but a plain buffer is bound'],
  ['one dimension', { tensor: 'B', extents: ['k'] }, 'but a tensor of half with 1 dimension is bound'],
  ['too many rows', { tensor: 'B', extents: ['k', 'n + 1'] }, 'argument "B": the tensor needs 1394 bytes'],
  [
    'another type',
    { tensor: 'B', extents: ['k', 'n'], type: 'int4b_format' },
    'but a tensor of int4b_format with 2 dimensions is bound',
  ],
  [
    'rows that overlap',
    { tensor: 'B', extents: ['k', 'n'], strides: [1, 'k - 1'] },
    'strides[1] = 16: expected',
  ],
])('names what an argument expects: %s', async (_what, argument, message) => {
  await expect(runTrusted(native, programOf({ 1: argument }), INPUTS, NEVER)).rejects.toThrow(message);
});
