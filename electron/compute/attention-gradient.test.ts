// Attention with gradients, compiled and run on this machine's CPU device with every access watched, beside float64.
import { expect, test } from 'vitest';
import { ATTENTION } from '../../kernels/attention/family.ts';
import type { AttentionProblem } from '../../kernels/attention/problem.ts';
import type { Configuration, Family, Problem, Program } from '../../kernels/index.ts';
import { configure } from '../../kernels/parameter.ts';
import { type DeviceBuffer, type NativePass, native } from '../../native/index.ts';
import { createOperands, elementsOf, type Operands } from './operands.ts';
import { computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

const DEVICE = 'cpu';
const SEED = 1;

/** Small blocks, which compile sooner, and cross every kind of edge of small problems. */
const SMALL: Configuration = {
  blockR: 16,
  registerR: 8,
  blockC: 16,
  dqRows: 8,
  dqStep: 16,
  dkvRows: 8,
  dkvStep: 16,
};
const WIDE: Configuration = { dqSimdgroups: 2, dkvSimdgroups: 2, dqHead: 8, dkvHead: 16 };

const CASES: readonly [Partial<AttentionProblem>, Configuration][] = [
  [{ r: 24, c: 32, d: 16 }, SMALL],
  [
    { r: 37, c: 29, d: 13, mask: 'causal', heads: 4, kvHeads: 2, batch: 2 },
    { ...SMALL, ...WIDE },
  ],
  [{ r: 5, c: 19, d: 20, dtype: 'f16', mask: 'additive', transposeQ: true, transposeV: true }, SMALL],
  [{ r: 40, c: 21, d: 8, mask: 'window', window: 6, transposeK: true, transposeO: true }, SMALL],
  [{ r: 35, c: 70, d: 9, dtype: 'bf16', mask: 'block-sparse', heads: 2, kvHeads: 1 }, SMALL],
  [{ r: 3, c: 2, d: 5, mask: 'boolean', scale: 3 }, {}],
];

test.each(CASES)('%j %j', { timeout: 120_000 }, async (fields, overrides) => {
  const problem: AttentionProblem = {
    op: 'attention',
    dtype: 'f32',
    r: 1,
    c: 1,
    d: 1,
    gradient: true,
    ...fields,
  };
  const family = ATTENTION as unknown as Family<Problem>;
  const operands = await createOperands(native, DEVICE, family, problem as unknown as Problem, SEED);
  const scratch: DeviceBuffer[] = [];
  try {
    const program = programOf(problem, overrides);
    const passes = await prepare(program, operands, scratch);
    await operands.resetOutputs();
    const { findings } = await native.check(DEVICE, passes, { timeoutMs: 60_000 });
    expect(findings.map(({ message }) => message)).toEqual([]);
    await operands.resetOutputs();
    await native.execute(DEVICE, passes);
    const expectations = await computeExpectations(ATTENTION.reference(problem, operands.inputs), SEED);
    expect(expectations.map(({ output }) => output.buffer)).toEqual(['O', 'dQ', 'dK', 'dV']);
    const { failure } = await verify(expectations, ATTENTION.tolerance(problem), operands.readOutput);
    expect(failure).toBeNull();
  } finally {
    operands.release();
    for (const buffer of scratch) native.release(buffer);
  }
});

function programOf(problem: AttentionProblem, overrides: Configuration): Pick<Program, 'buffers' | 'passes'> {
  const way = ATTENTION.contenders.find(({ id }) => id === 'attention-flash2');
  if (!way) throw new Error('there is no attention-flash2');
  const tuned = way.tuned(problem, 'cpu', overrides) as Configuration;
  const configured = configure(way.parameters, tuned, overrides);
  if ('issues' in configured) throw new Error(JSON.stringify(configured.issues));
  expect(way.check(problem, configured.configuration)).toEqual([]);
  return way.program(problem, configured.configuration);
}

/** Compiles kernels and binds buffers; scratch memory of four bytes an element serves all types. */
async function prepare(
  { buffers, passes }: Pick<Program, 'buffers' | 'passes'>,
  operands: Operands,
  scratch: DeviceBuffer[],
): Promise<NativePass[]> {
  const known = new Map(Object.entries(operands.buffers));
  for (const described of buffers.filter(({ role }) => role === 'scratch')) {
    const buffer = await native.buffer(DEVICE, elementsOf(described) * 4);
    scratch.push(buffer);
    known.set(described.name, buffer);
  }
  const pending = passes.map(async ({ kernel, bindings, threadgroups, threadsPerThreadgroup }) => {
    const { source, functionName, constants, languageVersion } = kernel;
    const library = await native.compile(DEVICE, source, { languageVersion });
    expect(library.diagnostics).toEqual([]);
    const given = Object.keys(constants).length > 0 ? constants : undefined;
    return {
      pipeline: await native.pipeline(library, functionName, given),
      bindings: bindings.map((binding) =>
        'words' in binding
          ? binding
          : { index: binding.index, buffer: known.get(binding.buffer) as DeviceBuffer },
      ),
      ...{ threadgroups, threadsPerThreadgroup },
    };
  });
  return Promise.all(pending);
}
