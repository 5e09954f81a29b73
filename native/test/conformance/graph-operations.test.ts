// What MPSGraph's convolutions, casts and transposes refuse; that they are right is tested where float64 is, with the
// contenders.
import { afterEach, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { ConvolutionSpec, ElementwiseSpec } from '../../types.ts';
import { devices, isDouble, needsRoutine, reasonOf } from './devices.ts';
import { bufferOf } from './operands.ts';

const AXIS = { extent: 1, window: 1, positions: 1, stride: 1, dilation: 1, before: 0, after: 0 };
const ROW = { ...AXIS, extent: 5, window: 3, positions: 3 };
const CONVOLUTION = {
  name: 'mpsgraph-convolution',
  ...({ batch: 1, channels: 2, filters: 2, groups: 1, layout: 'NHWC', dtype: 'f32' } as const),
  axes: [AXIS, AXIS, ROW],
} as const;
const MOVE = { name: 'mpsgraph-elementwise', extents: [2, 3], dtype: 'f32', dtypeY: 'f32' } as const;

describe.each(devices)('operations of MPSGraph on $id', ({ id }) => {
  const buffer = (elements = 64) => bufferOf(id, 'f32', new Float32Array(elements));
  const convolution = async (change: Partial<ConvolutionSpec>) => {
    const [x, w, y] = [await buffer(), await buffer(), await buffer()];
    return native.routine(id, { ...CONVOLUTION, x, w, y, ...change });
  };
  const elementwise = async (change: Partial<ElementwiseSpec>) =>
    native.routine(id, { ...MOVE, permutation: [1, 0], x: await buffer(6), y: await buffer(6), ...change });

  test.each([
    [{ name: 'cblas-convolution', activation: 'relu' }, 'UNSUPPORTED'],
    [{ name: 'cblas-convolution', weightLayout: 'OIHW' }, 'UNSUPPORTED'],
    [{ name: 'cblas-convolution', direction: 'data' }, 'UNSUPPORTED'],
    [{ direction: 'weights', activation: 'relu' }, 'BAD_ARGUMENT'],
    [{ direction: 'backward' as 'data' }, 'BAD_ARGUMENT'],
    [{ batch: 100 }, 'BUFFER_RANGE'],
  ] as [Partial<ConvolutionSpec>, string][])('a convolution with %o: %s', async (change, code) => {
    await expect(convolution(change)).rejects.toMatchObject({ code });
  });

  test.each([
    [{ permutation: [0, 1] }, 'BAD_ARGUMENT'],
    [{ permutation: [1, 1] }, 'BAD_ARGUMENT'],
    [{ dtypeY: 'i8' }, 'BAD_ARGUMENT'],
    [{ dtype: 'f64' as 'f32' }, 'BAD_ARGUMENT'],
    [{ extents: [2, 4] }, 'BUFFER_RANGE'],
  ] as [Partial<ElementwiseSpec>, string][])('a transposition with %o: %s', async (change, code) => {
    await expect(elementwise(change)).rejects.toMatchObject({ code });
  });

  describe.runIf(isDouble)('before macOS 14', () => {
    afterEach(() => {
      delete process.env.TILESCOPE_DOUBLE_MACOS;
    });

    test('there is no bf16', async (context) => {
      await needsRoutine(context, id, MOVE.name);
      process.env.TILESCOPE_DOUBLE_MACOS = '13.6';
      expect(await reasonOf(id, MOVE.name)).toBeNull();
      const message = expect.stringContaining('bf16 needs macOS 14');
      await expect(elementwise({ dtypeY: 'bf16' })).rejects.toMatchObject({ code: 'UNSUPPORTED', message });
    });
  });
});
