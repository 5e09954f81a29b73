import { type Lines, lines } from './text.ts';

/** The functions that a sum may pass through before it is written. */
export const ACTIVATIONS = ['none', 'relu', 'gelu', 'gelu-tanh', 'silu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** What is written for a sum of products: activation(alpha · sum + beta · previous + bias). */
export interface Epilogue {
  readonly alpha: number;
  readonly beta: number;
  readonly bias: boolean;
  readonly activation: Activation;
}

/** True if a sum is written unchanged. */
export function isPlain({ alpha, beta, bias, activation }: Epilogue): boolean {
  return alpha === 1 && beta === 0 && !bias && activation === 'none';
}

const ERROR_FUNCTION: Lines = lines(`
  // erf(x), absolute error up to 1.5e-7: Abramowitz and Stegun, 7.1.26.
  template <typename T> inline T error_function(T x) {
      const T t = fast::divide(T(1.0f), 1.0f + 0.3275911f * abs(x));
      const T polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t +
                            0.254829592f) * t;
      return copysign(1.0f - polynomial * fast::exp(-x * x), x);
  }
`);

/** The formula of each activation for a T of float or float4, and the functions that it needs. */
const FORMULAS: Readonly<Record<Activation, { formula: string; needs: Lines }>> = {
  none: { formula: 'x', needs: [] },
  relu: { formula: 'max(x, T(0.0f))', needs: [] },
  gelu: { formula: '0.5f * x * (1.0f + error_function(x * 0.70710678f))', needs: ERROR_FUNCTION },
  'gelu-tanh': {
    formula: '0.5f * x * (1.0f + precise::tanh(0.79788456f * (x + 0.044715f * x * x * x)))',
    needs: [],
  },
  silu: { formula: 'fast::divide(x, 1.0f + fast::exp(-x))', needs: [] },
};

/** The value of an activation in float64. */
export function activate(activation: Activation, x: number): number {
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'gelu':
      return 0.5 * x * (1 + erf(x / Math.SQRT2));
    case 'gelu-tanh':
      return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    case 'silu':
      return x / (1 + Math.exp(-x));
  }
}

/** The most that an activation enlarges an error of its argument: its steepest slope. */
export function steepestSlope(activation: Activation): number {
  return activation === 'none' || activation === 'relu' ? 1 : GELU_SLOPE;
}

/** What the scale of an activation's result is, by that of its argument; for messages. */
export function activatedScale(scale: string, activation: Activation): string {
  return steepestSlope(activation) === 1 ? scale : `${scale}, times the steepest slope of ${activation}`;
}

/** GELU's steepest slope, which is steeper than SiLU's. */
const GELU_SLOPE = 1.13;

/** erf in float64: its series where that converges quickly, and else a continued fraction of erfc. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = size;
    let sum = size;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -(size * size) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / (size + fraction) / Math.sqrt(Math.PI));
}

/**
 * `finish(sum, previous, bias, alpha, beta)` for float and float4: the value that is written for a sum. Terms that the
 * epilogue does not have are left out.
 */
export function emitFinish({ alpha, beta, bias, activation }: Epilogue): string[] {
  const { formula, needs } = FORMULAS[activation];
  const terms = [
    alpha === 1 ? 'sum' : 'alpha * sum',
    ...(beta === 0 ? [] : ['beta * previous']),
    ...(bias ? ['bias'] : []),
  ];
  return [
    ...needs,
    ...(needs.length > 0 ? [''] : []),
    `// The value that is written for a sum: ${describeEpilogue({ alpha, beta, bias, activation })}.`,
    'template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {',
    ...(activation === 'none'
      ? [`    return ${terms.join(' + ')};`]
      : [`    const T x = ${terms.join(' + ')};`, `    return ${formula};`]),
    '}',
  ];
}

/** `activation(x)` for float and float4, with what it needs; nothing if there is none. */
export function emitActivation(activation: Activation): Lines[] {
  if (activation === 'none') return [];
  const { formula, needs } = FORMULAS[activation];
  const own = [
    `// ${activation}`,
    'template <typename T> inline T activation(T x) {',
    `    return ${formula};`,
    '}',
  ];
  return needs.length > 0 ? [needs, own] : [own];
}

/** "gelu(alpha * sum + bias)", for comments. */
export function describeEpilogue({ alpha, beta, bias, activation }: Epilogue, sum = 'sum'): string {
  const linear = [
    alpha === 1 ? sum : `alpha * ${sum}`,
    ...(beta === 0 ? [] : ['beta * C']),
    ...(bias ? ['bias'] : []),
  ].join(' + ');
  return activation === 'none' ? linear : `${activation}(${linear})`;
}
