import type { Issue } from '../issue.ts';
import { Mistake, Parser, type Vocabulary } from './parser.ts';
import type { Kind, Tree } from './tree.ts';

export type { Kind } from './tree.ts';

/** Values of names: the extents of a problem. */
export type Values = Readonly<Record<string, number>>;

/** An expression that was parsed. Conditions are 1 where they hold, and else 0. */
export interface Expression {
  readonly kind: Kind;
  /** The names that it uses, each once. */
  readonly names: readonly string[];
  evaluate(values: Values): number;
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '||': (a, b) => a | b,
  '&&': (a, b) => a & b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** What may be called, each with so many numbers: `ceil(m / 64)`. */
const FUNCTIONS: Readonly<
  Record<string, { readonly takes: number; readonly apply: (...of: number[]) => number }>
> = {
  ceil: { takes: 1, apply: Math.ceil },
  floor: { takes: 1, apply: Math.floor },
  sqrt: { takes: 1, apply: Math.sqrt },
  log2: { takes: 1, apply: Math.log2 },
  min: { takes: 2, apply: Math.min },
  max: { takes: 2, apply: Math.max },
};

const SIGNATURES: Vocabulary['functions'] = new Map(
  Object.entries(FUNCTIONS).map(([name, { takes }]) => [name, new Array<Kind>(takes).fill('number')]),
);

/**
 * Parses an expression over whole numbers, with C's operators and precedence: `4*m`, `m%64==0 && n<=4096`. A number
 * directly before a name or a parenthesis multiplies: `4m`. Names are taken in any case. There are the functions
 * `ceil`, `floor`, `sqrt`, `log2`, `min` and `max`.
 * @param known the names that it may use
 * @param kind what it has to be
 * @returns or what is wrong: `value` names the place in the text, counted from 1, and what stands there
 */
export function parseExpression(
  text: string,
  known: readonly string[],
  kind: Kind,
): { expression: Expression } | { issue: Issue } {
  const nameOf = (word: string) => known.find((name) => name.toLowerCase() === word.toLowerCase());
  const parsed = parseWith(text, kind, { names: known, nameOf, functions: SIGNATURES });
  if ('issue' in parsed) return parsed;
  const { tree, parser } = parsed;
  return { expression: { kind, names: [...parser.names], evaluate: evaluator(tree) } };
}

/** Parses a text with some vocabulary; see parseExpression() for what is wrong. */
export function parseWith(
  text: string,
  kind: Kind,
  vocabulary: Vocabulary,
  indices: readonly string[] = [],
): { tree: Tree; parser: Parser } | { issue: Issue } {
  try {
    const parser = new Parser(text, vocabulary, indices);
    return { tree: parser.whole(kind), parser };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { token, expected } = error;
    const found = token.text === '' ? 'the end' : `"${token.text}"`;
    return { issue: { parameter: text, value: `${found} at ${token.at + 1}`, expected } };
  }
}

/** Whether evaluator() can make something of it. */
export function isEvaluable(tree: Tree): boolean {
  switch (tree.type) {
    case 'literal':
    case 'name':
      return true;
    case 'negation':
      return isEvaluable(tree.of);
    case 'operation':
      return isEvaluable(tree.left) && isEvaluable(tree.right);
    case 'call':
      return Object.hasOwn(FUNCTIONS, tree.name) && tree.of.every(isEvaluable);
    default:
      return false;
  }
}

/** What evaluates an expression over names and the functions of parseExpression(). */
export function evaluator(tree: Tree): (values: Values) => number {
  switch (tree.type) {
    case 'literal':
      return () => tree.value;
    case 'name':
      return (values) => values[tree.name] as number;
    case 'negation': {
      const of = evaluator(tree.of);
      return tree.kind === 'number' ? (values) => -of(values) : (values) => 1 - of(values);
    }
    case 'operation': {
      const [left, right] = [evaluator(tree.left), evaluator(tree.right)];
      const apply = OPERATORS[tree.operator] as (a: number, b: number) => number;
      return (values) => apply(left(values), right(values));
    }
    case 'call': {
      const of = tree.of.map(evaluator);
      const { apply } = FUNCTIONS[tree.name] as (typeof FUNCTIONS)[string];
      return (values) => apply(...of.map((one) => one(values)));
    }
    default:
      throw new Error(`an expression without parts of type "${tree.type}"`);
  }
}
