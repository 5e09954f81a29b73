import { emitKernel, emitPreamble, mslKernel, SIMD_WIDTH } from '../msl/kernel.ts';
import { sourceText } from '../msl/text.ts';
import type { Pass } from '../program.ts';

const THREADS = SIMD_WIDTH * 8;
/** Bytes that a thread copies. */
const QUAD_BYTES = 16;

/**
 * Copies a buffer to another, four elements of f32 per thread: what a device's bandwidth is measured with. It guards
 * nothing, unlike the family's own copies, the best of which reaches 0.9 of its rate on the CPU device.
 */
export interface Copy {
  readonly pass: Pass;
  /** Of each of the two buffers, `from` and `to`. */
  readonly sizeBytes: number;
}

/** @param leastBytes of a buffer; rounded up to whole threadgroups */
export function copyProgram(leastBytes: number): Copy {
  const threadgroups = Math.ceil(leastBytes / (QUAD_BYTES * THREADS));
  return {
    sizeBytes: threadgroups * QUAD_BYTES * THREADS,
    pass: {
      kernel: mslKernel('copy', SOURCE),
      bindings: [
        { index: 0, buffer: 'from' },
        { index: 1, buffer: 'to' },
      ],
      threadgroups: [threadgroups, 1, 1],
      threadsPerThreadgroup: [THREADS, 1, 1],
      threadgroupBytes: 0,
      registers: 16,
    },
  };
}

const SOURCE = sourceText(
  ['// Copies four elements per thread, to measure the bandwidth of memory.'],
  emitPreamble('metal_stdlib'),
  emitKernel(
    {
      functionName: 'copy',
      threads: THREADS,
      parameters: [
        'device const float4 *from [[buffer(0)]]',
        'device float4 *to [[buffer(1)]]',
        'uint i [[thread_position_in_grid]]',
      ],
    },
    ['to[i] = from[i];'],
  ),
);
