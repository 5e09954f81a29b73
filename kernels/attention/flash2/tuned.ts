import type { Target } from '../../target.ts';
import type { CompleteAttention } from '../problem.ts';
import { FLASH2_PARAMETERS, type Flash2Configuration } from './parameters.ts';

type Values = Partial<Flash2Configuration>;

/** The best known values up to a head dimension, and their source. */
export interface TunedRow {
  readonly upToD: number;
  readonly values: Values;
  readonly source: string;
}

type Kind = 'single' | 'half';
type TunedTable = Readonly<Record<Kind, readonly TunedRow[]>>;

const MFA = 'Metal FlashAttention v2, AttentionDescriptor+Parameters.swift: forward';

/**
 * Rows of Metal FlashAttention v2: blocks of queries, keys and head dimension, and whether Q is kept in registers. Its
 * SIMD-groups have 8 queries. Where it spills O, these kernels divide O into slices from 256 on.
 */
function mfa(
  device: string,
  rows: readonly [upToD: number, r: number, c: number, d: number, q: 'Q' | '-'][],
): TunedRow[] {
  return rows.map(([upToD, blockR, blockC, blockD, q]) => {
    const values = { blockR, registerR: 8, blockC, blockD, cacheQ: q === 'Q', sliceD: 256 };
    return {
      upToD,
      values: { ...values, softmax: 'registers', load: 'direct' },
      source: `${MFA}, ${device}`,
    };
  });
}

const BEFORE_APPLE9: TunedTable = {
  single: mfa('single precision before Apple9', [
    [24, 32, 64, 24, 'Q'],
    [32, 32, 64, 32, '-'],
    [56, 32, 32, 56, '-'],
    [384, 32, 80, 16, '-'],
  ]),
  half: mfa('mixed precision before Apple9', [
    [96, 32, 128, 32, 'Q'],
    [128, 32, 128, 32, 'Q'],
    [384, 32, 128, 32, '-'],
  ]),
};

const APPLE9: TunedTable = {
  single: mfa('single precision on Apple9', [
    [8, 16, 128, 16, 'Q'],
    [16, 16, 64, 16, 'Q'],
    [48, 16, 32, 8, 'Q'],
    [192, 16, 64, 16, '-'],
    [384, 16, 128, 16, '-'],
  ]),
  half: mfa('mixed precision on Apple9', [
    [32, 16, 128, 16, 'Q'],
    [96, 16, 128, 32, 'Q'],
    [160, 16, 128, 32, '-'],
    [224, 16, 128, 32, 'Q'],
    [384, 16, 128, 32, '-'],
  ]),
};

const MEASURED = 'fastest of several on the CPU device, 1024 queries and keys, AVX-512';
const DIRECT: Values = { softmax: 'threadgroup', load: 'direct', blockD: 64, sliceD: 512 };

/** The CPU device multiplies half precision as float, and the same blocks are best. */
const ON_CPU: readonly TunedRow[] = [
  { upToD: 64, values: { ...DIRECT, ...rows(64), blockC: 64, cacheQ: true }, source: MEASURED },
  { upToD: 128, values: { ...DIRECT, ...rows(64), blockC: 64, cacheQ: false }, source: MEASURED },
  { upToD: 256, values: { ...DIRECT, ...rows(32), blockC: 64, cacheQ: false }, source: MEASURED },
  { upToD: 512, values: { ...DIRECT, ...rows(16), blockC: 128, cacheQ: false }, source: MEASURED },
];

/** By target. */
export const FLASH2_TUNED: Readonly<Record<Target, TunedTable>> = {
  cpu: { single: ON_CPU, half: ON_CPU },
  Apple7: BEFORE_APPLE9,
  Apple8: BEFORE_APPLE9,
  Apple9: APPLE9,
};

/** One SIMD-group per threadgroup. */
function rows(count: number): Values {
  return { blockR: count, registerR: count };
}

/**
 * Tuned values for a problem and a target: the row of its head dimension, or the last one beyond the table. Blocks are
 * no larger than short sequences need, and SIMD-groups no larger than blocks.
 */
export function tunedFlash2(
  { d, r, c, dtype }: CompleteAttention,
  target: Target,
  overrides: Values,
): Values {
  const table = FLASH2_TUNED[target][dtype === 'f32' ? 'single' : 'half'];
  const { values } = (table.find(({ upToD }) => d <= upToD) ?? table.at(-1)) as TunedRow;
  const asked = { ...values, ...overrides };
  const blockR = overrides.blockR ?? fitted('blockR', asked.blockR, r);
  const registerR = Math.min(asked.registerR ?? blockR, blockR);
  return { ...values, blockR, registerR, blockC: fitted('blockC', asked.blockC, c) };
}

/** A block that is no larger than the smallest choice that covers the whole length. */
function fitted(parameter: 'blockR' | 'blockC', block: number | undefined, length: number): number {
  const { choices, default: fallback } = FLASH2_PARAMETERS[parameter];
  return Math.min(block ?? fallback, choices.find((choice) => choice >= length) ?? Number.POSITIVE_INFINITY);
}
