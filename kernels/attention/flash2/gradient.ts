import type { Issue } from '../../issue.ts';
import { DTYPE } from '../../msl/dtype.ts';
import type { Estimate, Pass, ProgramBuffer } from '../../program.ts';
import type { Target } from '../../target.ts';
import { BACKWARD_PARAMETERS, type BackwardConfiguration, checkBackward } from '../backward/parameters.ts';
import { backwardPasses, gradientBuffers } from '../backward/program.ts';
import { tunedBackward } from '../backward/tuned.ts';
import { BLOCK_MAP } from '../block-map.ts';
import { elementsOf, estimateAttention } from '../estimate.ts';
import type { CompleteAttention } from '../problem.ts';
import { checkFlash2 } from './check.ts';
import { flash2Passes } from './flash2.ts';
import { FLASH2_PARAMETERS, type Flash2Configuration } from './parameters.ts';
import { flash2Shape } from './shape.ts';
import { tunedFlash2 } from './tuned.ts';

/** FlashAttention 2: forward and, for problems with gradients, backward. */
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

export function checkFlash2Gradient(
  problem: CompleteAttention,
  config: Flash2GradientConfiguration,
): Issue[] {
  return [...checkFlash2(problem, config), ...(problem.gradient ? checkBackward(problem, config) : [])];
}

/** The forward pass. With gradients it also writes L, and three passes follow. */
export function flash2GradientPasses(
  problem: CompleteAttention,
  config: Flash2GradientConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const forward = flash2Passes(problem, config, problem.gradient);
  if (!problem.gradient) return forward;
  const map = { buffer: BLOCK_MAP, blockR: config.blockR, blockC: config.blockC };
  const backward = backwardPasses(problem, config, problem.mask === 'block-sparse' ? map : undefined);
  return {
    buffers: [...forward.buffers, ...backward.buffers],
    passes: [...forward.passes, ...backward.passes],
  };
}

/** The issue of contenders that do not compute gradients. */
export function refuseGradient({ gradient }: CompleteAttention): Issue[] {
  const expected = 'false (only attention-flash2 and attention-tensor compute gradients)';
  return gradient ? [{ parameter: 'gradient', value: true, expected }] : [];
}

/** Instructions per score for dQ, and for dK and dV, as Metal FlashAttention counts them. */
const INSTRUCTIONS = {
  dq: (d: number) => 3 * d + 5,
  dkv: (d: number) => 4 * d + 5,
} as const;

/** Products of the size of Q·Kᵀ: of the forward pass, and of gradients if each is computed once (S, dP, dQ, dK, dV). */
const PRODUCTS = { forward: 2, gradients: 5 } as const;

/** The forward pass by its convention, and two and a half times as much in addition for gradients. */
export function estimateWithGradient(problem: CompleteAttention): Estimate {
  const forward = estimateAttention(problem);
  if (!problem.gradient) return forward;
  const scores = scoresOf(forward, problem);
  const flops = 2 * scores * problem.d * (PRODUCTS.forward + PRODUCTS.gradients);
  const bytes = gradientBuffers(problem).reduce(
    (sum, { dtype, shape }) => sum + elementsOf(shape) * DTYPE[dtype].sizeBytes,
    forward.bytes,
  );
  const perScore = 2 * problem.d + 5 + INSTRUCTIONS.dq(problem.d) + INSTRUCTIONS.dkv(problem.d);
  return { flops, instructions: scores * perScore, bytes, intensity: flops / bytes };
}

/** What these kernels compute. */
export function estimateFlash2Gradient(
  problem: CompleteAttention,
  config: Flash2GradientConfiguration,
): Estimate {
  const { d } = problem;
  return estimateOfParts(problem, {
    forward: flash2Shape(problem, config).slices,
    dq: Math.ceil(d / config.dqHead),
    dkv: Math.ceil(d / config.dkvHead),
  });
}

/**
 * What kernels compute that divide the head dimension of their results into parts: the forward pass computes S for each
 * part, and the backward passes compute S and dP.
 */
export function estimateOfParts(
  problem: CompleteAttention,
  parts: Readonly<Record<'forward' | 'dq' | 'dkv', number>>,
): Estimate {
  const asked = estimateWithGradient(problem);
  const { d, gradient } = problem;
  const backward = gradient ? 2 * parts.dq + 1 + 2 * parts.dkv + 2 : 0;
  const flops = 2 * scoresOf(estimateAttention(problem), problem) * d * (parts.forward + 1 + backward);
  return { ...asked, flops, intensity: flops / asked.bytes };
}

/** The scores that the convention counts. */
function scoresOf(forward: Estimate, { d }: CompleteAttention): number {
  return forward.flops / (2 * PRODUCTS.forward * d);
}
