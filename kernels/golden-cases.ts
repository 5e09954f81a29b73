import type { Configuration } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import type { Target } from './target.ts';

/** A program whose text is kept in a golden file. */
export interface GoldenCase {
  readonly contender: string;
  readonly problem: ProblemBase & Readonly<Record<string, unknown>>;
  readonly overrides?: Configuration;
  readonly target?: Target;
}

const ATTENTION = { op: 'attention', dtype: 'f32', r: 128, c: 128, d: 64 } as const;
const NORM = { op: 'normalization', dtype: 'f32', norm: 'layer', m: 4096, n: 1024 } as const;
const ELEMENTS = { op: 'elementwise', dtype: 'f32', m: 512, n: 512 } as const;
const SGEMM = { op: 'gemm', dtype: 'f32', m: 512, n: 512, k: 512 } as const;

const CONVOLUTION = {
  op: 'convolution',
  dtype: 'f32',
  batch: 1,
  height: 56,
  width: 56,
  channels: 64,
  filters: 64,
  window: 3,
} as const;

/** Sizes that are passed as arguments: the text must not depend on them, so that it is compiled only once. */
export const OTHER_SIZES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  gemm: { m: 300, n: 511, k: 77, batch: 3 },
  qgemm: { m: 300, n: 511, k: 77 },
  transformer: { n: 333, heads: 3, batch: 2 },
  convolution: { batch: 2, height: 30, width: 31, channels: 65, filters: 66 },
  elementwise: { m: 300, n: 1024, batch: 2 },
  attention: { r: 555, c: 777, batch: 3, heads: 4, kvHeads: 2, scale: 0.5 },
  normalization: { m: 1000 },
};

/** Each contender at least once, and the options that change the text. By the name of the file. */
export const GOLDEN: Readonly<Record<string, GoldenCase>> = {
  'gemm-simdgroup': { contender: 'gemm-simdgroup', problem: SGEMM },
  'gemm-direct': { contender: 'gemm-direct', problem: SGEMM },
  'gemm-tiled': { contender: 'gemm-tiled', problem: SGEMM },
  'gemm-split-k': { contender: 'gemm-split-k', problem: SGEMM },
  'gemm-stream-k': { contender: 'gemm-stream-k', problem: SGEMM },
  'hgemm-transposed-bias-gelu': {
    contender: 'gemm-simdgroup',
    problem: { ...SGEMM, dtype: 'f16', transposeB: true, bias: true, activation: 'gelu' },
    target: 'Apple7',
  },
  'bgemm-direct-beta': {
    contender: 'gemm-direct',
    problem: { ...SGEMM, dtype: 'bf16', transposeA: true, alpha: 0.5, beta: 1 },
    overrides: { swizzle: 2 },
    target: 'Apple9',
  },
  'mixed-stream-k-silu': {
    contender: 'gemm-stream-k',
    problem: { ...SGEMM, dtype: 'f16', dtypeB: 'bf16', dtypeC: 'f32', activation: 'silu' },
  },
  'gemm-double-buffered': { contender: 'gemm-simdgroup', problem: SGEMM, overrides: { buffers: 2 } },
  'gemm-tensor': { contender: 'gemm-tensor', problem: SGEMM },
  'hgemm-tensor-staged-gelu': {
    contender: 'gemm-tensor',
    problem: { ...SGEMM, dtype: 'f16', transposeB: true, bias: true, activation: 'gelu' },
    overrides: { load: 'staged' },
  },
  'mixed-tensor-steps': {
    contender: 'gemm-tensor',
    problem: { ...SGEMM, dtypeB: 'bf16', transposeA: true, alpha: 0.5, beta: 1 },
    overrides: { load: 'direct', relaxed: true, swizzle: 2 },
  },
  'hgemm-cast': { contender: 'gemm-cast', problem: { ...SGEMM, dtype: 'f16' } },
  'qgemm-i4-zero-points': {
    contender: 'qgemm-simdgroup',
    problem: { ...SGEMM, op: 'qgemm', dtype: 'f16', weights: 'i4', zeroPoints: true },
  },
  'qgemm-i4-vector': {
    contender: 'qgemm-vector',
    problem: { ...SGEMM, op: 'qgemm', dtype: 'f16', m: 1, weights: 'i4' },
  },
  'qgemm-i8-split-k': { contender: 'qgemm-split-k', problem: { ...SGEMM, op: 'qgemm' } },
  'qgemm-tensor': {
    contender: 'qgemm-tensor',
    problem: { ...SGEMM, op: 'qgemm', dtype: 'f16', weights: 'i4' },
  },
  'elementwise-bias-gelu': {
    contender: 'elementwise-direct',
    problem: { ...ELEMENTS, dtype: 'f16', operation: 'bias', activation: 'gelu' },
    target: 'Apple7',
  },
  'elementwise-cast-i8': {
    contender: 'elementwise-direct',
    problem: { ...ELEMENTS, operation: 'cast', dtypeY: 'i8' },
    target: 'Apple7',
  },
  'elementwise-rotary': {
    contender: 'elementwise-direct',
    problem: { ...ELEMENTS, dtype: 'bf16', operation: 'rotary', pairs: 'halves', heads: 4 },
    target: 'Apple9',
  },
  'elementwise-transpose': {
    contender: 'elementwise-direct',
    problem: { ...ELEMENTS, operation: 'transpose' },
    target: 'Apple7',
  },
  'elementwise-squares': {
    contender: 'elementwise-direct',
    problem: { ...ELEMENTS, operation: 'transpose', dtypeY: 'f16' },
    overrides: { height: 16 },
  },
  'elementwise-staged-transpose': {
    contender: 'elementwise-staged',
    problem: { ...ELEMENTS, operation: 'transpose' },
    target: 'Apple7',
  },
  'elementwise-staged-residual': {
    contender: 'elementwise-staged',
    problem: { ...ELEMENTS, dtype: 'f16', operation: 'residual' },
    overrides: { buffers: 1 },
  },
  'flash2-cpu': { contender: 'attention-flash2', problem: ATTENTION },
  'flash2-double-buffered': {
    contender: 'attention-flash2',
    problem: ATTENTION,
    overrides: { load: 'staged', buffers: 2 },
    target: 'Apple9',
  },
  'flash2-apple': {
    contender: 'attention-flash2',
    problem: { ...ATTENTION, mask: 'causal' },
    target: 'Apple7',
  },
  'flash2-block-sparse': {
    contender: 'attention-flash2',
    problem: { ...ATTENTION, dtype: 'f16', mask: 'block-sparse' },
  },
  flash1: {
    contender: 'attention-flash1',
    problem: { ...ATTENTION, dtype: 'bf16', mask: 'window', window: 100 },
    target: 'Apple7',
  },
  'tensor-causal': {
    contender: 'attention-tensor',
    problem: { ...ATTENTION, dtype: 'f16', mask: 'causal' },
    target: 'Apple9',
  },
  'tensor-block-sparse': {
    contender: 'attention-tensor',
    problem: { ...ATTENTION, dtype: 'bf16', mask: 'block-sparse', transposeK: true },
    overrides: { handOver: 'threadgroup', intermediates: 'memory' },
    target: 'Apple9',
  },
  'tensor-gradient': {
    contender: 'attention-tensor',
    problem: { ...ATTENTION, gradient: true },
    target: 'Apple9',
  },
  'transformer-block': {
    contender: 'transformer-block',
    problem: { op: 'transformer', dtype: 'f16', n: 512, heads: 4, d: 64, bias: true },
    target: 'Apple7',
  },
  'convolution-implicit': { contender: 'convolution-implicit', problem: CONVOLUTION },
  'convolution-implicit-nchw': {
    contender: 'convolution-implicit',
    problem: {
      ...CONVOLUTION,
      dtype: 'f16',
      layout: 'NCHW',
      weightLayout: 'OIHW',
      bias: true,
      activation: 'silu',
    },
    target: 'Apple7',
  },
  'convolution-weights': {
    contender: 'convolution-implicit',
    problem: { ...CONVOLUTION, direction: 'weights' },
    overrides: { splits: 4 },
  },
  'convolution-data-strided': {
    contender: 'convolution-implicit',
    problem: { ...CONVOLUTION, direction: 'data', stride: 2 },
  },
  'convolution-tensor': {
    contender: 'convolution-tensor',
    problem: { ...CONVOLUTION, dtype: 'f16', bias: true },
  },
  'convolution-tensor-weights': {
    contender: 'convolution-tensor',
    problem: { ...CONVOLUTION, direction: 'weights' },
    overrides: { splits: 4 },
  },
  'convolution-winograd': { contender: 'convolution-winograd', problem: { ...CONVOLUTION, bias: true } },
  'convolution-winograd-nchw': {
    contender: 'convolution-winograd',
    problem: { ...CONVOLUTION, dtype: 'f16', layout: 'NCHW', activation: 'relu' },
    overrides: { tile: 4 },
    target: 'Apple9',
  },
  'convolution-im2col': { contender: 'convolution-im2col', problem: CONVOLUTION, overrides: { slice: 4096 } },
  'convolution-pointwise': {
    contender: 'convolution-pointwise',
    problem: { ...CONVOLUTION, window: 1, bias: true },
  },
  'convolution-depthwise': { contender: 'convolution-direct', problem: CONVOLUTION },
  'convolution-direct-nchw': {
    contender: 'convolution-direct',
    problem: { ...CONVOLUTION, dtype: 'bf16', layout: 'NCHW', bias: true },
  },
  'layer-norm-registers': {
    contender: 'norm-registers',
    problem: { ...NORM, dtype: 'f16', weight: true, bias: true, residual: 'before' },
    target: 'Apple7',
  },
  'rms-norm-alone': { contender: 'norm-looped', problem: { ...NORM, norm: 'rms', weight: true } },
  'group-norm-looped': {
    contender: 'norm-looped',
    problem: {
      ...NORM,
      dtype: 'bf16',
      norm: 'group',
      n: 320,
      s: 64,
      weight: true,
      bias: true,
      activation: 'silu',
    },
    target: 'Apple9',
  },
  'batch-norm-alone': {
    contender: 'norm-looped',
    problem: {
      ...NORM,
      norm: 'batch',
      m: 8,
      n: 64,
      s: 3136,
      weight: true,
      bias: true,
      residual: 'after',
      activation: 'relu',
    },
  },
  'softmax-alone': { contender: 'norm-looped', problem: { ...NORM, norm: 'softmax' } },
  'softmax-split': {
    contender: 'norm-split',
    problem: { ...NORM, norm: 'softmax', m: 4, n: 131_072 },
    target: 'Apple7',
  },
  unfused: {
    contender: 'attention-unfused',
    problem: { ...ATTENTION, mask: 'additive', transposeV: true },
  },
};
