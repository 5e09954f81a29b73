import type { Vocabulary } from '../expression/parser.ts';
import type { Kind } from '../expression/tree.ts';

/** A value and its scale, as names of JavaScript variables: what the error of the value is relative to. */
export interface Term {
  readonly value: string;
  readonly scale: string;
}

/** A function of numbers. Both texts are JavaScript; `value` may be used in `scale`, as `v`. */
interface FormulaFunction {
  readonly takes: number;
  value(...of: Term[]): string;
  /** How the errors of its arguments show in it, but at least a rounding of its value. */
  scale(...of: Term[]): string;
}

/** f(x), of which only the slope is known. */
const smooth = (name: string, slope: (x: string) => string): FormulaFunction => ({
  takes: 1,
  value: (x) => `Math.${name}(${x.value})`,
  scale: (x) => `Math.max(Math.abs(v), Math.abs(${slope(x.value)}) * ${x.scale})`,
});
/** A whole number near x. */
const step = (name: string): FormulaFunction => ({
  takes: 1,
  value: (x) => `Math.${name}(${x.value})`,
  scale: () => 'Math.abs(v)',
});
/** Its scale is that of the argument that it gives. */
const either = (isFirst: '>' | '<', name: string): FormulaFunction => ({
  takes: 2,
  value: (a, b) => `Math.${name}(${a.value}, ${b.value})`,
  scale: (a, b) => `(${a.value} ${isFirst} ${b.value} ? ${a.scale} : ${b.scale})`,
});

/** What formulas may call. */
export const FORMULA_FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  abs: { takes: 1, value: (x) => `Math.abs(${x.value})`, scale: (x) => x.scale },
  ceil: step('ceil'),
  cos: smooth('cos', (x) => `Math.sin(${x})`),
  exp: smooth('exp', () => 'v'),
  floor: step('floor'),
  log: smooth('log', (x) => `1 / ${x}`),
  log2: smooth('log2', (x) => `Math.LOG2E / ${x}`),
  max: either('>', 'max'),
  min: either('<', 'min'),
  pow: {
    takes: 2,
    value: (a, b) => `Math.pow(${a.value}, ${b.value})`,
    scale: (a, b) =>
      `Math.max(1, Math.abs(${b.value}) * ${a.scale} / Math.abs(${a.value}), ` +
      `Math.abs(Math.log(Math.abs(${a.value}))) * ${b.scale}) * Math.abs(v)`,
  },
  round: step('round'),
  rsqrt: {
    takes: 1,
    value: (x) => `1 / Math.sqrt(${x.value})`,
    scale: (x) => `Math.max(v, v * ${x.scale} / (2 * Math.abs(${x.value})))`,
  },
  sin: smooth('sin', (x) => `Math.cos(${x})`),
  sqrt: {
    takes: 1,
    value: (x) => `Math.sqrt(${x.value})`,
    scale: (x) => `(v === 0 ? 0 : Math.max(v, ${x.scale} / (2 * v)))`,
  },
  tanh: smooth('tanh', () => '(1 - v * v)'),
};

/** One of two numbers: `select(i > 0, X[i - 1], 0)`. Only the one that it gives is computed. */
export const SELECT = 'select';

export const FORMULA_SIGNATURES: Vocabulary['functions'] = new Map<string, readonly Kind[]>([
  ...Object.entries(FORMULA_FUNCTIONS).map(
    ([name, { takes }]) => [name, new Array<Kind>(takes).fill('number')] as const,
  ),
  [SELECT, ['condition', 'number', 'number']],
]);

/** Numbers with names. */
export const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, inf: Number.POSITIVE_INFINITY };

/** How the errors of its operands show in the number that an operator gives. */
export const FORMULA_OPERATORS: Readonly<Record<string, (a: Term, b: Term) => string>> = {
  '+': (a, b) => `Math.sqrt(${a.scale} * ${a.scale} + ${b.scale} * ${b.scale})`,
  '-': (a, b) => `Math.sqrt(${a.scale} * ${a.scale} + ${b.scale} * ${b.scale})`,
  '*': (a, b) => `Math.max(Math.abs(${a.value}) * ${b.scale}, Math.abs(${b.value}) * ${a.scale})`,
  '/': (a, b) =>
    `Math.max(${a.scale} / Math.abs(${b.value}), Math.abs(v) * ${b.scale} / Math.abs(${b.value}))`,
  '%': (a) => a.scale,
};
