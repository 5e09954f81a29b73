import { DEVICE_LIMITS } from '../device.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { isWholeType } from '../msl/dtype.ts';
import { type Bound, checkBounds, threadgroupBound } from '../parameter.ts';
import { type GemmKernel, multipliedBy, simdgroupsOf, threadgroupBytesOf, threadsOf } from './kernel.ts';
import { type GemmConfiguration, MOST_SIMDGROUPS } from './parameters.ts';
import type { CompleteGemm } from './problem.ts';
import { checkTensor } from './tensor/check.ts';

/** What threadgroup memory follows from. */
function memoryParameters({ load, multiplier }: GemmConfiguration): (keyof GemmConfiguration)[] {
  return [
    ...(['blockM', 'blockN', 'blockK'] as const),
    ...(load === 'staged' ? (['padding', 'buffers'] as const) : []),
    ...(load === 'staged' && multiplier === 'simdgroup' ? (['operands'] as const) : []),
  ];
}

/** What is wrong with a configuration, in itself or for this problem. */
export function checkConfiguration(problem: CompleteGemm, kernel: GemmKernel): Issue[] {
  const { config } = kernel;
  if (config.multiplier === 'tensor') {
    return [...checkTensor(kernel), ...checkBounds(boundsOf(problem, kernel))];
  }
  const parts = [...checkFloats(problem), ...checkParts(config)];
  return parts.length > 0
    ? parts
    : [...checkTypes(problem, config), ...checkBounds(boundsOf(problem, kernel))];
}

/** Only tensor operations multiply whole numbers. */
export function checkFloats(problem: Pick<CompleteGemm, 'dtype' | 'dtypeB'>): Issue[] {
  return (['dtype', 'dtypeB'] as const)
    .filter((parameter) => isWholeType(problem[parameter]))
    .map((parameter) => ({ parameter, value: problem[parameter], expected: 'f32, f16 or bf16' }));
}

/** Parts have to divide blocks: all other checks assume it. */
function checkParts(config: GemmConfiguration): Issue[] {
  return (['M', 'N'] as const).flatMap((dimension) => {
    const [block, part] = [config[`block${dimension}`], config[`register${dimension}`]];
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

function checkTypes(problem: CompleteGemm, config: GemmConfiguration): Issue[] {
  const issues: Issue[] = [];
  const multiplied = multipliedBy(problem, config);
  if (config.accumulator === 'f16' && multiplied !== 'f16') {
    issues.push({
      parameter: 'accumulator',
      value: config.accumulator,
      expected: `f32 for operands that are multiplied as ${multiplied}`,
    });
  }
  const isConverted = problem.dtype !== multiplied || problem.dtypeB !== multiplied;
  if (config.load === 'direct' && isConverted) {
    issues.push({
      parameter: 'load',
      value: config.load,
      expected: `staged for operands of ${problem.dtype} and ${problem.dtypeB} (direct loads do not convert)`,
    });
  }
  if (config.load === 'direct' && config.buffers > 1) {
    const expected = '1 for direct loads, which stage nothing';
    issues.push({ parameter: 'buffers', value: config.buffers, expected });
  }
  return issues;
}

function boundsOf(problem: CompleteGemm, kernel: GemmKernel): Bound[] {
  const { config } = kernel;
  return [
    {
      parameter: 'threads',
      value: threadsOf(config),
      min: DEVICE_LIMITS.simdWidth.value,
      max: DEVICE_LIMITS.threadsPerThreadgroup.value,
      why: 'one SIMD-group to a full threadgroup',
    },
    ...(config.multiplier === 'thread'
      ? []
      : [
          {
            parameter: 'simdgroups',
            value: simdgroupsOf(config),
            max: MOST_SIMDGROUPS,
            why: 'SIMD-groups of a threadgroup',
          },
        ]),
    threadgroupBound(threadgroupBytesOf(kernel), config, memoryParameters(config)),
    ...(config.schedule === 'tiles'
      ? []
      : [
          {
            parameter: 'partialElements',
            value: partialBlocks(problem, config) * config.blockM * config.blockN,
            max: LARGEST_ELEMENTS,
            why: 'elements of scratch memory in one buffer',
          },
        ]),
  ];
}

/** Blocks of sums in scratch memory, for the second pass. */
export function partialBlocks({ m, n, batch }: CompleteGemm, config: GemmConfiguration): number {
  if (config.schedule === 'stream-k') return 2 * config.workers;
  return Math.ceil(m / config.blockM) * Math.ceil(n / config.blockN) * batch * config.splits;
}
