import { expect, it } from 'vitest';
import { checkProblem, DTYPE, FAMILIES, familyOf } from '../../../kernels/index.ts';
import type { DeviceBuffer } from '../../../native/types.ts';
import { createOperands } from '../contenders/operands.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { randomCases } from '../fixture/random-problems.ts';
import { writeRight } from '../fixture/write-right.ts';
import { computeExpectations } from '../reference.ts';
import { verifySets } from './verify-sets.ts';

const SETS = 3;

/** Two problems of each family: some have several outputs, or rows that are apart. */
const PROBLEMS = FAMILIES.flatMap((family) => {
  const drawn = [...randomCases(family, 10, 3)].map(({ problem }) => problem);
  const accepted = drawn.filter((problem) => checkProblem(problem).length === 0);
  return accepted.slice(0, 2).map((problem) => ({ op: family.op, problem }));
});

it.each(PROBLEMS)('compares every output in every set of buffers: $op', async ({ problem }) => {
  const native = createFakeNative();
  const family = familyOf(problem);
  const operands = await createOperands(native, 'cpu', family, problem, 1, { sets: () => SETS });
  const expectations = await computeExpectations(family.reference(problem, operands.inputs), 1);
  const judge = () => verifySets(operands, expectations, family.tolerance(problem), () => undefined);
  await operands.resetOutputs();
  const sets = [operands.buffers, ...operands.copies];
  const outputs = sets.flatMap((set) =>
    expectations.map((one) => ({ one, memory: set[one.output.buffer] as DeviceBuffer })),
  );
  for (const { one, memory } of outputs) {
    const bytes = new Uint8Array(await native.read(memory));
    writeRight(one, bytes);
    await native.write(memory, bytes);
  }
  expect((await judge()).failure).toBeNull();
  expect(outputs).toHaveLength(SETS * expectations.length);
  for (const { one, memory } of outputs) {
    const bytes = new Uint8Array(await native.read(memory));
    const { rows, columns, at, dtype } = one.output;
    const { sizeBytes } = DTYPE[dtype];
    const last = at(rows - 1, columns - 1) * sizeBytes;
    // The inverse of all bits is the other sign and another magnitude.
    const wrong = bytes.slice(last, last + sizeBytes).map((byte) => byte ^ 0xff);
    await native.write(memory, wrong, last);
    expect((await judge()).failure?.code).toBe('WRONG_RESULT');
    await native.write(memory, bytes);
  }
});
