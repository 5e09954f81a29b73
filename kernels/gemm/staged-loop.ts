import { block, type Lines } from '../msl/text.ts';
import type { GemmKernel } from './kernel.ts';
import { emitExchange, emitStage } from './loads.ts';

const BARRIER = 'threadgroup_barrier(mem_flags::mem_threadgroup);';

/**
 * The loop over K of a threadgroup that stages blocks: stage, barrier, multiply, barrier.
 * @param step what is done with the blocks of the step from `k` on
 */
export function emitStagedLoop(kernel: GemmKernel, step: Lines): string[] {
  const { a, b, config, beforeLoop, beforeStep } = kernel;
  if (config.buffers > 1) return emitDoubleLoop(kernel, step);
  return [
    ...beforeLoop,
    ...block('for (uint k = k_begin; k < k_end; k += BLOCK_K)', [
      ...beforeStep,
      ...emitStage(a),
      ...emitStage(b),
      BARRIER,
      '',
      ...step,
      BARRIER,
    ]),
  ];
}

/** The same with two buffers: stage the next step and multiply this one, barrier. */
function emitDoubleLoop({ a, b, beforeLoop, beforeStep }: GemmKernel, step: Lines): string[] {
  return [
    ...beforeLoop,
    ...block('for (uint next = k_begin;; next += BLOCK_K)', [
      ...block('if (next < k_end)', [
        'const uint k = next;',
        ...beforeStep,
        ...emitStage(a, true),
        ...emitStage(b, true),
      ]),
      ...block('if (next > k_begin)', ['const uint k = next - BLOCK_K;', ...step]),
      'if (next >= k_end)',
      '    break;',
      '// The next blocks are complete, and nobody reads those of this step any more: they change places.',
      BARRIER,
      emitExchange(a),
      emitExchange(b),
    ]),
    BARRIER,
  ];
}
