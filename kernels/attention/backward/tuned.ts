import type { FloatDType } from '../../msl/dtype.ts';
import { TILE } from '../../msl/kernel.ts';
import type { Target } from '../../target.ts';
import type { CompleteAttention } from '../problem.ts';
import type { BackwardConfiguration, BlockPass, BlockShape } from './parameters.ts';

/** The choice for head dimensions up to a bound. The last row also serves those beyond. */
interface Choice extends Omit<BlockShape, 'head'> {
  readonly upTo: number;
  /** The most columns that are summed up at a time. */
  readonly mostHead: number;
}

interface Choices {
  readonly source: string;
  readonly dq: readonly Choice[];
  readonly dkv: readonly Choice[];
}

/**
 * Metal FlashAttention 2's tables have the rows of a threadgroup, whose SIMD-groups take 8 each, and the step. They
 * also give the head dimension up to which sums stay in registers, here `mostHead`: beyond it, Metal FlashAttention
 * pages sums to memory, and these kernels compute the weights again. None of this has been measured with these kernels.
 */
const MFA = 'github.com/philipturner/metal-flash-attention, AttentionDescriptor+Parameters.swift';

/** The rows of Metal FlashAttention 2: head dimension, rows of a threadgroup, step. */
function mfaRows(rows: readonly (readonly [number, number, number])[], mostHead: number): Choice[] {
  return rows.map(([upTo, threadgroupRows, step]) => {
    return { upTo, simdgroups: threadgroupRows / TILE, rows: TILE, step, mostHead };
  });
}

type Memory = 'single' | 'half';
const memoryOf = (dtype: FloatDType): Memory => (dtype === 'f32' ? 'single' : 'half');

const APPLE_7_8: Readonly<Record<Memory, Choices>> = {
  single: {
    source: `${MFA}: backwardQuery and backwardKeyValue before Apple9`,
    dq: mfaRows(
      [
        [56, 32, 64],
        [384, 32, 80],
      ],
      64,
    ),
    dkv: mfaRows(
      [
        [16, 32, 32],
        [24, 32, 64],
        [384, 32, 80],
      ],
      56,
    ),
  },
  half: {
    source: `${MFA}: backwardQueryMixed and backwardKeyValueMixed before Apple9`,
    dq: mfaRows([[384, 32, 64]], 96),
    dkv: mfaRows(
      [
        [32, 32, 64],
        [56, 32, 80],
        [384, 32, 64],
      ],
      56,
    ),
  },
};

const APPLE_9: Readonly<Record<Memory, Choices>> = {
  single: {
    source: `${MFA}: backwardQuery and backwardKeyValue on Apple9`,
    dq: mfaRows(
      [
        [192, 16, 64],
        [384, 16, 128],
      ],
      192,
    ),
    dkv: mfaRows(
      [
        [16, 16, 64],
        [64, 16, 32],
        [384, 16, 128],
      ],
      128,
    ),
  },
  half: {
    source: `${MFA}: backwardQueryMixed and backwardKeyValueMixed on Apple9`,
    dq: mfaRows(
      [
        [192, 16, 64],
        [384, 16, 128],
      ],
      192,
    ),
    dkv: mfaRows(
      [
        [56, 16, 64],
        [80, 16, 32],
        [384, 16, 128],
      ],
      144,
    ),
  },
};

const CPU: Choices = {
  source: 'measured on the CPU device at 512 queries and keys, AVX-512: within 10 % of the best of 11 each',
  dq: [
    { upTo: 256, simdgroups: 1, rows: 32, step: 64, mostHead: 256 },
    { upTo: 512, simdgroups: 1, rows: 32, step: 64, mostHead: 256 },
  ],
  dkv: [
    { upTo: 64, simdgroups: 1, rows: 64, step: 32, mostHead: 64 },
    { upTo: 128, simdgroups: 1, rows: 32, step: 64, mostHead: 128 },
    { upTo: 512, simdgroups: 1, rows: 16, step: 64, mostHead: 256 },
  ],
};

const TUNED: Readonly<Record<Target, Readonly<Record<Memory, Choices>>>> = {
  cpu: { single: CPU, half: CPU },
  Apple7: APPLE_7_8,
  Apple8: APPLE_7_8,
  Apple9: APPLE_9,
};

/** The configuration for a problem and a target: from the tables, by head dimension, and no larger than the problem. */
export function tunedBackward(problem: CompleteAttention, target: Target): BackwardConfiguration {
  const choices = TUNED[target][memoryOf(problem.dtype)];
  const dq = tunedShape(choices, 'dq', problem);
  const dkv = tunedShape(choices, 'dkv', problem);
  return {
    dqSimdgroups: dq.simdgroups,
    dqRows: dq.rows,
    dqStep: dq.step,
    dqHead: dq.head,
    dkvSimdgroups: dkv.simdgroups,
    dkvRows: dkv.rows,
    dkvStep: dkv.step,
    dkvHead: dkv.head,
  };
}

function tunedShape(choices: Choices, pass: BlockPass, { r, c, d }: CompleteAttention): BlockShape {
  const rows = choices[pass];
  const choice = rows.find(({ upTo }) => d <= upTo) ?? (rows[rows.length - 1] as Choice);
  const [along, by] = pass === 'dq' ? [r, c] : [c, r];
  const parts = Math.ceil(d / choice.mostHead);
  return {
    simdgroups: choice.simdgroups,
    rows: fitting(choice.rows, along),
    step: fitting(choice.step, by),
    head: Math.ceil(d / parts / TILE) * TILE,
  };
}

/** The length, or the largest power of two that the problem fills: a block that is not full is slow. */
function fitting(length: number, extent: number): number {
  return length <= extent ? length : Math.max(TILE, 2 ** Math.floor(Math.log2(extent)));
}

/** The sources of the choices. */
export const BACKWARD_SOURCES: readonly string[] = Object.values(TUNED).flatMap(({ single, half }) => [
  single.source,
  half.source,
]);
