import { ATTENTION_TOLERANCE } from '../attention/reference/reference.ts';
import { contender, type Draw, family } from '../family.ts';
import { DTYPE } from '../msl/dtype.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Estimate } from '../program.ts';
import { TARGETS } from '../target.ts';
import {
  type CompleteTransformer,
  checkTransformer,
  completeTransformer,
  TRANSFORMER_FIELDS,
  type TransformerProblem,
} from './problem.ts';
import { type BlockConfiguration, blockBuffers, blockProgram, partsOf } from './program.ts';
import { blockReference } from './reference.ts';
import { TRANSFORMER_STARTER } from './starter.ts';

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

const BLOCK = contender<CompleteTransformer, BlockConfiguration>({
  id: 'transformer-block',
  label: 'Transformer block',
  description:
    'Batched products for Q, K and V, then attention, then a product with its activation, in one encoder',
  // Its attention multiplies matrices, whatever the products do.
  simdgroups: 'matrices',
  parameters: PARAMETERS,
  tuned: (_, target) => ({ target }),
  check: (problem, config) => {
    const made = blockProgram(problem, config);
    return 'issues' in made ? made.issues : [];
  },
  program: (problem, config) => {
    const made = blockProgram(problem, config);
    if ('issues' in made) throw new Error('A block that passed its check cannot be generated.');
    return made;
  },
});

/** FLOPs of all parts. X and the weights are read once, and Y is written once. */
function estimateBlock(problem: CompleteTransformer): Estimate {
  const flops = partsOf(problem).reduce((sum, part) => sum + part.family.estimate(part.problem).flops, 0);
  const elements = blockBuffers(problem).map(({ shape }) =>
    shape.reduce((product, extent) => product * extent),
  );
  const bytes = elements.reduce((sum, count) => sum + count) * DTYPE[problem.dtype].sizeBytes;
  return { flops, bytes, intensity: flops / bytes };
}

/** Weights that preserve the scale of what they multiply: normal numbers divided by the root of e. */
function dataOf({ e }: CompleteTransformer, buffer: string, draw: Draw): Float32Array | null {
  if (!buffer.startsWith('W')) return null;
  return draw.normal(e * e).map((value) => value / Math.sqrt(e));
}

/** Attention with the matrix products around it. */
export const TRANSFORMER = family<TransformerProblem, CompleteTransformer>({
  op: 'transformer',
  label: 'Transformer block',
  fields: TRANSFORMER_FIELDS,
  complete: completeTransformer,
  check: checkTransformer,
  square: (size) => ({ n: size, heads: 4, d: 64 }),
  size: ({ n }) => n,
  title: ({ dtype, heads, d }) => `Transformer block ${dtype}, ${heads} × ${d}`,
  buffers: blockBuffers,
  data: dataOf,
  // Q and K are rounded to the type before the softmax of their products, which one key dominates where they are large.
  illConditionedIn: ({ dtype }) => (dtype === 'f32' ? [] : ['X', 'Wq', 'Wk']),
  reference: blockReference,
  tolerance: ({ dtype }) => ATTENTION_TOLERANCE[dtype],
  convention: '8·N·E² FLOPs for the products, 4·N²·E for attention (half of it when causal), E = heads · d',
  estimate: estimateBlock,
  contenders: [BLOCK],
  starter: TRANSFORMER_STARTER,
});
