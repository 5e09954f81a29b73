import { type GemmConfiguration, PART_PARAMETERS } from '../gemm/parameters.ts';
import type { CompleteGemm } from '../gemm/problem.ts';
import { tunedFor } from '../gemm/tuned.ts';
import type { Target } from '../target.ts';

/** How a product that is part of an algorithm reads its operands, with the source. */
const LOAD: Readonly<Record<Target, { load: GemmConfiguration['load']; source: string }>> = {
  cpu: {
    load: 'direct',
    source: '1.6 times as fast as staged on the CPU device, 3136x64x576 in single precision',
  },
  Apple7: { load: 'staged', source: 'MLX, steel/conv: operands are staged on all GPUs; not measured here' },
  Apple8: { load: 'staged', source: 'as for Apple7' },
  Apple9: { load: 'staged', source: 'as for Apple7' },
};

/** The tuned values of a product that is part of an algorithm. */
export function tunedPart(
  product: CompleteGemm,
  target: Target,
  overrides: Partial<GemmConfiguration>,
): Partial<GemmConfiguration> {
  const tuned = tunedFor(PART_PARAMETERS, target, product, overrides);
  // Only staged operands are converted.
  const isWidened = (overrides.operands ?? ('operands' in tuned ? tuned.operands : 'memory')) === 'f32';
  return { ...tuned, load: isWidened ? 'staged' : LOAD[target].load };
}
