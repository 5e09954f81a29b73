import { Cell, FLOAT, type Type, UINT } from './cell.ts';
import { Evaluator, type Frame } from './evaluate.ts';
import { countersIn, samplesOf } from './sample.ts';
import {
  type Declarations,
  type Expression,
  type MslFunction,
  NotCounted,
  type Statement,
  type Variable,
} from './syntax.ts';
import { unknownName } from './types.ts';
import { copyOf, passed } from './values.ts';

type Signal = 'next' | 'break' | 'continue' | 'return';

const NO_VALUE = new Cell(FLOAT);

/** Calls within each other: Metal has no functions that call themselves. */
const MAX_DEPTH = 64;

/**
 * Runs a thread of a kernel with all numbers that do not depend on data, and counts what the others cost. Of a
 * condition that depends on data both branches are run; a loop that depends on data throws NotCounted.
 */
export class Run extends Evaluator {
  #depth = 0;

  /** @param constants values of function constants by index */
  constructor(declarations: Declarations, constants: ReadonlyMap<number, number>) {
    super(declarations);
    for (const variable of declarations.constants) {
      const { attribute, name } = variable;
      if (attribute?.name !== 'function_constant') this.define(variable);
      else this.globals.set(name, new Cell(this.typeOf(variable), constants.get(attribute.index) ?? null));
    }
  }

  /** Runs a kernel. `bind` makes the value of each of its arguments. */
  kernel(name: string, bind: (parameter: Variable, type: Type) => Cell): void {
    const kernel = this.functions.get(name)?.at(-1);
    if (!kernel) throw unknownName(1, name);
    const args = kernel.parameters.map((one) => [one.name, bind(one, this.typeOf(one))] as const);
    this.frame = { scopes: [this.globals, new Map(args)], types: new Map(), type: FLOAT, result: null };
    this.#run(kernel.body);
  }

  protected enter(
    functions: readonly MslFunction[],
    { templateArgs, args, line }: Expression & { kind: 'call' },
  ): Cell {
    if (this.#depth >= MAX_DEPTH) throw new NotCounted(line, 'a function calls itself');
    const places = args.map((arg) => (arg.kind === 'list' ? this.list(arg, FLOAT) : this.place(arg)));
    const { parameters, templateNames, type, body } = chosen(functions, places);
    const types = new Map<string, Type>();
    const scope = new Map<string, Cell>();
    templateArgs.forEach((arg, index) => {
      const name = templateNames[index] ?? '';
      if ('isPointer' in arg) types.set(name, this.named(arg));
      else scope.set(name, this.value(arg));
    });
    for (const [index, parameter] of parameters.entries())
      deduce(parameter, places[index] ?? NO_VALUE, templateNames, types, scope);
    const before = this.frame;
    this.frame = { scopes: [this.globals, scope], types, type: FLOAT, result: null };
    const own = type.name === 'void' ? FLOAT : this.named(type);
    const frame: Frame = { ...this.frame, type: own };
    this.frame = frame;
    for (const [index, parameter] of parameters.entries()) {
      const place = places[index] ?? NO_VALUE;
      if (!parameter.isReference && place.memory && !place.type.extents)
        this.count(args[index]?.line ?? line, place.memory, place.elements);
      scope.set(
        parameter.name,
        parameter.isReference ? place : passed(this.typeOf(parameter), place, this.level),
      );
    }
    this.#depth++;
    this.#run(body);
    this.#depth--;
    this.frame = before;
    return passed(own, frame.result ?? NO_VALUE, this.level);
  }

  #run(statement: Statement): Signal {
    switch (statement.kind) {
      case 'block': {
        this.frame.scopes.push(new Map());
        let signal: Signal = 'next';
        for (const one of statement.body) {
          signal = this.#run(one);
          if (signal !== 'next') break;
        }
        this.frame.scopes.pop();
        return signal;
      }
      case 'variables':
        for (const variable of statement.variables) this.define(variable);
        return 'next';
      case 'expression':
        this.place(statement.expression);
        return 'next';
      case 'if':
        return this.#runIf(statement);
      case 'loop':
        return this.#runLoop(statement);
      case 'return':
        if (statement.value) this.frame.result = this.#returned(statement.value);
        return 'return';
      default:
        return statement.kind;
    }
  }

  #returned(value: Expression): Cell {
    return value.kind === 'list' ? this.list(value, this.frame.type) : copyOf(this.value(value), this.level);
  }

  #runIf({ condition, yes, no }: Statement & { kind: 'if' }): Signal {
    const { known } = this.value(condition);
    if (known !== null) return known ? this.#run(yes) : no ? this.#run(no) : 'next';
    // What ends a branch that may not be taken ends nothing.
    this.level++;
    this.#run(yes);
    if (no) this.#run(no);
    this.level--;
    return 'next';
  }

  #runLoop(loop: Statement & { kind: 'loop' }): Signal {
    this.frame.scopes.push(new Map());
    if (loop.first) this.#run(loop.first);
    const turns = this.#turns(loop);
    const signal = turns === null ? this.#runTurns(loop) : this.#runSamples(loop, turns);
    this.frame.scopes.pop();
    return signal === 'return' ? 'return' : 'next';
  }

  #runTurns({ condition, step, body, isLate, line }: Statement & { kind: 'loop' }): Signal {
    for (let isFirst = true; ; isFirst = false) {
      if (condition && !(isLate && isFirst)) {
        const { known } = this.value(condition);
        if (known === null) throw new NotCounted(line, 'how often this loop runs depends on data');
        if (!known) return 'next';
      }
      const signal = this.#run(body);
      if (signal === 'break' || signal === 'return') return signal;
      if (step) this.value(step);
      this.step(line);
    }
  }

  /** Runs samples of the turns of a loop. What is counted up or down in each is moved on for those that are left out. */
  #runSamples({ condition, step, body }: Statement & { kind: 'loop' }, turns: number): Signal {
    const names = [...countersIn(body), ...(step ? countersIn(step) : [])];
    const counters = names.flatMap((name) => this.found(name) ?? []);
    const weight = this.weight;
    let by: readonly number[] = [];
    for (const sample of samplesOf(turns)) {
      const skip = (count: number) =>
        counters.forEach((cell, index) => {
          if (cell.known !== null) cell.known += (by[index] ?? 0) * count;
        });
      skip(sample.skipped);
      const before = counters.map(({ known }) => known ?? 0);
      this.weight = weight * sample.weight;
      const signal = this.#run(body);
      this.weight = weight;
      if (signal === 'break' || signal === 'return') return signal;
      if (step) this.value(step);
      by = counters.map(({ known }, index) => (known ?? 0) - (before[index] ?? 0));
    }
    if (condition) this.value(condition);
    return 'next';
  }

  /** How often a loop runs that counts to a bound which its body leaves alone; null of any other. */
  #turns({ condition, step, body, isLate }: Statement & { kind: 'loop' }): number | null {
    if (isLate || condition?.kind !== 'binary' || condition.left.kind !== 'name' || !step) return null;
    const { sign, left, right } = condition;
    if (step.kind !== 'step' && !(step.kind === 'assign' && /^[+-]=$/.test(step.sign))) return null;
    const counted = step.kind === 'step' ? step.of : step.left;
    if (counted.kind !== 'name' || counted.name !== left.name || countersIn(body).has(left.name)) return null;
    const from = this.value(left).known;
    const to = this.value(right).known;
    const amount = step.kind === 'step' ? 1 : this.value(step.right).known;
    if (from === null || to === null || !amount) return null;
    const isUp = step.sign.startsWith('+');
    if (!(isUp ? ['<', '<='] : ['>', '>=']).includes(sign)) return null;
    const distance = isUp ? to - from : from - to;
    return Math.max(0, sign.length > 1 ? Math.floor(distance / amount) + 1 : Math.ceil(distance / amount));
  }
}

/** Of functions of a name, the first that takes such arguments. */
function chosen(functions: readonly MslFunction[], args: readonly Cell[]): MslFunction {
  const fits = ({ parameters }: MslFunction) =>
    parameters.every(({ type, extents }, index) => {
      const { type: own } = args[index] ?? NO_VALUE;
      const isAddress = type.isPointer || extents.length > 0;
      return isAddress === Boolean(own.pointee ?? own.extents) && (!own.fields || type.name === own.name);
    });
  return (functions.find(fits) ?? functions[0]) as MslFunction;
}

/** What the names of a template stand for, from what a parameter is given. */
function deduce(
  { type, extents }: Variable,
  { type: given }: Cell,
  names: readonly string[],
  types: Map<string, Type>,
  values: Map<string, Cell>,
): void {
  const base = given.pointee ?? (given.extents ? { ...given, extents: undefined } : given);
  if (names.includes(type.name) && !types.has(type.name)) {
    const { extents: _, ...plain } = base;
    types.set(type.name, type.isPointer || !given.pointee ? (plain as Type) : given);
  }
  for (const [index, arg] of type.args.entries()) {
    const name = 'isPointer' in arg ? arg.name : arg.kind === 'name' ? arg.name : '';
    if (!names.includes(name)) continue;
    if ('isPointer' in arg) {
      if (!types.has(name)) types.set(name, { name: base.name, width: 1 });
    } else if (!values.has(name))
      values.set(name, new Cell(UINT, index === 1 && !base.isMatrix ? base.width : 8));
  }
  extents.forEach((extent, index) => {
    if (extent.kind !== 'name' || !names.includes(extent.name) || values.has(extent.name)) return;
    values.set(extent.name, new Cell(UINT, given.extents?.[index] ?? null));
  });
}
