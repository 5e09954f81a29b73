import { expect, it, vi } from 'vitest';
import { familyOf, generate, type Problem, type Program } from '../../../kernels/index.ts';
import type { NativePass } from '../../../native/types.ts';
import { parseFault } from '../faults.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { prepareProgram } from './generated-contender.ts';
import { createOperands } from './operands.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 3, n: 4, k: 5 };
const FAMILY = familyOf(PROBLEM);
const DEVICE = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 2 } as const;
const NO_CHANGE = { cellBegins: async () => undefined, spoil: () => undefined };

/** A program of two passes over one text; the second reads scratch memory that the first writes. */
function twoPasses(program: Program): Program {
  const [pass] = program.passes;
  if (!pass) throw new Error('The program has no pass');
  const scratch = { name: 'parts', dtype: 'bf16', shape: [3, 4, 2], role: 'scratch' } as const;
  return {
    ...program,
    buffers: [...program.buffers, scratch],
    passes: [
      {
        ...pass,
        bindings: [
          { index: 0, buffer: 'A' },
          { index: 1, buffer: 'parts' },
        ],
      },
      {
        ...pass,
        bindings: [
          { index: 0, buffer: 'parts' },
          { index: 1, buffer: 'C' },
        ],
      },
    ],
  };
}

async function prepare(change: (program: Program) => Program) {
  const native = createFakeNative();
  const operands = await createOperands(native, 'cpu', FAMILY, PROBLEM, 1);
  const compile = vi.spyOn(native, 'compile');
  const execute = vi.spyOn(native, 'execute').mockResolvedValue({ gpuNs: null, encoderNs: null, wallNs: 1 });
  const fault = { ...NO_CHANGE, breakSource: (_id: string, program: Program) => change(program) };
  const setting = { native, device: DEVICE, family: FAMILY, problem: PROBLEM, operands, fault };
  const before = native.live.size;
  const prepared = await prepareProgram('gemm-tiled', setting);
  return { native, operands, compile, execute, prepared, before };
}

it('runs all passes of a program, with scratch memory of its own', async () => {
  const { native, operands, compile, execute, prepared, before } = await prepare(twoPasses);
  expect(compile).toHaveBeenCalledOnce();
  await prepared.run(3, new AbortController().signal);
  const [device, passes, options] = execute.mock.calls[0] ?? [];
  expect(device).toBe('cpu');
  expect(options).toMatchObject({ duplicates: 3, threads: 2 });
  const [first, second] = (passes as NativePass[]).map(({ bindings }) =>
    bindings.map((binding) => ('buffer' in binding ? binding.buffer : null)),
  );
  expect(first?.[0]).toBe(operands.buffers.A);
  expect(second?.[1]).toBe(operands.buffers.C);
  expect(first?.[1]).toBe(second?.[0]);
  expect(first?.[1]).toMatchObject({ sizeBytes: 3 * 4 * 2 * 2 });
  prepared.release();
  expect(native.live.size).toBe(before);
});

it('refuses a threadgroup that the pipeline is too small for', async () => {
  const tooLarge = (program: Program): Program => ({
    ...program,
    passes: program.passes.map((pass) => ({ ...pass, threadsPerThreadgroup: [64, 32, 1] })),
  });
  await expect(prepare(tooLarge)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

it('refuses SIMD-groups of another width, unless its kernels do nothing with them', async () => {
  const native = createFakeNative();
  const { pipeline } = native;
  native.pipeline = async (...given) => ({ ...(await pipeline(...given)), simdWidth: 16 });
  const operands = await createOperands(native, 'cpu', FAMILY, PROBLEM, 1);
  const setting = { native, device: DEVICE, family: FAMILY, problem: PROBLEM, operands, fault: null };
  await expect(prepareProgram('gemm-simdgroup', setting)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/needs SIMD-groups of 32 lanes; this device compiles it for 16/),
  });
  await expect(prepareProgram('gemm-tiled', setting)).resolves.toBeDefined();
});

it('breaks the source of the contender that a fault names', () => {
  const generated = generate('gemm-tiled', PROBLEM);
  if ('issues' in generated) throw new Error('gemm-tiled cannot be generated');
  const fault = parseFault('compile@gemm-tiled');
  const source = (id: string) => fault?.breakSource(id, generated.program).passes[0]?.kernel.source;
  expect(source('gemm-tiled')).toContain('this is not Metal');
  expect(source('gemm-simdgroup')).toBe(generated.program.passes[0]?.kernel.source);
});
