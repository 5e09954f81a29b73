import { DEVICE_LIMITS } from '../device.ts';
import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';

/** Rows of elements in a buffer: how far apart they begin, and the members of a batch. */
export interface Rows {
  readonly buffer: string;
  readonly dtype: FloatDType;
  readonly leading: number;
  readonly stride: number;
}

const THREADS = DEVICE_LIMITS.simdWidth.value * 8;

/** Copies `rows` by `columns` elements of each of `batch` members from one data type to another. */
export function castPass(
  from: Rows,
  to: Rows,
  { rows, columns, batch }: { rows: number; columns: number; batch: number },
): Pass {
  return {
    kernel: {
      source: castSource(from.dtype, to.dtype),
      functionName: `cast_${from.dtype}_to_${to.dtype}`,
      constants: {},
      languageVersion: '3.1',
    },
    bindings: [
      { index: 0, buffer: from.buffer },
      { index: 1, buffer: to.buffer },
      { index: 2, words: [columns, from.leading, from.stride, to.leading, to.stride] },
    ],
    threadgroups: [Math.ceil(columns / (4 * THREADS)), rows, batch],
    threadsPerThreadgroup: [THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

function castSource(from: FloatDType, to: FloatDType): string {
  const [source, target] = [DTYPE[from].msl, DTYPE[to].msl];
  return sourceText(
    lines(`
      // Copies rows of ${source} to rows of ${target}, four elements a thread.

      #include <metal_stdlib>
      using namespace metal;

      struct CastSizes {
          uint columns;
          // Elements from one row to the next, and from one member of the batch to the next.
          uint from_leading, from_stride, to_leading, to_stride;
      };

      [[max_total_threads_per_threadgroup(${THREADS})]]
      kernel void cast_${from}_to_${to}(device const ${source} *from [[buffer(0)]],
                  device ${target} *to [[buffer(1)]],
                  constant CastSizes &sizes [[buffer(2)]],
                  uint3 position [[thread_position_in_grid]]) {
          const uint first = position.x * 4;
          from += position.z * sizes.from_stride + position.y * sizes.from_leading;
          to += position.z * sizes.to_stride + position.y * sizes.to_leading;
          for (uint i = first; i < min(first + 4, sizes.columns); i++)
              to[i] = ${target}(from[i]);
      }
    `),
  );
}
