import { contender, type Family, type GeneratedContender } from '../family.ts';
import type { Issue } from '../issue.ts';
import { attentionData } from './data.ts';
import { ATTENTION_CONVENTION, estimateAttention } from './estimate.ts';
import {
  completeFlash1,
  estimateFlash1,
  FLASH1_PARAMETERS,
  type Flash1Configuration,
  flash1Passes,
  tunedFlash1,
} from './flash1.ts';
import { flash2Passes } from './flash2.ts';
import { checkFlash2, FLASH2_PARAMETERS, type Flash2Configuration } from './flash2-parameters.ts';
import { tunedFlash2 } from './flash2-tuned.ts';
import { maskBuffers } from './masks.ts';
import { operandBuffers } from './operands.ts';
import { ATTENTION_FIELDS, type AttentionProblem, checkAttention, completeAttention } from './problem.ts';
import { attentionReference } from './reference.ts';
import { unfusedPasses } from './unfused.ts';
import {
  checkUnfused,
  estimateUnfused,
  tunedUnfused,
  UNFUSED_PARAMETERS,
  type UnfusedConfiguration,
} from './unfused-parameters.ts';

/** The problem's own buffers before a contender's scratch. */
function withOperands<M extends { buffers: readonly unknown[] }>(problem: AttentionProblem, made: M): M {
  const complete = completeAttention(problem);
  return { ...made, buffers: [...operandBuffers(complete), ...maskBuffers(complete), ...made.buffers] };
}

/** None of these has a backward pass. */
function checkForward({ gradient }: AttentionProblem): Issue[] {
  return gradient ? [{ parameter: 'gradient', value: gradient, accepted: 'false: this makes O alone' }] : [];
}

const CONTENDERS: readonly GeneratedContender<AttentionProblem>[] = [
  contender<AttentionProblem, Flash2Configuration>({
    id: 'attention-flash2',
    label: 'FlashAttention 2',
    description:
      'One pass over the keys for each block of queries; O stays in registers and is divided once, at the end',
    parameters: FLASH2_PARAMETERS,
    tuned: (problem, target, overrides) => tunedFlash2(completeAttention(problem), target, overrides),
    check: (problem, c) => [...checkForward(problem), ...checkFlash2(completeAttention(problem), c)],
    program: (problem, c) => withOperands(problem, flash2Passes(completeAttention(problem), c, false)),
  }),
  contender<AttentionProblem, Flash1Configuration>({
    id: 'attention-flash1',
    label: 'FlashAttention 1',
    description: 'O and the statistics of its rows go through device memory for each block of keys',
    parameters: FLASH1_PARAMETERS,
    tuned: (problem, target, overrides) => tunedFlash1(completeAttention(problem), target, overrides),
    check: (problem, c) => [
      ...checkForward(problem),
      ...checkFlash2(completeAttention(problem), completeFlash1(c)),
    ],
    program: (problem, c) =>
      withOperands(problem, flash1Passes(completeAttention(problem), completeFlash1(c))),
    estimate: (problem, c) => estimateFlash1(completeAttention(problem), completeFlash1(c)),
  }),
  contender<AttentionProblem, UnfusedConfiguration>({
    id: 'attention-unfused',
    label: 'Unfused',
    description: 'Three passes with all scores in device memory: a product, softmax, a product',
    parameters: UNFUSED_PARAMETERS,
    tuned: (_, target) => tunedUnfused(target),
    check: (problem) => [...checkForward(problem), ...checkUnfused(completeAttention(problem))],
    program: (problem, c) => withOperands(problem, unfusedPasses(completeAttention(problem), c)),
    estimate: (problem) => estimateUnfused(completeAttention(problem)),
  }),
];

/** Softmax attention. */
export const ATTENTION: Family<AttentionProblem> = {
  op: 'attention',
  label: 'Attention',
  fields: ATTENTION_FIELDS,
  check: checkAttention,
  square: (size) => ({ r: size, c: size, d: 64 }),
  size: ({ r, c }) => (r === c ? r : Math.sqrt(r * c)),
  title: ({ dtype, d }) => `Attention ${dtype}, d = ${d}`,
  buffers: (problem) => {
    const complete = completeAttention(problem);
    return [...operandBuffers(complete), ...maskBuffers(complete)];
  },
  data: attentionData,
  reference: attentionReference,
  tolerance: ({ dtype }) => (dtype === 'f32' ? 2e-5 : 5e-2),
  convention: ATTENTION_CONVENTION,
  estimate: estimateAttention,
  contenders: CONTENDERS,
};
