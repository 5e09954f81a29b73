import { ATTENTION } from '../attention/family.ts';
import { contender, type Draw, type Family } from '../family.ts';
import { estimateGemm } from '../gemm/estimate.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Estimate } from '../program.ts';
import { TARGETS } from '../target.ts';
import {
  checkTransformer,
  completeTransformer,
  TRANSFORMER_FIELDS,
  type TransformerProblem,
} from './problem.ts';
import { type BlockConfiguration, blockBuffers, blockProgram, partProblems } from './program.ts';
import { blockReference } from './reference.ts';

const PARAMETERS = {
  product: {
    label: 'Products',
    choices: ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'gemm-stream-k'],
    default: 'gemm-simdgroup',
  },
  attention: {
    label: 'Attention',
    choices: ['attention-flash2', 'attention-flash1', 'attention-unfused'],
    default: 'attention-flash2',
  },
  target: { label: 'Tuned for', choices: TARGETS, default: 'cpu' },
} as const satisfies ParameterTable;

const BLOCK = contender<TransformerProblem, BlockConfiguration & Record<string, string>>({
  id: 'transformer-block',
  label: 'Transformer block',
  description:
    'Three batched products make Q, K and V, then attention, then a product with its activation: one encoder',
  parameters: PARAMETERS,
  tuned: (_, target) => ({ target }),
  check: (problem, configuration) => {
    const made = blockProgram(completeTransformer(problem), configuration);
    return 'issues' in made ? made.issues : [];
  },
  program: (problem, configuration) => {
    const made = blockProgram(completeTransformer(problem), configuration);
    if ('issues' in made) throw new Error('a block that was checked cannot be generated');
    return made;
  },
});

/** FLOPs of all parts; X and the weights read once, Y written once. */
function estimateBlock(problem: TransformerProblem): Estimate {
  const complete = completeTransformer(problem);
  const { products, attention } = partProblems(complete);
  const flops = products.reduce(
    (sum, one) => sum + estimateGemm(one).flops,
    ATTENTION.estimate(attention).flops,
  );
  const elements = blockBuffers(complete).map(({ shape }) =>
    shape.reduce((product, extent) => product * extent),
  );
  const bytes = elements.reduce((sum, count) => sum + count) * DTYPE[complete.dtype].sizeBytes;
  return { flops, bytes, intensity: flops / bytes };
}

/** Weights that keep the size of what they multiply: normal numbers over the root of their count. */
function dataOf(problem: TransformerProblem, buffer: string, draw: Draw): Float32Array | null {
  if (!buffer.startsWith('W')) return null;
  const { e } = completeTransformer(problem);
  return draw.normal(e * e).map((value) => value / Math.sqrt(e));
}

/** Attention with the products around it. */
export const TRANSFORMER: Family<TransformerProblem> = {
  op: 'transformer',
  label: 'Transformer block',
  fields: TRANSFORMER_FIELDS,
  check: checkTransformer,
  square: (size) => ({ n: size, heads: 4, d: 64 }),
  size: ({ n }) => n,
  title: ({ dtype, heads, d }) => `Transformer block ${dtype}, ${heads} × ${d}`,
  buffers: (problem) => blockBuffers(completeTransformer(problem)),
  data: dataOf,
  reference: (problem, inputs) => blockReference(completeTransformer(problem), inputs),
  tolerance: ({ dtype }) => (dtype === 'f32' ? 2e-5 : 5e-2),
  convention: '8·N·E² FLOPs for the products, 4·N²·E for attention (half of it when causal), E = heads · d',
  estimate: estimateBlock,
  contenders: [BLOCK],
};
