import type { Renamed } from '../compose.ts';
import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { CompleteConvolution } from './problem.ts';
import { shapeOf } from './shape.ts';
import { type Sliding, volumeOf } from './sliding.ts';

const THREADS = SIMD_WIDTH * 4;

/** Elements of the stretched images. */
export function stretchedElements(sliding: Sliding): number {
  return sliding.batch * sliding.groups * sliding.channels * volumeOf(sliding, 'extent');
}

/** dY with zeros between its elements, as many as the stride skips. */
export function stretched(problem: CompleteConvolution, sliding: Sliding): Renamed {
  const { dtype, layout, batch, filters } = problem;
  const { z, y, x } = shapeOf(problem);
  const { axes } = sliding;
  const [inner, outer] = layout === 'NHWC' ? [filters, batch] : [1, batch * filters];
  const words = [
    ...[axes.z.extent, axes.y.extent, axes.x.extent],
    ...[z.positions, y.positions, x.positions],
    ...[z.stride, y.stride, x.stride],
    inner,
  ];
  return {
    part: {
      buffers: [{ name: sliding.image, dtype, shape: [stretchedElements(sliding)], role: 'scratch' }],
      passes: [
        {
          kernel: mslKernel('stretch', stretchSource(dtype)),
          bindings: [
            { index: 0, buffer: 'dY' },
            { index: 1, buffer: sliding.image },
            { index: 2, words },
          ],
          threadgroups: [Math.ceil((axes.x.extent * inner) / THREADS), axes.z.extent * axes.y.extent, outer],
          threadsPerThreadgroup: [THREADS, 1, 1],
          threadgroupBytes: 0,
          registers: 16,
        },
      ],
    },
    names: {},
  };
}

function stretchSource(dtype: FloatDType): string {
  const type = DTYPE[dtype].msl;
  return sourceText(
    [
      '// stretch: copies images of dY with zeros between their elements, as many as the stride of the window skips.',
    ],
    emitPreamble('metal_stdlib'),
    lines(`
      struct StretchSizes {
          uint stretched_z, stretched_y, stretched_x; // extents of a stretched image
          uint z, y, x;                               // extents of an image
          uint stride_z, stride_y, stride_x;
          uint inner;                                 // elements of a pixel that follow each other
      };
    `),
    emitKernel(
      {
        functionName: 'stretch',
        threads: THREADS,
        parameters: [
          `device const ${type} *from [[buffer(0)]]`,
          `device ${type} *to [[buffer(1)]]`,
          'constant StretchSizes &sizes [[buffer(2)]]',
          'uint3 position [[thread_position_in_grid]]',
        ],
      },
      lines(`
        const uint inner = position.x % sizes.inner, x = position.x / sizes.inner;
        const uint y = position.y % sizes.stretched_y, z = position.y / sizes.stretched_y;
        if (x >= sizes.stretched_x)
            return;
        const bool copied = x % sizes.stride_x == 0 && y % sizes.stride_y == 0 && z % sizes.stride_z == 0;
        const uint line = ((position.z * sizes.z + z / sizes.stride_z) * sizes.y + y / sizes.stride_y) * sizes.x;
        const uint at = (line + x / sizes.stride_x) * sizes.inner + inner;
        const uint own = ((position.z * sizes.stretched_z + z) * sizes.stretched_y + y) * sizes.stretched_x + x;
        to[own * sizes.inner + inner] = copied ? from[at] : ${type}(0);
      `),
    ),
  );
}
