import type { Issue } from './issue.ts';

/** Values of names: the extents of a problem. */
export type Values = Readonly<Record<string, number>>;

/** A number, or whether something holds. */
export type Kind = 'number' | 'condition';

/** An expression that was parsed. Conditions are 1 where they hold, and else 0. */
export interface Expression {
  readonly kind: Kind;
  /** The names that it uses, each once. */
  readonly names: readonly string[];
  evaluate(values: Values): number;
}

/** A part of an expression, with the place where it begins in the text. */
interface Part {
  readonly kind: Kind;
  readonly at: number;
  readonly value: (values: Values) => number;
}

interface Operator {
  readonly takes: Kind;
  readonly gives: Kind;
  readonly apply: (a: number, b: number) => number;
}

const number = (apply: Operator['apply']): Operator => ({ takes: 'number', gives: 'number', apply });
const comparison = (holds: (a: number, b: number) => boolean): Operator => {
  return { takes: 'number', gives: 'condition', apply: (a, b) => Number(holds(a, b)) };
};
const both = (apply: Operator['apply']): Operator => ({ takes: 'condition', gives: 'condition', apply });

/** The binary operators, those that bind the least first; as in C. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { '||': both((a, b) => a | b) },
  { '&&': both((a, b) => a & b) },
  {
    '==': comparison((a, b) => a === b),
    '!=': comparison((a, b) => a !== b),
    '<=': comparison((a, b) => a <= b),
    '>=': comparison((a, b) => a >= b),
    '<': comparison((a, b) => a < b),
    '>': comparison((a, b) => a > b),
  },
  { '+': number((a, b) => a + b), '-': number((a, b) => a - b) },
  { '*': number((a, b) => a * b), '/': number((a, b) => a / b), '%': number((a, b) => a % b) },
];

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

const PREFIXES: ReadonlyMap<string, Kind> = new Map([
  ['-', 'number'],
  ['!', 'condition'],
]);

const TOKEN = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\d.])|[a-z]\w*|&&|\|\||[=!<>]=|[-+*/%<>()!]|\S|$)/iy;
const WORD = /^[a-z]\w*$/i;
const DIGITS = /^\d/;
/** Deeper nesting is a mistake, and might exhaust the stack. */
const MAX_DEPTH = 100;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** What ends parsing: where, and what was expected there. */
class Mistake extends Error {
  readonly token: Token;
  readonly expected: string;

  constructor(token: Token, expected: string) {
    super(expected);
    this.token = token;
    this.expected = expected;
  }
}

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
  const parser = new Parser(text, known);
  try {
    const { value } = expectKind(parser.whole(), kind, text);
    return { expression: { kind, names: [...parser.names], evaluate: value } };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { token, expected } = error;
    const found = token.text === '' ? 'the end' : `"${token.text}"`;
    return { issue: { parameter: text, value: `${found} at ${token.at + 1}`, expected } };
  }
}

class Parser {
  readonly names = new Set<string>();
  readonly #text: string;
  readonly #known: readonly string[];
  #token: Token = { text: '', at: 0 };
  #end = 0;
  #depth = 0;

  constructor(text: string, known: readonly string[]) {
    this.#text = text;
    this.#known = known;
    this.#next();
  }

  whole(): Part {
    const part = this.#binary(0);
    if (this.#token.text !== '') throw new Mistake(this.#token, 'an operator or the end');
    return part;
  }

  #next(): Token {
    const before = this.#token;
    TOKEN.lastIndex = this.#end;
    const [, text = ''] = TOKEN.exec(this.#text) ?? [];
    this.#end = TOKEN.lastIndex;
    this.#token = { text, at: this.#end - text.length };
    return before;
  }

  #binary(level: number): Part {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    while (Object.hasOwn(operators, this.#token.text)) {
      const operator = operators[this.#next().text] as Operator;
      const a = expectKind(left, operator.takes, this.#text);
      const b = expectKind(this.#binary(level + 1), operator.takes, this.#text);
      const value = (values: Values) => operator.apply(a.value(values), b.value(values));
      left = { kind: operator.gives, at: a.at, value };
    }
    return left;
  }

  #unary(): Part {
    const { text, at } = this.#token;
    if (++this.#depth > MAX_DEPTH) throw new Mistake(this.#token, `at most ${MAX_DEPTH} levels of nesting`);
    const kind = PREFIXES.get(text);
    const part = kind ? this.#prefixed(kind, at) : this.#factor();
    this.#depth--;
    return part;
  }

  #prefixed(kind: Kind, at: number): Part {
    this.#next();
    const { value } = expectKind(this.#unary(), kind, this.#text);
    return { kind, at, value: (values) => (kind === 'number' ? -value(values) : 1 - value(values)) };
  }

  /** A number, a name, a parenthesis; or a number and one of the others, which it multiplies. */
  #factor(): Part {
    const { text, at } = this.#token;
    if (!DIGITS.test(text)) return this.#primary();
    this.#next();
    const factor = Number(text);
    const isProduct = this.#token.text === '(' || WORD.test(this.#token.text);
    if (!isProduct) return { kind: 'number', at, value: () => factor };
    const { value } = expectKind(this.#primary(), 'number', this.#text);
    return { kind: 'number', at, value: (values) => factor * value(values) };
  }

  #primary(): Part {
    const token = this.#next();
    if (token.text === '(') {
      const part = this.#binary(0);
      if (this.#token.text !== ')') throw new Mistake(this.#token, 'an operator or ")"');
      this.#next();
      return { ...part, at: token.at };
    }
    const text = token.text.toLowerCase();
    if (this.#token.text === '(' && Object.hasOwn(FUNCTIONS, text)) return this.#call(text, token.at);
    const name = this.#known.find((known) => known.toLowerCase() === text);
    if (name === undefined) throw new Mistake(token, `a number, ${this.#known.join(', ')} or "("`);
    this.names.add(name);
    return { kind: 'number', at: token.at, value: (values) => values[name] as number };
  }

  /** A call of a function, from its opening parenthesis on. */
  #call(name: string, at: number): Part {
    const { takes, apply } = FUNCTIONS[name] as (typeof FUNCTIONS)[string];
    const numbers: Part[] = [];
    while (numbers.length < takes) {
      this.#next();
      numbers.push(expectKind(this.#binary(0), 'number', this.#text));
      const after = numbers.length < takes ? ',' : ')';
      if (this.#token.text !== after) throw new Mistake(this.#token, `an operator or "${after}"`);
    }
    this.#next();
    return { kind: 'number', at, value: (values) => apply(...numbers.map(({ value }) => value(values))) };
  }
}

function expectKind(part: Part, kind: Kind, text: string): Part {
  if (part.kind === kind) return part;
  const token = { text: text.slice(part.at).trim(), at: part.at };
  throw new Mistake(
    token,
    kind === 'number' ? 'a number, not a condition' : 'a condition, such as m % 64 == 0',
  );
}
