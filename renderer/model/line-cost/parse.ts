import { ExpressionParser } from './parse-expression.ts';
import {
  type Declarations,
  type Expression,
  type MslFunction,
  NotCounted,
  type Statement,
  type TypeName,
  type Variable,
} from './syntax.ts';
import { tokensOf } from './tokens.ts';

/** What MSL text declares. Throws NotCounted at what this does not understand: classes, lambdas, switch and goto. */
export function parse(text: string): Declarations {
  return new Parser(tokensOf(text)).program();
}

class Parser extends ExpressionParser {
  readonly #functions: MslFunction[] = [];
  readonly #structs = new Map<string, readonly Variable[]>();
  readonly #aliases = new Map<string, TypeName>();
  readonly #constants: Variable[] = [];

  program(): Declarations {
    while (this.token.kind !== 'end') this.#declaration();
    return {
      functions: this.#functions,
      structs: this.#structs,
      aliases: this.#aliases,
      constants: this.#constants,
    };
  }

  #declaration(): void {
    if (this.takeIf(';')) return;
    if (this.is('using') || this.is('typedef')) this.#alias();
    else if (this.is('struct') && this.ahead(2).text === '{') this.#struct();
    else this.#variablesOrFunction();
  }

  #variablesOrFunction(): void {
    const templateNames = this.takeIf('template') ? this.#templateNames() : [];
    this.#attributes();
    const type = this.pointer(this.type());
    const { line } = this.token;
    if (this.ahead(1).text !== '(') {
      this.#constants.push(...this.#variables(type));
      return;
    }
    const name = this.word();
    if (templateNames.length > 0) this.templates.add(name);
    this.take();
    const parameters: Variable[] = [];
    while (!this.is(')')) {
      parameters.push(this.#variable(this.type()));
      if (!this.takeIf(',')) break;
    }
    this.expect(')');
    this.#attributes();
    if (!this.takeIf(';'))
      this.#functions.push({ name, line, type, templateNames, parameters, body: this.#block() });
    for (const one of templateNames) this.types.delete(one);
  }

  /** Registers the types among them, which are types until the function ends. */
  #templateNames(): readonly string[] {
    const names: string[] = [];
    this.expect('<');
    while (!this.is('>')) {
      const isTypeParameter = this.takeIf('typename') || this.takeIf('class');
      if (!isTypeParameter) this.type();
      const name = this.word();
      if (this.is('='))
        throw new NotCounted(this.token.line, 'a default of a template parameter is not followed');
      if (isTypeParameter) this.types.add(name);
      names.push(name);
      if (!this.takeIf(',')) break;
    }
    this.expect('>');
    return names;
  }

  #alias(): void {
    const isUsing = this.take().text === 'using';
    if (isUsing && this.takeIf('namespace')) this.word();
    else if (isUsing) {
      const name = this.word();
      this.expect('=');
      this.#aliases.set(name, this.pointer(this.type()));
      this.types.add(name);
    } else {
      const type = this.pointer(this.type());
      const name = this.word();
      this.#aliases.set(name, type);
      this.types.add(name);
    }
    this.expect(';');
  }

  #struct(): void {
    this.take();
    const name = this.word();
    this.types.add(name);
    this.expect('{');
    const fields: Variable[] = [];
    while (!this.is('}')) fields.push(...this.#variables(this.type()));
    this.expect('}');
    this.expect(';');
    this.#structs.set(name, fields);
  }

  /** Reads attributes and returns the last one. */
  #attributes(): Variable['attribute'] {
    let attribute: Variable['attribute'] = null;
    while (this.is('[') && this.ahead(1).text === '[') {
      this.take();
      this.take();
      while (!this.is(']')) {
        const name = this.take().text;
        const index = this.is('(') ? this.args(')')[0] : undefined;
        if (name !== ',') attribute = { name, index: index?.kind === 'number' ? index.value : -1 };
      }
      this.expect(']');
      this.expect(']');
    }
    if (this.takeIf('alignas')) this.args(')');
    return attribute;
  }

  /** `*x`, `&x`, `(&x)[2]`, `x[2]`, each with an attribute and a value. */
  #variable(base: TypeName): Variable {
    const { line } = this.token;
    let type = this.pointer(base);
    let isReference = this.takeIf('&');
    let name: string;
    if (this.takeIf('(')) {
      if (this.takeIf('*')) type = { ...type, isPointer: true };
      else isReference = this.takeIf('&');
      name = this.word();
      this.expect(')');
    } else {
      name = this.token.kind === 'word' ? this.word() : '';
    }
    const extents: Expression[] = [];
    while (this.is('[') && this.ahead(1).text !== '[') {
      this.take();
      extents.push(this.is(']') ? { kind: 'number', value: 0, isReal: false, line } : this.expression());
      this.expect(']');
    }
    const attribute = this.#attributes();
    let value: Expression | null = null;
    if (this.takeIf('='))
      value = this.is('{') ? { kind: 'list', args: this.args('}'), line } : this.assignment();
    else if (this.is('{')) value = { kind: 'list', args: this.args('}'), line };
    else if (this.is('(')) value = { kind: 'make', type, args: this.args(')'), line };
    return { line, type, name, extents, isReference, value, attribute };
  }

  #variables(type: TypeName): readonly Variable[] {
    const variables = [];
    do variables.push(this.#variable(type));
    while (this.takeIf(','));
    this.expect(';');
    return variables;
  }

  #block(): Statement {
    const { line } = this.token;
    this.expect('{');
    const body: Statement[] = [];
    while (!this.is('}')) body.push(this.#statement());
    this.expect('}');
    return { kind: 'block', body, line };
  }

  #isDeclaration(): boolean {
    return this.isType() && !['(', '{'].includes(this.ahead(1).text);
  }

  #statement(): Statement {
    const { text, line } = this.token;
    switch (text) {
      case '{':
        return this.#block();
      case ';':
        this.take();
        return { kind: 'block', body: [], line };
      case 'if':
        return this.#if();
      case 'for':
      case 'while':
      case 'do':
        return this.#loop();
      case 'break':
      case 'continue':
        this.take();
        this.expect(';');
        return { kind: text, line };
      case 'return': {
        this.take();
        const value = this.is(';') ? null : this.is('{') ? this.#list() : this.expression();
        this.expect(';');
        return { kind: 'return', value, line };
      }
      default: {
        this.#attributes();
        if (this.#isDeclaration())
          return { kind: 'variables', variables: this.#variables(this.type()), line };
        const expression = this.expression();
        this.expect(';');
        return { kind: 'expression', expression, line };
      }
    }
  }

  #list(): Expression {
    const { line } = this.token;
    return { kind: 'list', args: this.args('}'), line };
  }

  #if(): Statement {
    const { line } = this.take();
    this.takeIf('constexpr');
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    const yes = this.#statement();
    return { kind: 'if', condition, yes, no: this.takeIf('else') ? this.#statement() : null, line };
  }

  #loop(): Statement {
    const { text, line } = this.take();
    let first: Statement | null = null;
    let condition: Expression | null = null;
    let step: Expression | null = null;
    if (text === 'do') {
      const body = this.#statement();
      this.expect('while');
      condition = this.expression();
      this.expect(';');
      return { kind: 'loop', first, condition, step, body, isLate: true, line };
    }
    this.expect('(');
    if (text === 'for') {
      first = this.#statement();
      if (!this.is(';')) condition = this.expression();
      this.expect(';');
      if (!this.is(')')) step = this.expression();
    } else condition = this.expression();
    this.expect(')');
    return { kind: 'loop', first, condition, step, body: this.#statement(), isLate: false, line };
  }
}
