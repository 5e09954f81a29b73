import { DEVICE_LIMITS } from '../../device.ts';
import type { Issue } from '../../issue.ts';
import { type Bound, checkBounds, threadgroupBound } from '../../parameter.ts';
import type { CompleteAttention } from '../problem.ts';
import type { Flash2Configuration } from './parameters.ts';
import { flash2Shape, matrixBytesOf, threadgroupBytesOf } from './shape.ts';

/** The CPU device keeps the matrices of a SIMD-group on the stack of one thread, which is 64 KiB. */
const MOST_MATRIX_BYTES = 60 * 1024;

const MEMORY_PARAMETERS = ['blockR', 'registerR', 'blockC', 'blockD', 'softmax', 'load', 'buffers'] as const;

/** What is wrong with a configuration, in itself or for this problem. */
export function checkFlash2(problem: CompleteAttention, config: Flash2Configuration): Issue[] {
  const isLow = problem.dtype !== 'f32';
  const issues: Issue[] = [];
  if (config.registerR > config.blockR) {
    issues.push({
      parameter: 'registerR',
      value: config.registerR,
      expected: `at most ${config.blockR} (the block of queries)`,
    });
  }
  if (config.operands === 'f32' && isLow && config.load === 'direct') {
    const expected = `memory for operands of ${problem.dtype} (direct loads do not convert)`;
    issues.push({ parameter: 'operands', value: config.operands, expected });
  }
  if (config.load === 'direct' && config.buffers > 1) {
    const expected = '1 for direct loads, which stage nothing';
    issues.push({ parameter: 'buffers', value: config.buffers, expected });
  }
  if (config.intermediates === 'memory' && !isLow) {
    issues.push({
      parameter: 'intermediates',
      value: config.intermediates,
      expected: 'f32 for operands of f32',
    });
  }
  return issues.length > 0 ? issues : checkBounds(boundsOf(problem, config));
}

function boundsOf(problem: CompleteAttention, config: Flash2Configuration): Bound[] {
  return [
    {
      parameter: 'threads',
      value: flash2Shape(problem, config).threads,
      max: DEVICE_LIMITS.threadsPerThreadgroup.value,
      why: 'a full threadgroup',
    },
    {
      parameter: 'matrixBytes',
      value: matrixBytesOf(problem, config),
      max: MOST_MATRIX_BYTES,
      why: "a SIMD-group's matrices, as the CPU device holds them",
    },
    threadgroupBound(threadgroupBytesOf(problem, config), config, MEMORY_PARAMETERS),
  ];
}
