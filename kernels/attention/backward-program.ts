import type { Binding, Pass, ProgramBuffer } from '../program.ts';
import { type Argument, type BackwardText, blockArguments } from './backward-frame.ts';
import { keyValueSource } from './backward-key-value.ts';
import {
  type BackwardConfiguration,
  type BlockPass,
  registersOf,
  SIMD_WIDTH,
  shapeOf,
  TILE,
  threadgroupBytesOf,
} from './backward-parameters.ts';
import { querySource } from './backward-query.ts';
import { ROW_SUM_THREADS, rowSumSource } from './backward-row-sums.ts';
import { type AttentionProblem, type CompleteAttention, completeAttention } from './problem.ts';

/** The table that a pass before finds blocks of a block-sparse mask with: a byte for each, see BLOCK_STATES. */
export interface BlockTable {
  readonly buffer: string;
  /** Size of a block. */
  readonly queries: number;
  readonly keys: number;
}

/** What differs between the two passes over blocks. */
const BLOCK_PASSES = {
  dq: { functionName: 'attention_dq', source: querySource, gradients: ['dQ'], along: 'r', by: 'c' },
  dkv: {
    functionName: 'attention_dkv',
    source: keyValueSource,
    gradients: ['dK', 'dV'],
    along: 'c',
    by: 'r',
  },
} as const;

/**
 * The passes that follow the forward pass, which has written O and L, and the scratch buffer that they need: D, then
 * dQ, then dK and dV.
 * @param blocks for the mask `block-sparse`
 */
export function backwardPasses(
  problem: AttentionProblem,
  configuration: BackwardConfiguration,
  blocks?: BlockTable,
): { buffers: ProgramBuffer[]; passes: Pass[] } {
  const complete = completeAttention(problem);
  const { batch, heads, r } = complete;
  return {
    buffers: [{ name: 'D', dtype: 'f32', shape: [batch * heads, r], role: 'scratch' }],
    passes: [
      rowSumPass(complete),
      blockPass('dq', complete, configuration, blocks),
      blockPass('dkv', complete, configuration, blocks),
    ],
  };
}

function rowSumPass(problem: CompleteAttention): Pass {
  const { batch, heads, r, d } = problem;
  const rows = batch * heads * r;
  return {
    kernel: {
      source: rowSumSource(problem),
      functionName: 'attention_row_sums',
      constants: {},
      languageVersion: '3.1',
    },
    bindings: [
      ...['dO', 'O', 'D'].map((buffer, index) => ({ index, buffer })),
      { index: 3, words: [rows, r, d] },
    ],
    threadgroups: [Math.ceil(rows / ROW_SUM_THREADS), 1, 1],
    threadsPerThreadgroup: [ROW_SUM_THREADS, 1, 1],
    threadgroupBytes: 0,
    registers: 16,
  };
}

function blockPass(
  pass: BlockPass,
  problem: CompleteAttention,
  configuration: BackwardConfiguration,
  blocks: BlockTable | undefined,
): Pass {
  const { batch, heads, kvHeads, d, dtype } = problem;
  const { functionName, source, gradients, along, by } = BLOCK_PASSES[pass];
  const shape = shapeOf(pass, configuration);
  const { simdgroups, rows, step, head } = shape;
  const isWhole = problem[along] >= rows && problem[by] >= step && d >= TILE;
  const headCount = batch * (pass === 'dq' ? heads : kvHeads);
  return {
    kernel: {
      source: source(problem satisfies BackwardText, configuration),
      functionName,
      constants: { 0: { type: 'bool', value: isWhole }, 1: { type: 'bool', value: d % head === 0 } },
      languageVersion: '3.1',
    },
    bindings: bind(blockArguments(problem, gradients), sizesOf(problem, blocks), blocks),
    threadgroups: [Math.ceil(problem[along] / (rows * simdgroups)), Math.ceil(d / head), headCount],
    threadsPerThreadgroup: [simdgroups * SIMD_WIDTH, 1, 1],
    threadgroupBytes: threadgroupBytesOf(pass, shape, dtype),
    registers: registersOf(pass, shape),
  };
}

function bind(
  declared: readonly Argument[],
  words: readonly number[],
  blocks: BlockTable | undefined,
): Binding[] {
  return declared.map(({ name }, index) => {
    if (name === 'sizes') return { index, words };
    return { index, buffer: name === 'blocks' ? (blocks?.buffer ?? name) : name };
  });
}

/** The words of `struct Sizes`. */
function sizesOf(problem: CompleteAttention, blocks: BlockTable | undefined): number[] {
  const { r, c, d, heads, kvHeads, window, scale } = problem;
  return [r, c, d, heads / kvHeads, window, blocks?.queries ?? 1, blocks?.keys ?? 1, floatWord(scale)];
}

/** The 32 bits of a float. */
function floatWord(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] as number;
}
