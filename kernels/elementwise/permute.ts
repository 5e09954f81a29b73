import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';

/** An axis of an array that is copied to another order: its extent, and the elements from one index to the next. */
export interface PermutedAxis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

const THREADS = SIMD_WIDTH * 4;

/**
 * Copies an array of up to four axes to another order of its axes. Threads go along the first axis, which had best be
 * dense in memory that is written.
 */
export function permutePass(
  from: string,
  to: string,
  dtype: FloatDType,
  [a, b, c, d = { extent: 1, from: 0, to: 0 }]: readonly [
    PermutedAxis,
    PermutedAxis,
    PermutedAxis,
    PermutedAxis?,
  ],
): Pass {
  const name = `permute_${dtype}`;
  const words = [a.extent, b.extent, a.from, b.from, c.from, d.from, a.to, b.to, c.to, d.to];
  return {
    kernel: mslKernel(name, permuteSource(name, dtype)),
    bindings: [
      { index: 0, buffer: from },
      { index: 1, buffer: to },
      { index: 2, words },
    ],
    threadgroups: [Math.ceil((a.extent * b.extent) / THREADS), c.extent, d.extent],
    threadsPerThreadgroup: [THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

function permuteSource(functionName: string, dtype: FloatDType): string {
  const type = DTYPE[dtype].msl;
  return sourceText(
    [`// Copies an array of ${type} to another order of its axes, one element per thread.`],
    emitPreamble('metal_stdlib'),
    lines(`
      struct PermutedSizes {
          // Extents of the first two axes.
          uint a, b;
          // Elements from one index to the next, for each axis.
          uint from_a, from_b, from_c, from_d, to_a, to_b, to_c, to_d;
      };
    `),
    emitKernel(
      {
        functionName,
        threads: THREADS,
        parameters: [
          `device const ${type} *from [[buffer(0)]]`,
          `device ${type} *to [[buffer(1)]]`,
          'constant PermutedSizes &sizes [[buffer(2)]]',
          'uint3 position [[thread_position_in_grid]]',
        ],
      },
      lines(`
        const uint a = position.x % sizes.a, b = position.x / sizes.a, c = position.y, d = position.z;
        if (b < sizes.b)
            to[a * sizes.to_a + b * sizes.to_b + c * sizes.to_c + d * sizes.to_d] =
                from[a * sizes.from_a + b * sizes.from_b + c * sizes.from_c + d * sizes.from_d];
      `),
    ),
  );
}
