import type { Amount } from '../own/descriptor.ts';
import { type Starter, type StarterPass, uints } from '../own/starter.ts';
import type { Configuration } from '../parameter.ts';
import type { CompleteAttention } from './problem.ts';

const D = 64;

/** A pass of FlashAttention 2 whose text is for one head dimension. */
export function describedFlash2(
  { blockR, registerR, blockC }: Configuration,
  { r, c, sharers, scale }: Readonly<Record<'r' | 'c' | 'sharers' | 'scale', Amount>>,
  window: Amount,
): StarterPass {
  const floats = { scale, scale_log2: `${scale} * ${Math.LOG2E}` };
  const struct = [
    ...uints({ r, c, d: 'd', sharers, window }),
    ...Object.entries(floats).map(([name, value]) => ({ name, type: 'float', value })),
  ];
  return {
    sizes: [{ struct }],
    constants: [`${r} >= ${registerR}`, `${c} >= ${blockC}`],
    threadgroups: [`ceil(${r} / ${blockR})`, 'batch * heads', 1],
  };
}

export const ATTENTION_STARTER: Starter<CompleteAttention> = {
  contender: 'attention-flash2',
  overrides: {
    ...{
      blockR: 32,
      registerR: 8,
      blockC: 32,
      blockD: 16,
      sliceD: 256,
      softmax: 'threadgroup',
      load: 'direct',
    },
    ...{ buffers: 1, operands: 'memory', cacheQ: true, intermediates: 'f32', rescaleAbove: 0 },
  },
  any: ({ mask }) => ['batch', 'heads', 'kvHeads', 'scale', ...(mask === 'window' ? ['window'] : [])],
  check: ({ mask, gradient }) => [
    ...(mask === 'block-sparse'
      ? [{ parameter: 'mask', value: mask, expected: 'any other, of one pass' }]
      : []),
    ...(gradient ? [{ parameter: 'gradient', value: gradient, expected: 'false' }] : []),
  ],
  // Its text is for this head dimension: the loops over it are unrolled.
  requires: [`d == ${D}`],
  elements: () => ({ M: 'r * c' }),
  passes: (_, configuration) => [
    describedFlash2(configuration, { r: 'r', c: 'c', sharers: 'heads / kvHeads', scale: 'scale' }, 'window'),
  ],
};
