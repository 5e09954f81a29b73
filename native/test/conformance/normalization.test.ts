import { beforeEach, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { DeviceBuffer, NormalizationSpec } from '../../types.ts';
import { devices, needsRoutine } from './devices.ts';
import { bufferOf, elementsOf, numbers } from './operands.ts';

const NAME = 'mpsgraph-normalization';
const SHAPE = { rows: 3, groups: 2, channels: 4, positions: 5, epsilon: 1e-3 } as const;
const ELEMENTS = 3 * 2 * 4 * 5;
/** f16 is rounded after each operation. */
const TOLERANCE = { f32: 1e-5, f16: 1e-2 } as const;

const cases = devices.flatMap(({ id }) => (['f32', 'f16'] as const).map((dtype) => ({ id, dtype })));

describe.each(cases)('$dtype on $id', ({ id, dtype }) => {
  beforeEach((context) => needsRoutine(context, id, NAME));
  const x = numbers(dtype, ELEMENTS, 1);
  const [weight, bias, mean] = [numbers(dtype, 8, 2), numbers(dtype, 8, 3), numbers(dtype, 8, 4)];
  const variance = numbers(dtype, 8, 5).map((value) => value * value + 0.5);
  const run = async (change: Partial<NormalizationSpec>) => {
    const y = await bufferOf(id, dtype, new Float32Array(ELEMENTS).fill(7));
    const own = { name: NAME, dtype, ...SHAPE, softmax: false, x: await bufferOf(id, dtype, x), y } as const;
    await native.execute(id, await native.routine(id, { ...own, ...change }));
    return elementsOf(dtype, y);
  };
  const close = (found: Float32Array, expected: (index: number, channel: number) => number) => {
    for (const [index, value] of found.entries()) {
      const right = expected(index, Math.floor(index / 5) % 8);
      expect(Math.abs(value - right), `element ${index}`).toBeLessThan(
        TOLERANCE[dtype] * (1 + Math.abs(right)),
      );
    }
  };
  /** The elements that are normalized with one, 20 of a group. */
  const groupOf = (index: number) =>
    x.subarray(Math.floor(index / 20) * 20, Math.floor(index / 20) * 20 + 20);
  const average = (values: Float32Array, of: (value: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0) / values.length;

  test('the mean and the variance of groups, with a weight and a bias of channels', async () => {
    const found = await run({
      weight: await bufferOf(id, dtype, weight),
      bias: await bufferOf(id, dtype, bias),
    });
    close(found, (index, channel) => {
      const center = average(groupOf(index), (value) => value);
      const spread = average(groupOf(index), (value) => (value - center) ** 2);
      const normal = ((x[index] as number) - center) / Math.sqrt(spread + SHAPE.epsilon);
      return normal * (weight[channel] as number) + (bias[channel] as number);
    });
  });

  test('softmax of rows', async () => {
    const found = await run({ softmax: true, groups: 1, channels: 40, positions: 1 });
    close(found, (index) => {
      const row = x.subarray(Math.floor(index / 40) * 40, Math.floor(index / 40) * 40 + 40);
      return Math.exp(x[index] as number) / (40 * average(row, Math.exp));
    });
  });

  test('given statistics, of f32 only', async () => {
    const given: Record<string, DeviceBuffer> = {
      mean: await bufferOf(id, dtype, mean),
      variance: await bufferOf(id, dtype, variance),
    };
    if (dtype === 'f16') {
      await expect(run(given)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
      return;
    }
    close(await run(given), (index, channel) => {
      const [center, spread] = [mean[channel] as number, variance[channel] as number];
      return ((x[index] as number) - center) / Math.sqrt(spread + SHAPE.epsilon);
    });
  });

  test('half of the statistics is refused', async () => {
    const given = { mean: await bufferOf(id, dtype, mean) };
    await expect(run(given)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  });
});
