// Convolutions whose tiles, blocks and quads just fit, and just do not.
import { describe, expect, test } from 'vitest';
import type { Configuration, ConvolutionProblem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { expectRight } from '../fixture/expect-right.ts';
import { judgeLibrary } from '../fixture/judge-library.ts';

const SMALL: ConvolutionProblem = {
  ...{ op: 'convolution', dtype: 'f32', batch: 1, height: 9, width: 10, channels: 4, filters: 8, window: 3 },
};

type Case = readonly [contender: string, change: Partial<ConvolutionProblem>, overrides?: Configuration];

/** Of each kind. */
const FEW = extent('convolutions at edges of each kind', 1, 100);

const BLOCKS = { blockM: 32, blockN: 32, registerM: 16, registerN: 16, blockK: 16 };

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'images and channels at the edges of blocks and quads': [
    ...[31, 32, 33].map((width): Case => ['convolution-implicit', { height: 1, width, channels: 5 }, BLOCKS]),
    ...[3, 4, 5].map((channels): Case => ['convolution-implicit', { channels, padding: 0 }, BLOCKS]),
    ...[31, 32, 33].map(
      (filters): Case => ['convolution-implicit', { filters, layout: 'NCHW', height: 3 }, BLOCKS],
    ),
    ['convolution-implicit', { batch: 3, height: 4, width: 3, groups: 2, bias: true }, BLOCKS],
    ['convolution-implicit', { batch: 3, groups: 2, bias: true, layout: 'NCHW', stride: 2 }, BLOCKS],
    ['convolution-implicit', { depth: 3, height: 4, width: 5, dilation: 2, padding: 2 }, BLOCKS],
    ['convolution-implicit', { channels: 3, window: 7, stride: 2, height: 12, width: 13 }, BLOCKS],
  ],
  'tiles at the edges of the image': [
    ...[7, 8, 9].map((width): Case => ['convolution-winograd', { width, height: 8 }, BLOCKS]),
    ...[4, 5, 6, 8].map(
      (tile): Case => ['convolution-winograd', { channels: 3, filters: 5 }, { ...BLOCKS, tile }],
    ),
    ['convolution-winograd', { height: 1, width: 21, bias: true, activation: 'relu' }, BLOCKS],
    ['convolution-winograd', { window: 4, windowHeight: 2, padding: 1 }, BLOCKS],
    ['convolution-winograd', { channels: 10, filters: 6, groups: 2, bias: true, batch: 2 }, BLOCKS],
    ['convolution-winograd', { channels: 6, groups: 2, layout: 'NCHW', bias: true }, BLOCKS],
    ['convolution-winograd', { direction: 'data', channels: 10, groups: 2 }, BLOCKS],
    ['convolution-winograd', { depth: 3, windowDepth: 1, batch: 2, groups: 2 }, BLOCKS],
    ['convolution-winograd', { depth: 3, windowDepth: 1, batch: 2, layout: 'NCHW' }, BLOCKS],
    ['convolution-winograd', { layout: 'NCHW', batch: 2, bias: true, weightLayout: 'OIHW' }, BLOCKS],
    ['convolution-winograd', { direction: 'data', paddingLeft: 0, paddingTop: 2 }, BLOCKS],
  ],
  'windows of few channels': [
    ['convolution-direct', { groups: 4, filters: 4, stride: 2 }],
    ['convolution-direct', { channels: 6, filters: 6, groups: 6, bias: true, activation: 'silu' }],
    ['convolution-direct', { channels: 6, filters: 18, groups: 3, dilation: 2 }],
    ['convolution-direct', { groups: 4, layout: 'NCHW', bias: true }],
  ],
  'slices and products': [
    ['convolution-im2col', { width: 40, height: 8, groups: 2, bias: true }, { ...BLOCKS, slice: 256 }],
    [
      'convolution-im2col',
      { width: 40, height: 8, batch: 2, layout: 'NCHW', groups: 2, bias: true },
      { ...BLOCKS, slice: 256 },
    ],
    ['convolution-im2col', { paddingFront: 1, strideDepth: 2, channels: 3 }, { ...BLOCKS, slice: 256 }],
    ['convolution-pointwise', { window: 1, groups: 2, bias: true }, BLOCKS],
    ['convolution-pointwise', { window: 1, groups: 2, batch: 2, bias: true, layout: 'NCHW' }, BLOCKS],
    ['convolution-pointwise', { window: 1, direction: 'data', groups: 2 }, BLOCKS],
    ['convolution-pointwise', { window: 1, direction: 'weights', batch: 2, groups: 2 }, BLOCKS],
  ],
  'steps staged ahead': [
    ['convolution-implicit', { direction: 'weights', batch: 2 }, { ...BLOCKS, buffers: 2, splits: 2 }],
    ['convolution-implicit', { channels: 5 }, { ...BLOCKS, buffers: 2 }],
    ['convolution-implicit', { layout: 'NCHW', batch: 2 }, { ...BLOCKS, buffers: 2 }],
    ['convolution-winograd', { channels: 20 }, { ...BLOCKS, load: 'staged', buffers: 2 }],
  ],
  gradients: [
    ['convolution-implicit', { direction: 'data', stride: 2, groups: 2 }, BLOCKS],
    ['convolution-implicit', { direction: 'data', layout: 'NCHW', weightLayout: 'OIHW' }, BLOCKS],
    ['convolution-direct', { direction: 'data', stride: 3, groups: 4, filters: 4 }],
    ['convolution-implicit', { direction: 'weights', stride: 2, groups: 2, batch: 2 }, BLOCKS],
    ['convolution-implicit', { direction: 'weights', layout: 'NCHW', batch: 2, channels: 3 }, BLOCKS],
    ['convolution-implicit', { direction: 'weights', weightLayout: 'OIHW' }, { ...BLOCKS, splits: 4 }],
  ],
};

const KINDS = Object.entries(CASES);
const KINDS_TRIED = KINDS.slice(0, extent('kinds of convolutions at edges', 3, KINDS.length));

describe.each(KINDS_TRIED)('%s', (_, cases) => {
  test('are right, with checks that find nothing', async () => {
    for (const [contender, change, overrides = {}] of cases.slice(0, FEW)) {
      const problem = { ...SMALL, ...change };
      await expectRight(
        { problem, contender, overrides, target: 'cpu' },
        `${contender} ${JSON.stringify(change)}`,
      );
    }
  });
});

const FIRST = { layout: 'NCHW', weightLayout: 'OIHW' } as const;

test
  .skipIf('reason' in native.blas())
  .each([
    {},
    { stride: 2, bias: true, batch: 2 },
    { groups: 4, dilation: 2 },
    { ...FIRST, groups: 2, batch: 2, bias: true },
    { window: 1 },
    { ...FIRST, window: 1, bias: true },
    { depth: 3, paddingTop: 0 },
    { height: 1, width: 300, stride: 3 },
  ] as Partial<ConvolutionProblem>[])('BLAS is right with %o', async (change) => {
  const problem = { ...SMALL, ...change };
  const device = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 2 } as const;
  expect(await judgeLibrary('cblas-convolution', problem, device)).toBeNull();
});
