import { contender, family, type GeneratedContender } from '../family.ts';
import type { ProgramBuffer } from '../program.ts';
import { gradientBuffers } from './backward/program.ts';
import { attentionData } from './data.ts';
import { ATTENTION_CONVENTION } from './estimate.ts';
import {
  estimateFlash1,
  FLASH1_PARAMETERS,
  type Flash1Configuration,
  flash1Configuration,
  flash1Passes,
  tunedFlash1,
} from './flash1/flash1.ts';
import { checkFlash2 } from './flash2/check.ts';
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
import { maskBuffers } from './masks.ts';
import { operandBuffers } from './operands.ts';
import {
  ATTENTION_FIELDS,
  type AttentionProblem,
  type CompleteAttention,
  checkAttention,
  completeAttention,
} from './problem.ts';
import { gradientReference } from './reference/gradients.ts';
import { ATTENTION_TOLERANCE, attentionReference } from './reference/reference.ts';
import { ATTENTION_STARTER } from './starter.ts';
import { estimateTensor } from './tensor/estimate.ts';
import { checkTensor, TENSOR_PARAMETERS, type TensorConfiguration } from './tensor/parameters.ts';
import { tensorPasses } from './tensor/program.ts';
import { tensorTolerance } from './tensor/tolerance.ts';
import { tunedTensor } from './tensor/tuned.ts';
import {
  checkUnfused,
  estimateUnfused,
  tunedUnfused,
  UNFUSED_PARAMETERS,
  type UnfusedConfiguration,
} from './unfused/parameters.ts';
import { unfusedPasses } from './unfused/unfused.ts';

/** The operands, the mask, and the buffers of gradients. */
function buffersOf(problem: CompleteAttention): ProgramBuffer[] {
  const gradients = problem.gradient ? gradientBuffers(problem) : [];
  return [...operandBuffers(problem), ...maskBuffers(problem), ...gradients];
}

/** Adds the problem's own buffers to a contender's scratch. */
function withOperands<M extends { buffers: readonly unknown[] }>(problem: CompleteAttention, made: M): M {
  return { ...made, buffers: [...buffersOf(problem), ...made.buffers] };
}

const CONTENDERS: readonly GeneratedContender<CompleteAttention>[] = [
  contender<CompleteAttention, Flash2GradientConfiguration>({
    id: 'attention-flash2',
    label: 'FlashAttention 2',
    description:
      'One pass over the keys for each block of queries; O stays in registers and is divided once, at the end',
    simdgroups: 'matrices',
    parameters: FLASH2_GRADIENT_PARAMETERS,
    tuned: tunedFlash2Gradient,
    check: checkFlash2Gradient,
    program: (problem, config) => withOperands(problem, flash2GradientPasses(problem, config)),
    estimate: estimateFlash2Gradient,
  }),
  contender<CompleteAttention, Flash1Configuration>({
    id: 'attention-flash1',
    label: 'FlashAttention 1',
    description: 'O and the statistics of its rows go through device memory for each block of keys',
    simdgroups: 'matrices',
    parameters: FLASH1_PARAMETERS,
    tuned: tunedFlash1,
    check: (problem, config) => [
      ...refuseGradient(problem),
      ...checkFlash2(problem, flash1Configuration(config)),
    ],
    program: (problem, config) => withOperands(problem, flash1Passes(problem, flash1Configuration(config))),
    estimate: (problem, config) => estimateFlash1(problem, flash1Configuration(config)),
  }),
  contender<CompleteAttention, UnfusedConfiguration>({
    id: 'attention-unfused',
    label: 'Unfused',
    description: 'Three passes with all scores in device memory: a product, softmax, a product',
    simdgroups: 'matrices',
    parameters: UNFUSED_PARAMETERS,
    tuned: (_, target) => tunedUnfused(target),
    check: (problem) => [...refuseGradient(problem), ...checkUnfused(problem)],
    program: (problem, config) => withOperands(problem, unfusedPasses(problem, config)),
    estimate: estimateUnfused,
  }),
  contender<CompleteAttention, TensorConfiguration>({
    id: 'attention-tensor',
    label: 'FlashAttention 2, tensor operations',
    description:
      'FlashAttention 2 by Metal 4’s matmul2d: both products and the softmax between them, with P as a left operand',
    simdgroups: 'tensors',
    parameters: TENSOR_PARAMETERS,
    tuned: tunedTensor,
    check: checkTensor,
    program: (problem, config) => withOperands(problem, tensorPasses(problem, config)),
    estimate: estimateTensor,
    tolerance: tensorTolerance,
  }),
];

/** Softmax attention. */
export const ATTENTION = family<AttentionProblem>({
  op: 'attention',
  label: 'Attention',
  fields: ATTENTION_FIELDS,
  complete: completeAttention,
  check: checkAttention,
  square: (size) => ({ r: size, c: size, d: 64 }),
  size: ({ r, c }) => (r === c ? r : Math.sqrt(r * c)),
  title: ({ dtype, d }) => `Attention ${dtype}, d = ${d}`,
  buffers: buffersOf,
  data: attentionData,
  reference: (problem, inputs) => {
    const { outputs } = attentionReference(problem, inputs);
    return { outputs: problem.gradient ? [...outputs, ...gradientReference(problem, inputs)] : outputs };
  },
  tolerance: ({ dtype }) => ATTENTION_TOLERANCE[dtype],
  terms: ({ c }) => c,
  // Decoding: one query reads all keys and values.
  limit: ({ r }) => (r === 1 ? 'bandwidth' : 'arithmetic'),
  convention: ATTENTION_CONVENTION,
  estimate: estimateWithGradient,
  contenders: CONTENDERS,
  starter: ATTENTION_STARTER,
});
