// The programs that are generated, on every device: the same problems, the same kernels, the same comparison with
// float64. Where there is no Metal, its double stands in for it.
import { expect, test } from 'vitest';
import { FAMILIES, familyOf, generate, variantName } from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { devices } from '../../native/test/conformance/devices.ts';
import type { NativeDevice } from '../../native/types.ts';
import { prepareProgram } from './generated-contender.ts';
import { createOperands } from './operands.ts';
import { type RandomCase, randomCases } from './random-problems.ts';
import { computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

const COUNT = 8;
const SEED = 5;

const cells = devices.flatMap((device) =>
  FAMILIES.map((family) => ({ id: device.id, op: family.op, device, family })),
);

test.each(cells)('$op on $id', { timeout: 300_000 }, async ({ device, family }) => {
  let run = 0;
  for (const one of randomCases(family, COUNT, SEED)) run += Number(await judge(device, one));
  expect(run).toBeGreaterThan(COUNT / 3);
});

/** Runs a case and compares what it leaves; false for one that the generator refuses. */
async function judge(device: NativeDevice, one: RandomCase): Promise<boolean> {
  const { problem, contender, overrides, target } = one;
  const generated = generate(contender, problem, overrides, target);
  if ('issues' in generated) return false;
  const label = `${target} ${variantName({ id: contender, overrides })} ${JSON.stringify(problem)}`;
  const family = familyOf(problem);
  const operands = await createOperands(native, device.id, family, problem, SEED);
  const setting = { native, device, family, problem, operands, fault: null };
  const id = variantName({ id: contender, overrides: generated.configuration });
  const prepared = await prepareProgram(id, setting);
  const expectations = await computeExpectations(family.reference(problem, operands.inputs), SEED);
  for (const encoding of device.kind === 'gpu' ? (['direct', 'indirect'] as const) : (['direct'] as const)) {
    await operands.resetOutputs();
    await native.execute(device.id, prepared.passes, { encoding });
    const { failure } = await verify(expectations, family.tolerance(problem), operands.readOutput);
    expect(failure, `${encoding}: ${label}`).toBeNull();
  }
  prepared.release();
  operands.release();
  return true;
}
