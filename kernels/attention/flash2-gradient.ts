import type { Issue } from '../issue.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { Estimate, Pass, ProgramBuffer } from '../program.ts';
import type { Target } from '../target.ts';
import { BACKWARD_PARAMETERS, type BackwardConfiguration, checkBackward } from './backward-parameters.ts';
import { backwardPasses, gradientBuffers } from './backward-program.ts';
import { tunedBackward } from './backward-tuned.ts';
import { BLOCK_MAP } from './block-map.ts';
import { elementsOf, estimateAttention } from './estimate.ts';
import { flash2Passes } from './flash2.ts';
import { checkFlash2, FLASH2_PARAMETERS, type Flash2Configuration } from './flash2-parameters.ts';
import { tunedFlash2 } from './flash2-tuned.ts';
import type { CompleteAttention } from './problem.ts';

/** FlashAttention 2, forward and, where a problem asks for gradients, backward. */
export type Flash2GradientConfiguration = Flash2Configuration & BackwardConfiguration;

export const FLASH2_GRADIENT_PARAMETERS = { ...FLASH2_PARAMETERS, ...BACKWARD_PARAMETERS };

export function tunedFlash2Gradient(
  problem: CompleteAttention,
  target: Target,
  overrides: Partial<Flash2GradientConfiguration>,
): Partial<Flash2GradientConfiguration> {
  const forward = tunedFlash2(problem, target, overrides);
  return problem.gradient ? { ...forward, ...tunedBackward(problem, target) } : forward;
}

export function checkFlash2Gradient(problem: CompleteAttention, c: Flash2GradientConfiguration): Issue[] {
  return [...checkFlash2(problem, c), ...(problem.gradient ? checkBackward(problem, c) : [])];
}

/** The forward pass; with gradients it leaves L, and three passes follow. */
export function flash2GradientPasses(
  problem: CompleteAttention,
  c: Flash2GradientConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const forward = flash2Passes(problem, c, problem.gradient);
  if (!problem.gradient) return forward;
  const map = { buffer: BLOCK_MAP, blockR: c.blockR, blockC: c.blockC };
  const backward = backwardPasses(problem, c, problem.mask === 'block-sparse' ? map : undefined);
  return {
    buffers: [...forward.buffers, ...backward.buffers],
    passes: [...forward.passes, ...backward.passes],
  };
}

/** What contenders that make no gradients say of problems that ask for them. */
export function refuseGradient({ gradient }: CompleteAttention): Issue[] {
  return gradient
    ? [{ parameter: 'gradient', value: true, accepted: 'false: only attention-flash2 makes gradients' }]
    : [];
}

/** Instructions of dQ and of dK and dV for a score, as Metal FlashAttention counts them. */
const INSTRUCTIONS = {
  dq: (d: number) => 3 * d + 5,
  dkv: (d: number) => 4 * d + 5,
} as const;

/** Products of the size of Q·Kᵀ that gradients take, when each is made once: S again, dP, dQ, dK and dV. */
const GRADIENT_PRODUCTS = 5;
const FORWARD_PRODUCTS = 2;

/** The forward pass by its convention, and with gradients two and a half times as much again. */
export function estimateWithGradient(problem: CompleteAttention): Estimate {
  const forward = estimateAttention(problem);
  if (!problem.gradient) return forward;
  const { d } = problem;
  const share = (FORWARD_PRODUCTS + GRADIENT_PRODUCTS) / FORWARD_PRODUCTS;
  const scores = forward.flops / (2 * FORWARD_PRODUCTS * d);
  const flops = forward.flops * share;
  const bytes = gradientBuffers(problem).reduce(
    (sum, { dtype, shape }) => sum + elementsOf(shape) * DTYPE[dtype].sizeBytes,
    forward.bytes,
  );
  const instructions = scores * (2 * d + 5 + INSTRUCTIONS.dq(d) + INSTRUCTIONS.dkv(d));
  return { flops, instructions, bytes, intensity: flops / bytes };
}
