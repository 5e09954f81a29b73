import { block, type Lines } from '../msl/text.ts';
import type { NormKernel } from './kernel.ts';
import { emitElement, emitFactor, OF_ROW } from './output.ts';
import { emitBase, exponential } from './statistics.ts';

/**
 * The body of a thread that goes through several rows, and finds the largest element of the next one while it computes
 * the exponentials of one: a processor that only reads and then only computes leaves memory idle.
 */
export function emitSoftmaxAhead(kernel: NormKernel): string[] {
  const { type, problem } = kernel;
  const kept = problem.dtype === 'f32' ? KEPT[problem.norm as keyof typeof KEPT] : null;
  return [
    'int own = ordered(-INFINITY);',
    ...block('for (uint i = 0; i < length; i++)', ['own = max(own, ordered(float(X[i])));']),
    ...block('for (uint row = first_row; row < end_row; row++)', [
      'const float largest = unordered(own);',
      emitBase('largest'),
      '// The next row; after the last, that one again.',
      `device const ${type} *next = X + (row + 1 < end_row ? length : 0);`,
      'float total = 0.0f;',
      'int following = ordered(-INFINITY);',
      ...(kept ? [`// Y keeps ${kept.what} until the sum of exponentials is known.`] : []),
      ...ONE_VECTOR,
      ...block('for (uint i = 0; i < length; i++)', [
        `const float e = ${exponential('float(X[i])', 'base')};`,
        'total += e;',
        ...(kept ? [`Y[i] = ${kept.value};`] : []),
        'following = max(following, ordered(float(next[i])));',
      ]),
      ...emitFactor(kernel),
      ...block('for (uint i = 0; i < length; i++)', kept ? [kept.finish] : emitElements(kernel)),
      'own = following;',
      'X += length;',
      'Y += length;',
    ]),
  ];
}

/** What Y keeps of a row, if it has the data type of the sum, and what becomes of it. */
const KEPT = {
  softmax: { what: 'exponentials', value: 'e', finish: 'Y[i] *= factor;' },
  'log-softmax': { what: 'differences', value: 'float(X[i]) - base', finish: 'Y[i] -= offset;' },
} as const;

/** With two vectors at a time, a processor with 16 vector registers reads the constants of exp2() again and again. */
const ONE_VECTOR: Lines = ['#pragma clang loop interleave_count(1)'];

function emitElements(kernel: NormKernel): string[] {
  const { type } = kernel;
  return emitElement(kernel, {
    type: 'float',
    x: 'float(X[i])',
    channel: { weight: '', bias: '', ...OF_ROW },
    added: '',
    store: (to, value) => `${to}[i] = ${type}(${value});`,
  });
}
