import { type Kind, REDUCTIONS, type ReductionName, type Tree } from './tree.ts';

interface Operator {
  readonly takes: Kind;
  readonly gives: Kind;
}

const NUMBER: Operator = { takes: 'number', gives: 'number' };
const COMPARISON: Operator = { takes: 'number', gives: 'condition' };
const BOTH: Operator = { takes: 'condition', gives: 'condition' };

/** The binary operators, those that bind the least first; as in C. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { '||': BOTH },
  { '&&': BOTH },
  {
    ...{ '==': COMPARISON, '!=': COMPARISON, '<=': COMPARISON, '>=': COMPARISON },
    ...{ '<': COMPARISON, '>': COMPARISON },
  },
  { '+': NUMBER, '-': NUMBER },
  { '*': NUMBER, '/': NUMBER, '%': NUMBER },
];

const PREFIXES: ReadonlyMap<string, Kind> = new Map([
  ['-', 'number'],
  ['!', 'condition'],
]);

const TOKEN = /\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\d.])|[a-z]\w*|&&|\|\||[=!<>]=|[-+*/%<>()!]|\S|$)/iy;
const WORD = /^[a-z]\w*$/i;
const DIGITS = /^\d/;
/** Deeper nesting is a mistake, and might exhaust the stack. */
const MAX_DEPTH = 100;

/** What an expression may be made of. */
export interface Vocabulary {
  /** As messages list them. */
  readonly names: readonly string[];
  /** The name that a word stands for. */
  nameOf(word: string): string | undefined;
  /** What each function takes. All give numbers. */
  readonly functions: ReadonlyMap<string, readonly Kind[]>;
  /** How many indices the elements of each array have. Without arrays there are no reductions either. */
  readonly arrays?: ReadonlyMap<string, number>;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

/** What ends parsing: where, and what was expected there. */
export class Mistake extends Error {
  readonly token: Token;
  readonly expected: string;

  constructor(token: Token, expected: string) {
    super(expected);
    this.token = token;
    this.expected = expected;
  }
}

/** Parses one text. Throws Mistake. */
export class Parser {
  /** The names that it uses, other than indices. */
  readonly names = new Set<string>();
  /** The arrays that it uses. */
  readonly arrays = new Set<string>();
  readonly #text: string;
  readonly #vocabulary: Vocabulary;
  /** Those of the reductions around. */
  readonly #indices: string[];
  #token: Token = { text: '', at: 0 };
  #end = 0;
  #depth = 0;

  /** @param indices of an array that the expression gives the elements of */
  constructor(text: string, vocabulary: Vocabulary, indices: readonly string[] = []) {
    this.#text = text;
    this.#vocabulary = vocabulary;
    this.#indices = [...indices];
    this.#next();
  }

  /** All of the text, which has to be of a kind. */
  whole(kind: Kind): Tree {
    const tree = this.#binary(0);
    if (this.#token.text !== '') throw new Mistake(this.#token, 'an operator or the end');
    return this.#ofKind(tree, kind);
  }

  #next(): Token {
    const before = this.#token;
    TOKEN.lastIndex = this.#end;
    const [, text = ''] = TOKEN.exec(this.#text) ?? [];
    this.#end = TOKEN.lastIndex;
    this.#token = { text, at: this.#end - text.length };
    return before;
  }

  #skip(text: string, expected = `"${text}"`): void {
    if (this.#token.text !== text) throw new Mistake(this.#token, expected);
    this.#next();
  }

  #ofKind(tree: Tree, kind: Kind): Tree {
    if (tree.kind === kind) return tree;
    const token = { text: this.#text.slice(tree.at).trim(), at: tree.at };
    throw new Mistake(
      token,
      kind === 'number' ? 'a number, not a condition' : 'a condition, such as m % 64 == 0',
    );
  }

  #binary(level: number): Tree {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    while (Object.hasOwn(operators, this.#token.text)) {
      const operator = this.#next().text;
      const { takes, gives } = operators[operator] as Operator;
      left = this.#ofKind(left, takes);
      const right = this.#ofKind(this.#binary(level + 1), takes);
      left = { type: 'operation', kind: gives, at: left.at, operator, left, right };
    }
    return left;
  }

  #unary(): Tree {
    const { text, at } = this.#token;
    if (++this.#depth > MAX_DEPTH) throw new Mistake(this.#token, `at most ${MAX_DEPTH} levels of nesting`);
    const kind = PREFIXES.get(text);
    const tree = kind ? this.#prefixed(kind, at) : this.#factor();
    this.#depth--;
    return tree;
  }

  #prefixed(kind: Kind, at: number): Tree {
    this.#next();
    return { type: 'negation', kind, at, of: this.#ofKind(this.#unary(), kind) };
  }

  /** A number, a name, a parenthesis; or a number and one of the others, which it multiplies. */
  #factor(): Tree {
    const { text, at } = this.#token;
    if (!DIGITS.test(text)) return this.#primary();
    this.#next();
    const left: Tree = { type: 'literal', kind: 'number', at, value: Number(text) };
    const isProduct = this.#token.text === '(' || WORD.test(this.#token.text);
    if (!isProduct) return left;
    const right = this.#ofKind(this.#primary(), 'number');
    return { type: 'operation', kind: 'number', at, operator: '*', left, right };
  }

  #primary(): Tree {
    const token = this.#next();
    const { text, at } = token;
    if (text === '(') {
      const tree = this.#binary(0);
      this.#skip(')', 'an operator or ")"');
      return { ...tree, at };
    }
    const { functions, arrays, names, nameOf } = this.#vocabulary;
    if (this.#token.text === '(') {
      const called = text.toLowerCase();
      const over = REDUCTIONS.find((name) => name === called);
      if (arrays && over && this.#isReduction()) return this.#reduction(over, at);
      const takes = functions.get(called);
      if (takes) return this.#call(called, takes, at);
    }
    const rank = arrays?.get(text);
    if (rank !== undefined) return this.#element(text, rank, at);
    if (this.#indices.includes(text)) return { type: 'name', kind: 'number', at, name: text };
    const name = nameOf(text);
    if (name === undefined) {
      const known = [...this.#indices, ...names, ...(arrays?.keys() ?? [])];
      throw new Mistake(token, `a number, ${known.join(', ')} or "("`);
    }
    this.names.add(name);
    return { type: 'name', kind: 'number', at, name };
  }

  /** Whether an index follows the opening parenthesis: `max(j: n, …)`, not `max(a, b)`. */
  #isReduction(): boolean {
    return /^\s*[a-z]\w*\s*:/i.test(this.#text.slice(this.#end));
  }

  /** A call of a function, from its opening parenthesis on. */
  #call(name: string, takes: readonly Kind[], at: number): Tree {
    const of: Tree[] = [];
    this.#next();
    for (const [index, kind] of takes.entries()) {
      of.push(this.#ofKind(this.#binary(0), kind));
      const after = index < takes.length - 1 ? ',' : ')';
      this.#skip(after, `an operator or "${after}"`);
    }
    return { type: 'call', kind: 'number', at, name, of };
  }

  /** `sum(k: K, body)`, from its opening parenthesis on. */
  #reduction(over: ReductionName, at: number): Tree {
    this.#next();
    const index = this.#next();
    const { names, arrays } = this.#vocabulary;
    const isTaken = names.includes(index.text) || arrays?.has(index.text);
    if (isTaken || this.#indices.includes(index.text))
      throw new Mistake(index, 'an index with a name that nothing else has');
    this.#skip(':');
    const used = this.arrays.size;
    const range = this.#ofKind(this.#binary(0), 'number');
    if (this.arrays.size > used) throw new Mistake(index, 'a range over extents and indices only');
    this.#skip(',', 'an operator or ","');
    this.#indices.push(index.text);
    const body = this.#ofKind(this.#binary(0), 'number');
    this.#indices.pop();
    this.#skip(')', 'an operator or ")"');
    return { type: 'reduction', kind: 'number', at, over, index: index.text, range, body };
  }

  /** `X[i, j]`, from its opening bracket on. */
  #element(array: string, rank: number, at: number): Tree {
    this.arrays.add(array);
    const indices: Tree[] = [];
    if (rank > 0) {
      const expected = `"[" and ${rank === 1 ? 'an index' : `${rank} indices`} of ${array}`;
      this.#skip('[', expected);
      for (let index = 0; index < rank; index++) {
        indices.push(this.#ofKind(this.#binary(0), 'number'));
        const after = index < rank - 1 ? ',' : ']';
        this.#skip(after, `an operator or "${after}", since ${array} has ${rank} dimensions`);
      }
    }
    return { type: 'element', kind: 'number', at, array, indices };
  }
}
