import { NativeError } from '../error.ts';
import type { KernelArgument, NativeDevice, NativePass } from '../types.ts';
import type { AddonPass } from './addon-types.ts';
import { handleOf } from './buffers.ts';
import type { LoadedPipeline } from './driver.ts';
import { checkTensors, tensorLayout } from './tensor-bindings.ts';

/** The most that Metal's setBytes accepts: 4 KiB. */
const MOST_WORDS = 1024;

const AXES = ['x', 'y', 'z'] as const;

/**
 * Checks a pass and converts it to what the addon runs. Throws NativeError BAD_GRID, ARGUMENT_MISSING (naming the index
 * and the argument), BAD_ARGUMENT, THREADGROUP_MEMORY_EXCEEDED or BUFFER_RELEASED.
 */
export function toAddonPass(pass: NativePass, device: NativeDevice, pipeline: LoadedPipeline): AddonPass {
  const { bindings, threadsPerThreadgroup } = pass;
  checkThreadgroup(pass, pipeline, device.maxThreadsPerThreadgroup);
  checkArguments(pass, pipeline.arguments);
  checkTensors(pipeline, bindings);
  const memory = bindings.filter((binding) => 'threadgroupBytes' in binding);
  const bound = memory.reduce((sum, { threadgroupBytes }) => sum + threadgroupBytes, 0);
  const declared = pipeline.threadgroupBytes ?? 0;
  if (bound + declared > device.maxThreadgroupBytes) {
    const more = declared > 0 ? ` in addition to the ${declared} it declares` : '';
    throw new NativeError(
      'THREADGROUP_MEMORY_EXCEEDED',
      `${pipeline.name}: ${bound} bytes of threadgroup memory bound${more}; the limit is ${device.maxThreadgroupBytes}`,
    );
  }
  return {
    kernel: pipeline.kernel,
    buffers: bindings
      .filter((binding) => 'buffer' in binding)
      .map(({ index, buffer, tensor }) => ({
        ...{ index, buffer: handleOf(buffer, device.id) },
        ...(tensor && { tensor: tensorLayout(tensor) }),
      })),
    words: bindings
      .filter((binding) => 'words' in binding)
      .map(({ index, words }) => ({ index, words: Uint32Array.from(words) })),
    threadgroupMemory: memory.map(({ index, threadgroupBytes }) => ({ index, bytes: threadgroupBytes })),
    gridThreads: gridThreadsOf(pass),
    threadsPerThreadgroup,
  };
}

function checkThreadgroup(
  { threadsPerThreadgroup }: NativePass,
  pipeline: LoadedPipeline,
  deviceLimit: number,
): void {
  checkExtent(pipeline.name, 'threads per threadgroup', threadsPerThreadgroup);
  const [x, y, z] = threadsPerThreadgroup;
  const limit = Math.min(deviceLimit, pipeline.maxThreadsPerThreadgroup);
  if (x * y * z > limit) {
    throw new NativeError(
      'BAD_GRID',
      `${pipeline.name}: ${x}×${y}×${z} = ${x * y * z} threads per threadgroup; the limit is ${limit}`,
    );
  }
}

/** The grid as given in threads, which may end in partial threadgroups, or in whole threadgroups. */
function gridThreadsOf({ pipeline, threadgroups, gridThreads, threadsPerThreadgroup }: NativePass) {
  const name = pipeline.name;
  if (gridThreads) return checkExtent(name, 'threads in the grid', gridThreads);
  const [x, y, z] = checkExtent(name, 'threadgroups in the grid', threadgroups);
  const [width, height, depth] = threadsPerThreadgroup;
  return checkExtent(name, 'threads in the grid', [x * width, y * height, z * depth]);
}

function checkExtent(name: string, what: string, extent: readonly [number, number, number]) {
  extent.forEach((value, axis) => {
    if (Number.isInteger(value) && value >= 1 && value < 2 ** 32) return;
    throw new NativeError(
      'BAD_GRID',
      `${name}: ${what} along ${AXES[axis]} = ${value}: expected an integer from 1 to 4294967295`,
    );
  });
  return extent;
}

const BINDING_KINDS = { buffer: 'a buffer or words', threadgroup: 'threadgroupBytes' } as const;

function checkArguments({ bindings, pipeline }: NativePass, expected: readonly KernelArgument[]): void {
  for (const { index, ...binding } of bindings) {
    if ('words' in binding && (binding.words.length < 1 || binding.words.length > MOST_WORDS)) {
      throw new NativeError(
        'BAD_ARGUMENT',
        `${pipeline.name}: buffer(${index}) has ${binding.words.length} words by value: expected 1 to ${MOST_WORDS}`,
      );
    }
    const kind = 'threadgroupBytes' in binding ? 'threadgroup' : 'buffer';
    const value = 'threadgroupBytes' in binding ? binding.threadgroupBytes : 0;
    if (!Number.isInteger(index) || index < 0 || index > 30) {
      throw new NativeError(
        'BAD_ARGUMENT',
        `${pipeline.name}: ${kind}(${index}): expected an index from 0 to 30`,
      );
    }
    if (!Number.isInteger(value) || value < 0 || value % 16 !== 0) {
      throw new NativeError(
        'BAD_ARGUMENT',
        `${pipeline.name}: threadgroup(${index}) has ${value} bytes: expected a multiple of 16`,
      );
    }
  }
  for (const argument of expected) {
    const { kind, index, name, isTensor } = argument;
    if (kind === 'position') continue;
    const isBound = bindings.some(
      (binding) => binding.index === index && 'threadgroupBytes' in binding === (kind === 'threadgroup'),
    );
    if (isBound) continue;
    throw new NativeError(
      'ARGUMENT_MISSING',
      `${pipeline.name}: argument "${name}" needs ${isTensor ? 'a tensor' : BINDING_KINDS[kind]} at index ${index}, but nothing is bound there`,
    );
  }
}
