import { DEVICE_LIMITS } from '../device.ts';
import type { Issue } from '../issue.ts';
import { type Bound, checkBounds } from '../parameter.ts';
import { type GemmKernel, multipliedBy, simdgroupsOf, threadgroupBytesOf, threadsOf } from './kernel.ts';
import { type GemmConfiguration, MOST_SIMDGROUPS } from './parameters.ts';
import { type CompleteGemm, LARGEST_ELEMENTS } from './problem.ts';

/** What is wrong with a configuration, or with it for this problem. */
export function checkConfiguration(problem: CompleteGemm, kernel: GemmKernel): Issue[] {
  const c = kernel.configuration;
  const parts = checkParts(c);
  return parts.length > 0 ? parts : [...checkTypes(problem, c), ...checkBounds(boundsOf(problem, kernel))];
}

/** Parts have to divide blocks: everything else is computed from that. */
function checkParts(c: GemmConfiguration): Issue[] {
  return (['M', 'N'] as const).flatMap((dimension) => {
    const [block, part] = [c[`block${dimension}`], c[`register${dimension}`]];
    if (block % part === 0) return [];
    return [
      {
        parameter: `register${dimension}`,
        value: part,
        expected: `a divisor of block ${dimension} (${block})`,
      },
    ];
  });
}

function checkTypes(problem: CompleteGemm, c: GemmConfiguration): Issue[] {
  const issues: Issue[] = [];
  const multiplied = multipliedBy(problem, c);
  if (c.accumulator === 'f16' && multiplied !== 'f16') {
    issues.push({
      parameter: 'accumulator',
      value: c.accumulator,
      expected: `f32, for operands that are multiplied as ${multiplied}`,
    });
  }
  const isConverted = problem.dtype !== multiplied || problem.dtypeB !== multiplied;
  if (c.load === 'direct' && isConverted) {
    issues.push({
      parameter: 'load',
      value: c.load,
      expected: `staged, for operands of ${problem.dtype} and ${problem.dtypeB}: direct loads do not convert`,
    });
  }
  return issues;
}

function boundsOf(problem: CompleteGemm, kernel: GemmKernel): Bound[] {
  const c = kernel.configuration;
  return [
    {
      parameter: 'threads',
      value: threadsOf(c),
      min: DEVICE_LIMITS.simdWidth.value,
      max: DEVICE_LIMITS.threadsPerThreadgroup.value,
      why: 'one SIMD-group to a full threadgroup',
    },
    ...(c.load === 'tiled'
      ? []
      : [{ parameter: 'simdgroups', value: simdgroupsOf(c), max: MOST_SIMDGROUPS, why: 'of a threadgroup' }]),
    {
      parameter: 'threadgroupBytes',
      value: threadgroupBytesOf(kernel),
      max: DEVICE_LIMITS.threadgroupBytes.value,
      why: 'the threadgroup memory of a device',
    },
    ...(c.schedule === 'tiles'
      ? []
      : [
          {
            parameter: 'partialElements',
            value: partialBlocks(problem, c) * c.blockM * c.blockN,
            max: LARGEST_ELEMENTS,
            why: 'elements of scratch memory in one buffer',
          },
        ]),
  ];
}

/** Blocks of sums that wait for the second pass. */
export function partialBlocks({ m, n, batch }: CompleteGemm, c: GemmConfiguration): number {
  if (c.schedule === 'stream-k') return 2 * c.workers;
  return Math.ceil(m / c.blockM) * Math.ceil(n / c.blockN) * batch * c.splits;
}
