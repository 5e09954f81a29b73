import { contender, type Family, type GeneratedContender } from '../family.ts';
import type { ProgramBuffer } from '../program.ts';
import { gradientBuffers } from './backward/program.ts';
import { gradientReference } from './backward/reference.ts';
import { attentionData } from './data.ts';
import { ATTENTION_CONVENTION } from './estimate.ts';
import {
  completeFlash1,
  estimateFlash1,
  FLASH1_PARAMETERS,
  type Flash1Configuration,
  flash1Passes,
  tunedFlash1,
} from './flash1/flash1.ts';
import {
  checkFlash2Gradient,
  estimateFlash2Gradient,
  estimateWithGradient,
  FLASH2_GRADIENT_PARAMETERS,
  type Flash2GradientConfiguration,
  flash2GradientPasses,
  refuseGradient,
  tunedFlash2Gradient,
} from './flash2/gradient.ts';
import { checkFlash2 } from './flash2/parameters.ts';
import { maskBuffers } from './masks.ts';
import { operandBuffers } from './operands.ts';
import {
  ATTENTION_FIELDS,
  type AttentionProblem,
  type CompleteAttention,
  checkAttention,
  completeAttention,
} from './problem.ts';
import { attentionReference } from './reference.ts';
import {
  checkUnfused,
  estimateUnfused,
  tunedUnfused,
  UNFUSED_PARAMETERS,
  type UnfusedConfiguration,
} from './unfused/parameters.ts';
import { unfusedPasses } from './unfused/unfused.ts';

/** Operands, the mask, and what gradients are made of. */
function buffersOf(problem: CompleteAttention): ProgramBuffer[] {
  const gradients = problem.gradient ? gradientBuffers(problem) : [];
  return [...operandBuffers(problem), ...maskBuffers(problem), ...gradients];
}

/** The problem's own buffers before a contender's scratch. */
function withOperands<M extends { buffers: readonly unknown[] }>(problem: AttentionProblem, made: M): M {
  return { ...made, buffers: [...buffersOf(completeAttention(problem)), ...made.buffers] };
}

const CONTENDERS: readonly GeneratedContender<AttentionProblem>[] = [
  contender<AttentionProblem, Flash2GradientConfiguration>({
    id: 'attention-flash2',
    label: 'FlashAttention 2',
    description:
      'One pass over the keys for each block of queries; O stays in registers and is divided once, at the end',
    parameters: FLASH2_GRADIENT_PARAMETERS,
    tuned: (problem, target, overrides) => tunedFlash2Gradient(completeAttention(problem), target, overrides),
    check: (problem, c) => checkFlash2Gradient(completeAttention(problem), c),
    program: (problem, c) => withOperands(problem, flash2GradientPasses(completeAttention(problem), c)),
    estimate: (problem, c) => estimateFlash2Gradient(completeAttention(problem), c),
  }),
  contender<AttentionProblem, Flash1Configuration>({
    id: 'attention-flash1',
    label: 'FlashAttention 1',
    description: 'O and the statistics of its rows go through device memory for each block of keys',
    parameters: FLASH1_PARAMETERS,
    tuned: (problem, target, overrides) => tunedFlash1(completeAttention(problem), target, overrides),
    check: (problem, c) => [
      ...refuseGradient(completeAttention(problem)),
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
    check: (problem) => [
      ...refuseGradient(completeAttention(problem)),
      ...checkUnfused(completeAttention(problem)),
    ],
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
  buffers: (problem) => buffersOf(completeAttention(problem)),
  data: attentionData,
  reference: (problem, inputs) => {
    const { outputs } = attentionReference(problem, inputs);
    return { outputs: problem.gradient ? [...outputs, ...gradientReference(problem, inputs)] : outputs };
  },
  tolerance: ({ dtype }) => (dtype === 'f32' ? 2e-5 : 5e-2),
  convention: ATTENTION_CONVENTION,
  estimate: (problem) => estimateWithGradient(completeAttention(problem)),
  contenders: CONTENDERS,
};
