// Random problems of every family: each is refused with a reason, or its program runs on the cpu with checks that find
// nothing and computes what float64 does.
import { describe, expect, test } from 'vitest';
import { FAMILIES, type Program, variantName } from '../../../kernels/index.ts';
import { extent, reportProgress } from '../../../native/test/extent.ts';
import { type RandomCase, randomForms } from '../fixture/random-problems.ts';
import { runTrial } from '../fixture/trial.ts';

const SEED = Number(process.env.PROPERTIES_SEED ?? 1);

const COUNT = Number(process.env.PROPERTIES ?? extent('random problems of each family', 4, 150));
/**
 * Of so many, one size of every few forms also runs without checks, as it is measured, which takes as long to compile
 * again; conformance.test.ts runs a few so.
 */
const MANY = 100;
const FORMS_AS_MEASURED = 5;
/** At least this share must run, else the test shows nothing. */
const LEAST_RUN = 0.6;

console.log(`Random problems of seed ${SEED} (PROPERTIES and PROPERTIES_SEED change their number and seed)`);

describe.concurrent.each(FAMILIES)('$op', (family) => {
  // Hours, for hundreds of problems on a loaded machine; progress is reported meanwhile.
  test(`${COUNT} random problems are refused with a reason, or right`, { timeout: 0 }, async () => {
    const counts = { refused: 0, right: 0 };
    const forms = randomForms(family, COUNT, SEED);
    const report = reportProgress(`random problems of ${family.op}`, COUNT);
    let formsBegun = 0;
    const work = async () => {
      for (const form of forms) {
        const isMeasured = COUNT >= MANY && formsBegun++ % FORMS_AS_MEASURED === 0;
        for (const [size, one] of form.entries()) {
          counts[await judge(one, size === 0 && isMeasured)]++;
          report(counts.refused + counts.right);
        }
      }
    };
    // Two forms at a time, so that one compiles while the other runs.
    await Promise.all([work(), work()]);
    expect(counts.refused + counts.right).toBe(COUNT);
    expect(counts.right).toBeGreaterThan(LEAST_RUN * COUNT);
  });
});

async function judge(one: RandomCase, asMeasured: boolean): Promise<'refused' | 'right'> {
  const { problem, contender, overrides, target } = one;
  const label = `${target} ${variantName({ id: contender, overrides })} ${JSON.stringify(problem)}`;
  const trial = await runTrial(one, asMeasured).catch((error: unknown) => {
    throw new Error(label, { cause: error });
  });
  if ('issues' in trial) {
    expect(trial.issues.length, label).toBeGreaterThan(0);
    for (const { parameter, expected } of trial.issues)
      expect([parameter, expected], label).not.toContain('');
    return 'refused';
  }
  expectLimits(trial.program, label);
  expect(trial.declaredBytes, label).toEqual(trial.program.passes.map((pass) => pass.threadgroupBytes));
  expect(
    trial.findings.map(({ message }) => message),
    label,
  ).toEqual([]);
  expect(trial.failures, label).toEqual([]);
  return 'right';
}

/** The limits of every Apple GPU. */
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
