import { DTYPE } from '../msl/dtype.ts';
import type { Activation } from '../msl/epilogue.ts';
import type { Change } from './change.ts';
import type { ElementwiseProblem } from './problem.ts';

const ACTIVATION_LABELS: Readonly<Record<Activation, string>> = {
  none: 'None',
  relu: 'ReLU',
  gelu: 'GELU',
  'gelu-tanh': 'GELU tanh',
  silu: 'SiLU',
};

/**
 * The name of an operation: BLAS's where it has one (scopy, and somatcopy of its extensions, which transposes between
 * two matrices), the activation's, or one word.
 */
export function elementwiseName({ operation, dtype, dtypeY, activation }: Change): string {
  switch (operation) {
    case 'copy':
      return `${DTYPE[dtype].letter}copy`;
    case 'transpose':
      return dtypeY === dtype ? `${DTYPE[dtype].letter}omatcopy` : 'transpose';
    case 'cast':
      return `cast_${dtype}_to_${dtypeY}`;
    case 'activation':
      return activation.replace('-', '_');
    default:
      return operation;
  }
}

/** "SCOPY", "GELU f16", "Cast f32 → f16". */
export function elementwiseTitle(change: Change): string {
  const { operation, dtype, dtypeY, activation } = change;
  if (operation === 'cast') return `Cast ${dtype} → ${dtypeY}`;
  const types = dtype === dtypeY ? dtype : `${dtype} → ${dtypeY}`;
  if (operation === 'activation') return `${ACTIVATION_LABELS[activation]} ${types}`;
  const isBlas = elementwiseName(change) !== operation;
  if (isBlas) return elementwiseName(change).toUpperCase();
  return `${operation[0]?.toUpperCase()}${operation.slice(1)} ${types}`;
}

/** Operations by the names that they are asked for by. */
export const ELEMENTWISE_FORMS = {
  scopy: { op: 'elementwise', dtype: 'f32', operation: 'copy' },
  hcopy: { op: 'elementwise', dtype: 'f16', operation: 'copy' },
  bcopy: { op: 'elementwise', dtype: 'bf16', operation: 'copy' },
  somatcopy: { op: 'elementwise', dtype: 'f32', operation: 'transpose' },
  homatcopy: { op: 'elementwise', dtype: 'f16', operation: 'transpose' },
  bomatcopy: { op: 'elementwise', dtype: 'bf16', operation: 'transpose' },
  cast: { op: 'elementwise', operation: 'cast' },
  bias: { op: 'elementwise', operation: 'bias' },
  relu: { op: 'elementwise', operation: 'activation', activation: 'relu' },
  gelu: { op: 'elementwise', operation: 'activation', activation: 'gelu' },
  silu: { op: 'elementwise', operation: 'activation', activation: 'silu' },
  residual: { op: 'elementwise', operation: 'residual' },
  rotary: { op: 'elementwise', operation: 'rotary' },
} as const satisfies Record<
  string,
  Pick<ElementwiseProblem, 'op' | 'operation' | 'activation'> & Partial<Pick<ElementwiseProblem, 'dtype'>>
>;
