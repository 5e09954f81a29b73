import { bindingsOf, mslKernel, SIMD_WIDTH, TILE } from '../../msl/kernel.ts';
import type { Pass, ProgramBuffer } from '../../program.ts';
import { lseShape } from '../lse.ts';
import { operandShape } from '../operands.ts';
import type { CompleteAttention } from '../problem.ts';
import { type BackwardText, blockArguments, ROW_SUMS } from './frame.ts';
import { keyValueSource } from './key-value.ts';
import type { MaskMap } from './masks.ts';
import {
  type BackwardConfiguration,
  type BlockPass,
  blockShape,
  registersOf,
  threadgroupBytesOf,
} from './parameters.ts';
import { querySource } from './query.ts';
import { rowSumPass } from './row-sums.ts';

/** The differences between the two passes over blocks: what rows and steps are, and which heads they go through. */
const BLOCK_PASSES = {
  dq: {
    functionName: 'attention_dq',
    source: querySource,
    gradients: ['dQ'],
    along: 'r',
    by: 'c',
    through: 'heads',
  },
  dkv: {
    functionName: 'attention_dkv',
    source: keyValueSource,
    gradients: ['dK', 'dV'],
    along: 'c',
    by: 'r',
    through: 'kvHeads',
  },
} as const;

/** The buffers that a problem with gradients has in addition to those of the forward pass. */
export function gradientBuffers(problem: CompleteAttention): ProgramBuffer[] {
  const { dtype } = problem;
  return [
    { name: 'dO', dtype, shape: operandShape('O', problem), role: 'input' },
    ...(['Q', 'K', 'V'] as const).map((of) => {
      return { name: `d${of}`, dtype, shape: operandShape(of, problem), role: 'output' as const };
    }),
  ];
}

/**
 * The passes after the forward pass, which has written O and L: row sums, then dQ, then dK and dV; and their scratch
 * buffer.
 * @param map for the mask `block-sparse`, made by an earlier pass
 */
export function backwardPasses(
  problem: CompleteAttention,
  config: BackwardConfiguration,
  map?: MaskMap,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const text = { problem, config, ...(map && { map }) };
  return {
    buffers: [{ name: ROW_SUMS, dtype: 'f32', shape: lseShape(problem), role: 'scratch' }],
    passes: [rowSumPass(problem), blockPass('dq', text), blockPass('dkv', text)],
  };
}

function blockPass(pass: BlockPass, text: BackwardText): Pass {
  const { problem, config } = text;
  const { d, dtype, batch } = problem;
  const { functionName, source, gradients, along, by, through } = BLOCK_PASSES[pass];
  const shape = blockShape(pass, config);
  const { simdgroups, rows, step, head } = shape;
  const isWhole = problem[along] >= rows && problem[by] >= step && d >= TILE;
  return {
    kernel: mslKernel(functionName, source(text), [isWhole, d % head === 0]),
    bindings: bindingsOf(blockArguments(text, gradients)),
    threadgroups: [
      Math.ceil(problem[along] / (rows * simdgroups)),
      Math.ceil(d / head),
      batch * problem[through],
    ],
    threadsPerThreadgroup: [simdgroups * SIMD_WIDTH, 1, 1],
    threadgroupBytes: threadgroupBytesOf(pass, shape, dtype),
    registers: registersOf(pass, shape),
  };
}
