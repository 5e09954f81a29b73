import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';

/** The rows of a matrix in a buffer. */
export interface Rows {
  readonly buffer: string;
  readonly dtype: FloatDType;
  /** Elements from one row to the next, and from one member of the batch to the next. */
  readonly leading: number;
  readonly stride: number;
}

const THREADS = SIMD_WIDTH * 8;

/** Copies `rows` by `columns` elements of each of `batch` members from one data type to another. */
export function castPass(
  from: Rows,
  to: Rows,
  { rows, columns, batch }: { rows: number; columns: number; batch: number },
): Pass {
  const name = `cast_${from.dtype}_to_${to.dtype}`;
  return {
    kernel: mslKernel(name, castSource(name, from.dtype, to.dtype)),
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

function castSource(functionName: string, from: FloatDType, to: FloatDType): string {
  const [source, target] = [DTYPE[from].msl, DTYPE[to].msl];
  return sourceText(
    [`// Copies rows of ${source} to rows of ${target}, four elements per thread.`],
    emitPreamble('metal_stdlib'),
    lines(`
      struct CastSizes {
          uint columns;
          // Elements from one row to the next, and from one member of the batch to the next.
          uint from_leading, from_stride, to_leading, to_stride;
      };
    `),
    emitKernel(
      {
        functionName,
        threads: THREADS,
        parameters: [
          `device const ${source} *from [[buffer(0)]]`,
          `device ${target} *to [[buffer(1)]]`,
          'constant CastSizes &sizes [[buffer(2)]]',
          'uint3 position [[thread_position_in_grid]]',
        ],
      },
      lines(`
        const uint first = position.x * 4;
        from += position.z * sizes.from_stride + position.y * sizes.from_leading;
        to += position.z * sizes.to_stride + position.y * sizes.to_leading;
        for (uint i = first; i < min(first + 4, sizes.columns); i++)
            to[i] = ${target}(from[i]);
      `),
    ),
  );
}
