// The roof of matrix units, end to end over the double of Metal.
import { expect, it } from 'vitest';
import { native } from '../../../native/index.ts';
import { isDouble } from '../fixture/apple10.ts';
import { createLoadMeter } from '../load/load-meter.ts';
import { findRoof } from '../roof.ts';

it.runIf(isDouble)(
  'a GPU with matrix units has a roof for them',
  async () => {
    const devices = await native.devices();
    const device = devices.find(({ kind }) => kind === 'gpu') ?? expect.fail('there is no GPU');
    expect(device.gpu).toMatchObject({ family: 'Apple10', metal: 'Metal 4', tensorsNeed: null });
    const { source: ofVectors, matrixUnits } = await findRoof({ native, load: createLoadMeter() }, device);
    expect(ofVectors).toBe('measured: multiply-adds in registers, on the whole GPU');
    for (const dtype of ['f16', 'f32', 'i8'] as const) {
      const { source, test, ...rate } = matrixUnits?.[dtype] ?? expect.fail(`no roof of ${dtype}`);
      expect(rate.gflops).toBeGreaterThan(0);
      expect(source).toBe(`measured: tensor operations over ${dtype} in registers, on the whole GPU`);
      expect(test.range[0]).toBeLessThanOrEqual(rate.gflops);
      expect(test.range[1]).toBeGreaterThanOrEqual(rate.gflops);
    }
  },
  120_000,
);
