// 500 random problems of every family: each is refused with a named reason, or its program runs on this machine's CPU
// device with checks that find nothing, and what it leaves is right beside float64.
import { describe, expect, test } from 'vitest';
import { FAMILIES, familyOf, generate, type Program, variantName } from '../../kernels/index.ts';
import { type DeviceBuffer, type NativePass, native } from '../../native/index.ts';
import { prepareProgram } from './generated-contender.ts';
import { createOperands, type Operands } from './operands.ts';
import { type RandomCase, randomCases, SIZES_PER_FORM } from './random-problems.ts';
import { computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 2 } as const;
const COUNT = Number(process.env.PROPERTIES ?? 500);
const SEED = Number(process.env.PROPERTIES_SEED ?? 1);
/** At least this share is run: a test that refuses everything shows nothing. */
const LEAST_RUN = 0.6;
const NEVER = new AbortController().signal;

describe.concurrent.each(FAMILIES)('$op', (family) => {
  test(`${COUNT} random problems are refused by name, or right`, { timeout: 1_800_000 }, async () => {
    const counts = { refused: 0, right: 0 };
    let index = 0;
    // The text as it is measured is another object than the one with checks: it is run for one size of every form.
    for (const one of randomCases(family, COUNT, SEED)) {
      counts[await judge(one, index++ % SIZES_PER_FORM === 0)]++;
    }
    expect(counts.refused + counts.right).toBe(COUNT);
    expect(counts.right).toBeGreaterThan(LEAST_RUN * COUNT);
  });
});

async function judge(
  { problem, contender, overrides, target }: RandomCase,
  asMeasured: boolean,
): Promise<'refused' | 'right'> {
  const label = `${target} ${variantName({ id: contender, overrides })} ${JSON.stringify(problem)}`;
  const generated = generate(contender, problem, overrides, target);
  if ('issues' in generated) {
    expect(generated.issues.length, label).toBeGreaterThan(0);
    for (const { parameter, accepted } of generated.issues)
      expect([parameter, accepted], label).not.toContain('');
    return 'refused';
  }
  const { program, configuration } = generated;
  expectLimits(program, label);
  const family = familyOf(problem);
  const operands = await createOperands(native, DEVICE.id, family, problem, SEED);
  try {
    const setting = { native, device: DEVICE, family, problem, operands, fault: null };
    const prepared = await prepareProgram(variantName({ id: contender, overrides: configuration }), setting);
    try {
      const expectations = await computeExpectations(family.reference(problem, operands.inputs), SEED);
      const expectRight = async (how: string) => {
        const { failure } = await verify(expectations, family.tolerance(problem), operands.readOutput);
        expect(failure, `${how}: ${label}`).toBeNull();
      };
      await reset(operands, prepared.passes);
      const { findings } = await native.check(DEVICE.id, prepared.passes);
      expect(
        findings.map(({ message }) => message),
        label,
      ).toEqual([]);
      await expectRight('checked');
      if (asMeasured) {
        await reset(operands, prepared.passes);
        await prepared.run(1, NEVER);
        await expectRight('as measured');
      }
    } finally {
      prepared.release();
    }
  } finally {
    operands.release();
  }
  return 'right';
}

/** What every Apple GPU allows. */
function expectLimits({ passes }: Program, label: string): void {
  for (const { threadsPerThreadgroup, threadgroupBytes, threadgroups } of passes) {
    expect(
      threadsPerThreadgroup.reduce((product, extent) => product * extent),
      label,
    ).toBeLessThanOrEqual(1024);
    expect(threadgroupBytes, label).toBeLessThanOrEqual(32 * 1024);
    expect(Math.min(...threadgroups), label).toBeGreaterThanOrEqual(1);
  }
}

/** Outputs and scratch memory as they are before a run: NaN wherever nothing was put. */
async function reset(operands: Operands, passes: readonly NativePass[]): Promise<void> {
  await operands.resetOutputs();
  const own = new Set(Object.values(operands.buffers));
  const scratch = new Set<DeviceBuffer>();
  for (const binding of passes.flatMap(({ bindings }) => bindings)) {
    if ('buffer' in binding && !own.has(binding.buffer)) scratch.add(binding.buffer);
  }
  for (const buffer of scratch) await native.write(buffer, new Uint8Array(buffer.sizeBytes).fill(0xff));
}
