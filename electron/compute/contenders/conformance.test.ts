// Generated programs on every device: the same problems, the same kernels, the same comparison with float64. Without
// Metal, its double takes its place.
import { expect, test } from 'vitest';
import { FAMILIES, variantName } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { devices } from '../../../native/test/conformance/devices.ts';
import { extent } from '../../../native/test/extent.ts';
import type { NativeDevice } from '../../../native/types.ts';
import { type RandomCase, randomCases } from '../fixture/random-problems.ts';
import { withTrial } from '../fixture/trial.ts';

const COUNT = extent('problems of each family on each device', 1, 8);
/** Of which some are refused, which takes no time. */
const MOST_DRAWN = 20 * COUNT;
const SEED = 5;

const cells = devices.flatMap((device) =>
  FAMILIES.map((family) => ({ id: device.id, op: family.op, device, family })),
);

test.each(cells)('$op on $id', async ({ device, family }) => {
  let run = 0;
  for (const one of randomCases(family, MOST_DRAWN, SEED)) {
    run += Number(await judge(device, one));
    if (run === COUNT) break;
  }
  expect(run).toBe(COUNT);
});

/** Runs a case and compares its outputs; false if the generator refuses it. */
async function judge(device: NativeDevice, one: RandomCase): Promise<boolean> {
  const { problem, contender, overrides, target } = one;
  const label = `${target} ${variantName({ id: contender, overrides })} ${JSON.stringify(problem)}`;
  const encodings = device.kind === 'gpu' ? (['direct', 'indirect'] as const) : (['direct'] as const);
  const trial = await withTrial(one, device, {}, async (ready) => {
    for (const encoding of encodings) {
      await ready.reset();
      await native.execute(device.id, ready.prepared.passes, { encoding });
      expect(await ready.judge(), `${encoding}: ${label}`).toBeNull();
    }
    return true;
  });
  return trial === true;
}
