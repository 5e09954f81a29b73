import { DEVICE_LIMITS } from '../device.ts';
import type { Issue } from '../issue.ts';
import { DTYPE } from '../msl/dtype.ts';
import { type Bound, type Configuration, checkBounds, type ParameterTable } from '../parameter.ts';
import type { CompleteAttention } from './problem.ts';

/** How FlashAttention 2 is computed. Lengths are in elements. */
export interface Flash2Configuration extends Configuration {
  /** Queries of a threadgroup, and of each of its SIMD-groups. */
  readonly blockR: number;
  readonly registerR: number;
  /** Keys that are taken at a time. */
  readonly blockC: number;
  /** How much of the head dimension is taken at a time where scores are made. */
  readonly blockD: number;
  /** How much of the head dimension of O a threadgroup makes; others make the scores again. */
  readonly sliceD: number;
  readonly softmax: 'threadgroup' | 'registers';
  readonly keys: 'direct' | 'staged';
  readonly values: 'direct' | 'staged';
  readonly cacheQ: boolean;
  readonly intermediates: 'f32' | 'memory';
  /** O is rescaled when a row's largest score grows by more than this many powers of two. */
  readonly rescaleAbove: number;
}

export const FLASH2_PARAMETERS = {
  blockR: { label: 'Block of queries', choices: [8, 16, 32, 64, 128], default: 32 },
  registerR: { label: 'Queries per SIMD-group', choices: [8, 16, 32, 64], default: 32 },
  blockC: { label: 'Block of keys', choices: [8, 16, 24, 32, 48, 64, 80, 96, 128], default: 64 },
  blockD: { label: 'Step of the head dimension', choices: [8, 16, 24, 32, 48, 56, 64], default: 64 },
  sliceD: {
    label: 'Head dimension per threadgroup',
    choices: [32, 64, 128, 192, 256, 384, 512],
    default: 256,
  },
  softmax: { label: 'Softmax in', choices: ['threadgroup', 'registers'], default: 'threadgroup' },
  keys: { label: 'Keys', choices: ['direct', 'staged'], default: 'direct' },
  values: { label: 'Values', choices: ['direct', 'staged'], default: 'direct' },
  cacheQ: { label: 'Q in registers', choices: [false, true], default: true },
  intermediates: { label: 'Intermediates', choices: ['f32', 'memory'], default: 'f32' },
  rescaleAbove: { label: 'Rescale above', choices: [0, 4, 8], default: 8 },
} as const satisfies ParameterTable;

export const TILE = 8;

/** Threads in a threadgroup. */
export function threadsOf(c: Flash2Configuration): number {
  return (c.blockR / c.registerR) * DEVICE_LIMITS.simdWidth.value;
}

/** Bytes of threadgroup memory. */
export function threadgroupBytesOf(_problem: CompleteAttention, c: Flash2Configuration): number {
  const simdgroups = c.blockR / c.registerR;
  const edges = simdgroups * TILE ** 2;
  const scores = c.softmax === 'threadgroup' ? c.blockR * c.blockC : 0;
  return (edges + scores) * DTYPE.f32.sizeBytes;
}

export function checkFlash2(problem: CompleteAttention, c: Flash2Configuration): Issue[] {
  const bounds: Bound[] = [
    { parameter: 'registerR', value: c.registerR, max: c.blockR, why: 'the block of queries' },
    {
      parameter: 'threads',
      value: threadsOf(c),
      max: DEVICE_LIMITS.threadsPerThreadgroup.value,
      why: 'a full threadgroup',
    },
    {
      parameter: 'threadgroupBytes',
      value: threadgroupBytesOf(problem, c),
      max: DEVICE_LIMITS.threadgroupBytes.value,
      why: 'the threadgroup memory of a device',
    },
  ];
  return checkBounds(bounds);
}
