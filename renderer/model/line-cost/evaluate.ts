import { BOOL, Cell, commonType, convert, elementType, FLOAT, INT, sizeOf, type Type, UINT } from './cell.ts';
import { libraryCost } from './library.ts';
import {
  type Declarations,
  type Expression,
  type MslFunction,
  NotCounted,
  type TypeName,
  type Variable,
} from './syntax.ts';
import { pointerTo, Types, truthOf, unknownName } from './types.ts';
import { COMPARISONS, compute, copyOf, elementOf, fill, isProduct, made, member, moved } from './values.ts';

/** What a thread does in a line. */
export interface Counts {
  /** Elements of results that depend on data; a multiply-add counts once. */
  arithmetic: number;
  /** Elements that are read or written. */
  device: number;
  threadgroup: number;
  /** Whether a condition that depends on data decides about some of it; it is counted as if it held. */
  isConditional: boolean;
}

/** Evaluations of expressions after which a kernel is too long to be counted. */
const MAX_STEPS = 1_000_000;

/** What names mean in a function. */
export interface Frame {
  readonly scopes: Map<string, Cell>[];
  readonly types: ReadonlyMap<string, Type>;
  /** Of what it returns. */
  readonly type: Type;
  result: Cell | null;
}

/** Evaluates expressions, and counts what those cost that depend on data. */
export abstract class Evaluator {
  readonly counts = new Map<number, Counts>();
  protected readonly functions = new Map<string, MslFunction[]>();
  protected readonly globals = new Map<string, Cell>();
  protected frame: Frame = { scopes: [this.globals], types: new Map(), type: FLOAT, result: null };
  /** Conditions that depend on data around what runs. */
  protected level = 0;
  /** Turns of loops that what runs stands for. */
  protected weight = 1;
  readonly #types: Types;
  #steps = 0;

  constructor(declarations: Declarations) {
    this.#types = new Types(declarations);
    for (const one of declarations.functions)
      this.functions.set(one.name, [...(this.functions.get(one.name) ?? []), one]);
  }

  /** Calls one of the functions of the text that have the name. */
  protected abstract enter(functions: readonly MslFunction[], call: Expression & { kind: 'call' }): Cell;

  protected count(line: number, kind: 'arithmetic' | 'device' | 'threadgroup', amount: number): void {
    let counts = this.counts.get(line);
    if (!counts) {
      counts = { arithmetic: 0, device: 0, threadgroup: 0, isConditional: false };
      this.counts.set(line, counts);
    }
    counts[kind] += amount * this.weight;
    if (this.level > 0) counts.isConditional = true;
  }

  protected typeOf(variable: Variable): Type {
    return this.#types.ofVariable(variable, this.frame.types, (extent) => this.#number(extent));
  }

  protected named(name: TypeName): Type {
    return this.#types.of(name, this.frame.types, (extent) => this.#number(extent));
  }

  #number(expression: Expression): number {
    const { known } = this.value(expression);
    if (known === null) throw new NotCounted(expression.line, 'an extent depends on data');
    return known;
  }

  protected define(variable: Variable): void {
    const { name, type: written, value, isReference } = variable;
    const scope = this.frame.scopes.at(-1) as Map<string, Cell>;
    if (isReference && value) {
      scope.set(name, this.place(value));
      return;
    }
    const given =
      value && (value.kind === 'list' ? this.list(value, this.typeOf(variable)) : this.value(value));
    const type = written.name === 'auto' && given ? given.type : this.typeOf(variable);
    const cell = new Cell(type, null, this.level);
    if (!written.isPointer && written.space === 'threadgroup') cell.memory = 'threadgroup';
    if (given) cell.set(given);
    scope.set(name, cell);
  }

  protected step(line: number): void {
    if (++this.#steps > MAX_STEPS) throw new NotCounted(line, 'a thread does too much to be followed here');
  }

  /** The value of an expression, which is read where it is in memory. */
  protected value(expression: Expression): Cell {
    const cell = this.place(expression);
    if (cell.memory && !cell.type.extents) this.count(expression.line, cell.memory, cell.elements);
    return cell;
  }

  protected assign(cell: Cell, value: Cell, line: number): void {
    if (cell.memory) this.count(line, cell.memory, cell.elements);
    else if (this.level > cell.level) cell.forget();
    else cell.set(value);
  }

  protected place(expression: Expression): Cell {
    this.step(expression.line);
    switch (expression.kind) {
      case 'number':
        return new Cell(expression.isReal ? FLOAT : INT, expression.value);
      case 'name':
        return this.#variable(expression.name, expression.line);
      case 'unary':
        return this.#unary(expression);
      case 'step': {
        const { sign, of, line } = expression;
        const cell = this.value(of);
        const before = copyOf(cell, this.level);
        const after = new Cell(cell.type, cell.known === null ? null : cell.known + (sign === '++' ? 1 : -1));
        after.target = null;
        if (!cell.isKnown) this.count(line, 'arithmetic', cell.elements);
        this.assign(cell, after, line);
        return before;
      }
      case 'binary':
        return this.#binary(expression);
      case 'assign':
        return this.#assignment(expression);
      case 'choice':
        return this.#choice(expression);
      case 'call':
        return this.#call(expression);
      case 'make':
        return this.#make(expression);
      case 'list':
        return this.list(expression, FLOAT);
      case 'element':
        return elementOf(this.place(expression.of), this.value(expression.index).known);
      case 'member':
        return member(this.place(expression.of), expression.name, expression.line);
    }
  }

  protected found(name: string): Cell | undefined {
    const { scopes } = this.frame;
    for (let i = scopes.length - 1; i >= 0; i--) {
      const cell = scopes[i]?.get(name);
      if (cell) return cell;
    }
    return undefined;
  }

  #variable(name: string, line: number): Cell {
    const cell = this.found(name);
    if (cell) return cell;
    if (name === 'true' || name === 'false') return truthOf(name === 'true');
    if (name.includes('::') || /^memory_order|^M_|^[A-Z][A-Z\d_]*$/.test(name))
      return new Cell(FLOAT, name === 'INFINITY' ? Number.POSITIVE_INFINITY : 0);
    throw unknownName(line, name);
  }

  #unary({ sign, of, line }: Expression & { kind: 'unary' }): Cell {
    if (sign === '*') {
      const pointer = this.value(of);
      return elementOf(pointer, 0);
    }
    if (sign === '&') {
      const cell = this.place(of);
      const pointer = new Cell(pointerTo(cell.type, cell.memory));
      pointer.target = cell.memory ? null : cell;
      return pointer;
    }
    const value = this.value(of);
    const type = sign === '!' ? { ...BOOL, width: value.type.width } : value.type;
    const result = new Cell(type);
    const numberOf = (known: number) =>
      convert(sign === '-' ? -known : sign === '!' ? Number(!known) : sign === '~' ? ~known : known, type);
    // A sign and a negation are part of what uses them.
    if (value.isKnown) fill(result, (index) => numberOf(value.at(index) ?? Number.NaN));
    else if (sign === '~') this.count(line, 'arithmetic', value.elements);
    return result;
  }

  #binary({ sign, left, right, line }: Expression & { kind: 'binary' }): Cell {
    if (sign === ',') {
      this.place(left);
      return this.place(right);
    }
    const a = this.value(left);
    if (sign === '&&' || sign === '||') {
      if (a.known !== null && Boolean(a.known) === (sign === '||')) return truthOf(sign === '||');
      const b = this.value(right);
      if (a.known !== null && b.known !== null) return truthOf(b.known !== 0);
      if (b.known !== null && Boolean(b.known) === (sign === '||')) return truthOf(sign === '||');
      return new Cell(BOOL);
    }
    const b = this.value(right);
    const isFused =
      (sign === '+' || sign === '-') &&
      (isProduct(left) && !a.isKnown ? true : isProduct(right) && !b.isKnown);
    return this.#operate(sign, a, b, line, isFused);
  }

  #operate(sign: string, a: Cell, b: Cell, line: number, isFused: boolean): Cell {
    const type = commonType(a.type, b.type);
    if (type.pointee || type.extents) return moved(a.type.pointee || a.type.extents ? a : b);
    const compares = COMPARISONS.has(sign);
    const result = new Cell(compares ? { ...BOOL, width: type.width } : type);
    if (a.isKnown && b.isKnown)
      fill(result, (index) => compute(sign, a.at(index) ?? Number.NaN, b.at(index) ?? Number.NaN, type));
    else if (!isFused) this.count(line, 'arithmetic', result.elements);
    return result;
  }

  #assignment({ sign, left, right, line }: Expression & { kind: 'assign' }): Cell {
    const cell = sign === '=' ? this.place(left) : null;
    const value = right.kind === 'list' && cell ? this.list(right, cell.type) : this.value(right);
    if (cell) {
      this.assign(cell, value, line);
      return cell.memory ? copyOf(value, this.level) : cell;
    }
    const target = this.value(left);
    const isFused = (sign === '+=' || sign === '-=') && isProduct(right) && !value.isKnown;
    this.assign(target, this.#operate(sign.slice(0, -1), target, value, line, isFused), line);
    return target;
  }

  #choice({ condition, yes, no, line }: Expression & { kind: 'choice' }): Cell {
    const { known } = this.value(condition);
    if (known !== null) return this.place(known ? yes : no);
    this.level++;
    const [a, b] = [this.value(yes), this.value(no)];
    this.level--;
    const result = new Cell(commonType(a.type, b.type));
    if (!result.type.pointee) this.count(line, 'arithmetic', result.elements);
    return result;
  }

  #make({ type: name, args }: Expression & { kind: 'make' }): Cell {
    const type = this.named(name);
    const values = args.map((arg) => this.value(arg));
    const [first] = values;
    if (type.pointee) {
      const pointer = new Cell(type);
      // A cast to another type sees other elements.
      if (first?.target && first.type.name === type.name) pointer.target = first.target;
      pointer.bytes = first?.bytes ?? null;
      return pointer;
    }
    return made(type, values, this.level);
  }

  protected list({ args }: Expression & { kind: 'list' }, type: Type): Cell {
    const cell = new Cell(type, null, this.level);
    const fields = type.extents || !type.fields ? null : [...type.fields];
    if (!type.extents && !fields)
      return made(
        type,
        args.map((arg) => this.value(arg)),
        this.level,
      );
    args.forEach((arg, index) => {
      const [name, own] = fields?.[index] ?? [index, elementType(type)];
      const value = arg.kind === 'list' ? this.list(arg, own) : this.value(arg);
      cell.part(name, own).set(value);
    });
    return cell;
  }

  #call(call: Expression & { kind: 'call' }): Cell {
    const { name, templateArgs, args, line } = call;
    const found = this.functions.get(name)?.filter(({ parameters }) => parameters.length === args.length);
    if (found?.length) return this.enter(found, call);
    if (found) throw unknownName(line, name);
    const [type] = templateArgs;
    const named = type && 'isPointer' in type ? this.named(type) : null;
    if (name === 'sizeof' && named) return new Cell(UINT, sizeOf(named).size);
    const values = args.map((arg, index) =>
      // What is loaded into is written, not read.
      index === 0 && /^simdgroup_(?:load|multiply)/.test(name) ? this.place(arg) : this.value(arg),
    );
    const { arithmetic, memory, result } = libraryCost(name, values, named);
    if (arithmetic > 0) this.count(line, 'arithmetic', arithmetic);
    if (memory) this.count(line, memory.of, memory.elements);
    return result;
  }
}
