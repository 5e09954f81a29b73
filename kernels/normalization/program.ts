import { bindingsOf, mslKernel } from '../msl/kernel.ts';
import type { Pass, Program } from '../program.ts';
import { argumentsOf, type NormKernel, PARTIALS } from './kernel.ts';
import { normalizationBuffers } from './rows.ts';
import { finalSource, partialName, partialSource, wholeSource } from './source.ts';
import { isShared } from './statistics.ts';

/** The passes: one, or for a split one that finds the statistics of parts and one that writes Y. */
export function normProgram(kernel: NormKernel): Pick<Program, 'buffers' | 'passes'> {
  const buffers = normalizationBuffers(kernel.problem);
  if (kernel.method !== 'split') return { buffers, passes: [wholePass(kernel)] };
  const { rows, parts } = kernel;
  return {
    buffers: [...buffers, { name: PARTIALS, dtype: 'f32', shape: [rows, parts, 2], role: 'scratch' }],
    passes: [partialPass(kernel), finalPass(kernel)],
  };
}

function wholePass(kernel: NormKernel): Pass {
  const { rows, groupRows, ahead } = kernel;
  return {
    ...threadsOf(kernel, true),
    kernel: mslKernel(kernel.name, wholeSource(kernel), flagsOf(kernel)),
    bindings: bindingsOf(argumentsOf(kernel, 'whole')),
    threadgroups: [Math.ceil(rows / (groupRows * ahead)), 1, 1],
  };
}

function partialPass(kernel: NormKernel): Pass {
  return {
    ...threadsOf(kernel, true),
    kernel: mslKernel(partialName(kernel), partialSource(kernel)),
    bindings: bindingsOf(argumentsOf(kernel, 'partial')),
    threadgroups: [kernel.parts, kernel.rows, 1],
  };
}

function finalPass(kernel: NormKernel): Pass {
  return {
    ...threadsOf(kernel, false),
    kernel: mslKernel(kernel.name, finalSource(kernel), flagsOf(kernel)),
    bindings: bindingsOf(argumentsOf(kernel, 'final')),
    threadgroups: [kernel.parts, kernel.rows, 1],
  };
}

/** by_element, for kernels that have it. */
function flagsOf({ hasChannels, span }: NormKernel): boolean[] {
  return hasChannels ? [span === 1] : [];
}

function threadsOf(
  kernel: NormKernel,
  isReducing: boolean,
): Omit<Pass, 'kernel' | 'bindings' | 'threadgroups'> {
  const { threads, groupRows, quads } = kernel;
  return {
    threadsPerThreadgroup: [threads * groupRows, 1, 1],
    threadgroupBytes: isReducing && isShared(kernel) ? (threads / 32) * 4 : 0,
    registers: 2 * (4 * quads + 16),
  };
}
