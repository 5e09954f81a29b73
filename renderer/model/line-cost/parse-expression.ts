import { type AddressSpace, type Expression, NotCounted, type TypeName } from './syntax.ts';
import type { Token } from './tokens.ts';

const SPACES = new Set(['device', 'constant', 'threadgroup', 'thread']);
const QUALIFIERS = new Set([
  'const',
  'constexpr',
  'static',
  'inline',
  'volatile',
  'restrict',
  'kernel',
  'struct',
]);
const NUMBERS =
  '(?:packed_)?(?:bool|char|uchar|short|ushort|int|uint|long|ulong|half|float|bfloat)[234]?|u?int(?:8|16|32|64)_t|size_t|ptrdiff_t';
const BUILT_IN = new RegExp(
  `^(?:${NUMBERS}|void|auto|unsigned|vec|packed_vec|simdgroup_matrix|simdgroup_(?:float|half|bfloat)8x8|(?:half|float)[234]x[234]|atomic(?:_u?int|_float)?)$`,
);
const CASTS = new Set(['static_cast', 'reinterpret_cast', 'const_cast']);
const BINDING: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const SHIFT = 7;
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

/** Reads expressions and types. Throws NotCounted at what it does not understand. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Names of types, beside those of the language. */
  protected readonly types = new Set<string>();
  /** Functions that are called with template arguments. */
  protected readonly templates = new Set(['make_filled_simdgroup_matrix', 'as_type', ...CASTS]);

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  protected get token(): Token {
    return this.ahead(0);
  }

  protected ahead(count: number): Token {
    return this.#tokens[Math.min(this.#at + count, this.#tokens.length - 1)] as Token;
  }

  protected is(text: string): boolean {
    return this.token.text === text;
  }

  protected take(): Token {
    const { token } = this;
    if (token.kind === 'end') throw this.strange();
    this.#at++;
    return token;
  }

  protected takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.takeIf(text)) throw this.strange();
  }

  protected strange(): NotCounted {
    const { kind, line, text } = this.token;
    return new NotCounted(line, kind === 'end' ? 'the text ends too early' : `“${text}” is not understood`);
  }

  protected word(): string {
    if (this.token.kind !== 'word') throw this.strange();
    return this.take().text;
  }

  /** Whether a type begins here. */
  protected isType(): boolean {
    const { text } = this.token;
    if (SPACES.has(text) || QUALIFIERS.has(text)) return true;
    if (text === 'metal' && this.ahead(1).text === '::') return this.isTypeName(this.ahead(2).text);
    return this.isTypeName(text);
  }

  protected isTypeName(text: string): boolean {
    return BUILT_IN.test(text) || this.types.has(text);
  }

  /** A type with its qualifiers, without a `*` that would belong to a variable. */
  protected type(): TypeName {
    let space: AddressSpace | null = null;
    let name = '';
    let args: readonly (TypeName | Expression)[] = [];
    for (;;) {
      const { text } = this.token;
      if (SPACES.has(text)) space = this.take().text as AddressSpace;
      else if (QUALIFIERS.has(text)) this.take();
      else if (text === 'metal' && this.ahead(1).text === '::') this.#at += 2;
      else if (name === 'unsigned' && /^(?:int|char|short|long)$/.test(text)) name = `u${this.take().text}`;
      else if (name === '' && this.token.kind === 'word') {
        name = this.take().text;
        if (this.is('<')) args = this.templateArgs();
      } else break;
    }
    if (name === '') throw this.strange();
    return { name: name === 'unsigned' ? 'uint' : name, args, space, isPointer: false };
  }

  protected pointer(type: TypeName): TypeName {
    let isPointer = false;
    while (this.is('*') || QUALIFIERS.has(this.token.text)) {
      if (this.take().text !== '*') continue;
      if (isPointer) throw new NotCounted(this.token.line, 'a pointer to pointers is not followed');
      isPointer = true;
    }
    return { ...type, isPointer };
  }

  #abstractType(): TypeName {
    const type = this.pointer(this.type());
    this.takeIf('&');
    return type;
  }

  protected templateArgs(): readonly (TypeName | Expression)[] {
    this.expect('<');
    const args: (TypeName | Expression)[] = [];
    while (!this.is('>')) {
      args.push(this.isType() ? this.#abstractType() : this.#binary(SHIFT + 1));
      if (!this.takeIf(',')) break;
    }
    this.expect('>');
    return args;
  }

  protected expression(): Expression {
    const first = this.assignment();
    if (!this.is(',')) return first;
    const { line } = this.take();
    return { kind: 'binary', sign: ',', left: first, right: this.expression(), line };
  }

  protected assignment(): Expression {
    const left = this.#choice();
    if (!ASSIGNMENTS.has(this.token.text)) return left;
    const { text: sign, line } = this.take();
    return { kind: 'assign', sign, left, right: this.assignment(), line };
  }

  #choice(): Expression {
    const condition = this.#binary(0);
    if (!this.is('?')) return condition;
    const { line } = this.take();
    const yes = this.assignment();
    this.expect(':');
    return { kind: 'choice', condition, yes, no: this.assignment(), line };
  }

  #binary(level: number): Expression {
    const signs = BINDING[level];
    if (!signs) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const sign = this.#sign();
      if (!signs.includes(sign)) return left;
      const { line } = this.take();
      if (sign === '>>') this.take();
      left = { kind: 'binary', sign, left, right: this.#binary(level + 1), line };
    }
  }

  /** `>>` is two tokens, as it ends lists of template arguments. */
  #sign(): string {
    return this.is('>') && this.ahead(1).text === '>' ? '>>' : this.token.text;
  }

  #unary(): Expression {
    const { text, line } = this.token;
    if (['-', '+', '!', '~', '*', '&'].includes(text)) {
      this.take();
      return { kind: 'unary', sign: text, of: this.#unary(), line };
    }
    if (text === '++' || text === '--') {
      this.take();
      return { kind: 'step', sign: text, of: this.#unary(), line };
    }
    if (text === '(') {
      this.take();
      if (this.isType() && !this.#isMade()) {
        const type = this.#abstractType();
        this.expect(')');
        return { kind: 'make', type, args: [this.#unary()], line };
      }
      const inside = this.expression();
      this.expect(')');
      return this.#after(inside);
    }
    return this.#after(this.#primary());
  }

  /** Whether `(float4(x) …` begins here, and no cast. */
  #isMade(): boolean {
    return this.isTypeName(this.token.text) && (this.ahead(1).text === '(' || this.ahead(1).text === '{');
  }

  #after(first: Expression): Expression {
    let of = first;
    for (;;) {
      const { text, line } = this.token;
      if (text === '[') {
        this.take();
        of = { kind: 'element', of, index: this.expression(), line };
        this.expect(']');
      } else if (text === '.' || text === '->') {
        this.take();
        const name = this.word();
        if (this.is('(') && (name !== 'thread_elements' || this.args(')').length > 0))
          throw new NotCounted(line, `“${name}” is not followed`);
        of = { kind: 'member', of, name, line };
      } else if (text === '++' || text === '--') {
        this.take();
        of = { kind: 'step', sign: text, of, line };
      } else return of;
    }
  }

  /** Arguments with the brackets around them. */
  protected args(end: ')' | '}'): readonly Expression[] {
    this.take();
    const args: Expression[] = [];
    while (!this.is(end)) {
      args.push(this.is('{') ? this.#primary() : this.assignment());
      if (!this.takeIf(',')) break;
    }
    this.expect(end);
    return args;
  }

  #primary(): Expression {
    const { kind, text, line } = this.token;
    if (kind === 'number') {
      this.take();
      const isHex = /^0x/i.test(text);
      const value = Number(text.replace(isHex ? /[uUlL]+$/ : /[uUlLfFhH]+$/, ''));
      return { kind: 'number', value, isReal: !isHex && /[.efh]/i.test(text), line };
    }
    if (text === '{') return { kind: 'list', args: this.args('}'), line };
    if (kind !== 'word') throw this.strange();
    if (this.isType()) {
      const type = this.type();
      if (this.is('(') || this.is('{'))
        return { kind: 'make', type, args: this.args(this.is('(') ? ')' : '}'), line };
      throw this.strange();
    }
    let name = this.word();
    while (this.takeIf('::'))
      name = ['metal', 'fast', 'precise'].includes(name) ? this.word() : `${name}::${this.word()}`;
    const templateArgs = this.templates.has(name) && this.is('<') ? this.templateArgs() : [];
    if (!this.is('(')) return { kind: 'name', name, line };
    if (name === 'sizeof') {
      this.take();
      const type = this.#abstractType();
      this.expect(')');
      return { kind: 'call', name, templateArgs: [type], args: [], line };
    }
    const args = this.args(')');
    const [type] = templateArgs;
    if (type && !('kind' in type) && (CASTS.has(name) || name === 'as_type'))
      return name === 'as_type'
        ? { kind: 'call', name, templateArgs, args, line }
        : { kind: 'make', type, args, line };
    return { kind: 'call', name, templateArgs, args, line };
  }
}
