import { bindingsOf, mslKernel } from '../../msl/kernel.ts';
import type { ParameterTable } from '../../parameter.ts';
import type { Estimate, Pass, ProgramBuffer } from '../../program.ts';
import type { Target } from '../../target.ts';
import { BLOCK_MAP, blockMapPass } from '../block-map.ts';
import { wholeFlags } from '../edges.ts';
import { estimateAttention } from '../estimate.ts';
import { operandArguments } from '../flash2/flash2.ts';
import { FLASH2_PARAMETERS, type Flash2Configuration } from '../flash2/parameters.ts';
import { flash2Shape, registersOf, threadgroupBytesOf } from '../flash2/shape.ts';
import { tunedFlash2 } from '../flash2/tuned.ts';
import { sizesArgument } from '../frame.ts';
import { maskArguments } from '../masks.ts';
import { operandShape } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { flash1Source } from './source.ts';
import type { Sums } from './statistics.ts';

const { blockR, registerR, blockC, blockD, sliceD } = FLASH2_PARAMETERS;
export const FLASH1_PARAMETERS = {
  blockR,
  registerR,
  blockC,
  blockD,
  sliceD,
} as const satisfies ParameterTable;

/** The values of the parameters that version 1 does not have. */
const FIXED = {
  softmax: 'threadgroup',
  load: 'direct',
  buffers: 1,
  operands: 'memory',
  cacheQ: false,
  intermediates: 'f32',
  rescaleAbove: 0,
} as const;

/** The parameters that version 1 shares with version 2. */
export type Flash1Configuration = Pick<Flash2Configuration, keyof typeof FLASH1_PARAMETERS>;

/** The configuration as one of version 2. */
export function flash1Configuration(config: Flash1Configuration): Flash2Configuration {
  return { ...config, ...FIXED };
}

/** Version 2's blocks, so that the two versions differ only in what they keep where. */
export function tunedFlash1(
  problem: CompleteAttention,
  target: Target,
  overrides: Partial<Flash1Configuration>,
): Partial<Flash1Configuration> {
  const tuned = tunedFlash2(problem, target, overrides);
  return Object.fromEntries(Object.entries(tuned).filter(([name]) => Object.hasOwn(FLASH1_PARAMETERS, name)));
}

export function flash1Passes(
  problem: CompleteAttention,
  config: Flash2Configuration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const { batch, heads, r } = problem;
  const { threads, slices } = flash2Shape(problem, config);
  const map = problem.mask === 'block-sparse' ? blockMapPass(problem, config) : null;
  const sums: Sums = problem.dtype === 'f32' ? 'O' : 'sums';
  const statistics = (name: string): ProgramBuffer => {
    return { name, dtype: 'f32', shape: [slices, batch * heads, r], role: 'scratch' };
  };
  const buffers: ProgramBuffer[] = [
    statistics('m'),
    statistics('l'),
    ...(sums === 'O'
      ? []
      : [{ name: sums, dtype: 'f32', shape: operandShape('O', problem), role: 'scratch' } as const]),
  ];
  const args = [
    ...operandArguments(problem),
    ...buffers.map(({ name }) => ({ declaration: `device float *${name}`, value: name })),
    ...maskArguments(problem),
    ...(map ? [{ declaration: `device const uchar *${BLOCK_MAP}`, value: BLOCK_MAP }] : []),
    sizesArgument(problem),
  ];
  const pass: Pass = {
    kernel: mslKernel(
      'flash1',
      flash1Source({ problem, config, args, hasLse: false }, sums),
      wholeFlags(problem, config, 'fixed'),
    ),
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / config.blockR), batch * heads, slices],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: threadgroupBytesOf(problem, config),
    registers: registersOf(problem, config),
  };
  return { buffers: [...buffers, ...(map ? [map.buffer] : [])], passes: [...(map ? [map.pass] : []), pass] };
}

/**
 * The problem's estimate, with S computed for each slice of O's head dimension, and with the traffic of O, m and l
 * through device memory for each block of keys.
 */
export function estimateFlash1(problem: CompleteAttention, config: Flash2Configuration): Estimate {
  const of = estimateAttention(problem);
  const { batch, heads, r, c, d, mask } = problem;
  const blocks = Math.ceil(c / config.blockC) * (mask === 'causal' ? 0.5 : 1);
  const { slices } = flash2Shape(problem, config);
  const flops = (of.flops * (slices + 1)) / 2;
  const bytes = of.bytes + 2 * 4 * batch * heads * r * (d + 2 * slices) * blocks;
  return { ...of, flops, bytes, intensity: flops / bytes };
}
