import type { NormalizationProblem } from './problem.ts';

type Norm = NormalizationProblem['norm'];

/** The names of functions and of problems. */
export const NAMES: Readonly<Record<Norm, { readonly kernel: string; readonly title: string }>> = {
  layer: { kernel: 'layer_norm', title: 'LayerNorm' },
  rms: { kernel: 'rms_norm', title: 'RMSNorm' },
  group: { kernel: 'group_norm', title: 'GroupNorm' },
  batch: { kernel: 'batch_norm', title: 'BatchNorm' },
  softmax: { kernel: 'softmax', title: 'Softmax' },
  'log-softmax': { kernel: 'log_softmax', title: 'Log-softmax' },
};

/** Norms by the names that they are asked for by. */
export const NORMALIZATION_FORMS = {
  layernorm: { op: 'normalization', norm: 'layer' },
  rmsnorm: { op: 'normalization', norm: 'rms' },
  groupnorm: { op: 'normalization', norm: 'group' },
  batchnorm: { op: 'normalization', norm: 'batch' },
  softmax: { op: 'normalization', norm: 'softmax' },
  'log-softmax': { op: 'normalization', norm: 'log-softmax' },
} as const satisfies Record<string, Pick<NormalizationProblem, 'op' | 'norm'>>;
