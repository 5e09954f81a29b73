import { DTYPE } from '../../msl/dtype.ts';
import { bindingsOf, mslKernel, TENSOR_VERSION } from '../../msl/kernel.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { ROW_SUMS } from '../backward/frame.ts';
import { type MaskMap, mapArguments } from '../backward/masks.ts';
import { rowSumPass } from '../backward/row-sums.ts';
import { blockMapPass } from '../block-map.ts';
import { sizesArgument } from '../frame.ts';
import { LSE, lseShape } from '../lse.ts';
import { maskArguments } from '../masks.ts';
import type { CompleteAttention } from '../problem.ts';
import { forwardSource } from './forward.ts';
import { matrixArgument } from './frame.ts';
import { gradientArguments } from './gradients.ts';
import { keyValueSource } from './key-value.ts';
import {
  forwardBytes,
  gradientBytes,
  type TensorConfiguration,
  tensorRegisters,
  tensorShape,
} from './parameters.ts';
import { querySource } from './query.ts';

/** What a pass is made for. */
interface PassInput {
  readonly problem: CompleteAttention;
  readonly config: TensorConfiguration;
  /** For the mask `block-sparse`. */
  readonly map?: MaskMap;
}

/** The forward pass and, for gradients, the row sums of dO∘O, dQ, and dK with dV; and their scratch buffers. */
export function tensorPasses(
  problem: CompleteAttention,
  config: TensorConfiguration,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const { mask, gradient } = problem;
  const blocks = { blockR: config.rows, blockC: config.columns };
  const mapped = mask === 'block-sparse' ? blockMapPass(problem, blocks) : null;
  const input = { problem, config, ...(mapped && { map: { buffer: mapped.buffer.name, ...blocks } }) };
  const ofRows = (name: string): ProgramBuffer => {
    return { name, dtype: 'f32', shape: lseShape(problem), role: 'scratch' };
  };
  return {
    buffers: [...(gradient ? [LSE, ROW_SUMS].map(ofRows) : []), ...(mapped ? [mapped.buffer] : [])],
    passes: [
      ...(mapped ? [mapped.pass] : []),
      forwardPass(input),
      ...(gradient ? [rowSumPass(problem), gradientPass('dq', input), gradientPass('dkv', input)] : []),
    ],
  };
}

function forwardPass({ problem, config, map }: PassInput): Pass {
  const { batch, heads, r, gradient } = problem;
  const { threads, slices, sliceD } = tensorShape(problem, config, config.sliceD);
  const args = [
    ...['Q', 'K', 'V', 'O'].map((name) => matrixArgument(name, problem)),
    ...(gradient ? [{ declaration: `device ${DTYPE.f32.msl} *${LSE}`, value: LSE }] : []),
    ...maskArguments(problem),
    ...mapArguments(map),
    sizesArgument(problem),
  ];
  const text = { problem, config, args, ...(map && { map }) };
  return {
    kernel: mslKernel('attention_tensor', forwardSource(text, gradient), [], TENSOR_VERSION),
    bindings: bindingsOf(args),
    threadgroups: [Math.ceil(r / (config.rows * config.simdgroups)), batch * heads, slices],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: forwardBytes(problem, config),
    registers: tensorRegisters(problem, config, { blocks: 1, sums: 1, sliceD }),
  };
}

/** The differences between the two passes: what their rows are, and the heads that they go through. */
const GRADIENT_PASSES = {
  dq: {
    functionName: 'attention_tensor_dq',
    source: querySource,
    gradients: ['dQ'],
    along: 'r',
    through: 'heads',
  },
  dkv: {
    functionName: 'attention_tensor_dkv',
    source: keyValueSource,
    gradients: ['dK', 'dV'],
    along: 'c',
    through: 'kvHeads',
  },
} as const;

function gradientPass(pass: keyof typeof GRADIENT_PASSES, { problem, config, map }: PassInput): Pass {
  const { functionName, source, gradients, along, through } = GRADIENT_PASSES[pass];
  const { threads, slices, sliceD } = tensorShape(problem, config, config.gradientD);
  const args = gradientArguments(problem, gradients, map);
  const text = { problem, config, args, ...(map && { map }) };
  return {
    kernel: mslKernel(functionName, source(text), [], TENSOR_VERSION),
    bindings: bindingsOf(args),
    threadgroups: [
      Math.ceil(problem[along] / (config.rows * config.simdgroups)),
      problem.batch * problem[through],
      slices,
    ],
    threadsPerThreadgroup: [threads, 1, 1],
    threadgroupBytes: gradientBytes(problem, config),
    registers: tensorRegisters(problem, config, { blocks: 2, sums: gradients.length, sliceD }),
  };
}
