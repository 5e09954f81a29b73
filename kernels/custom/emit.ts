// Formulas become JavaScript, so that the engine's own compiler makes them fast. None of the person's text gets into it:
// numbers are printed from their values, and every name is one of ours.
import type { Tree } from '../expression/tree.ts';
import { range } from '../matrix.ts';
import type { Formula, Formulas, SharedFormula } from './formula.ts';
import { CONSTANTS, FORMULA_FUNCTIONS, FORMULA_OPERATORS, SELECT, type Term } from './functions.ts';
import { REDUCTION_STEPS } from './reductions.ts';

type Part<T extends Tree['type']> = Extract<Tree, { type: T }>;

/** What the generated code gets; lists are in the order of the names that it was generated for. */
export interface Surroundings {
  readonly extents: readonly number[];
  /** Buffers, and then shared values: the number of elements in each dimension. */
  readonly dims: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly buffers: readonly Float32Array[];
  /** Of shared values, whose elements are computed when they are first used. */
  readonly tables: readonly { values: Float64Array; scales: Float64Array; known: Uint8Array }[];
  /** Throws: an index of an element is out of range. */
  outside(formula: number, array: number, indices: readonly number[]): never;
  /** Throws: a reduction has an impossible range. */
  impossible(formula: number, range: number): never;
}

/** Computes elements of an output from the first one on, in row-major order. */
export type Elements = (first: number, count: number, values: Float64Array, scales: Float64Array) => void;

/**
 * The body of a function of `p`, the surroundings, that gives the Elements of each output.
 * @param extents their names
 * @param buffers those that formulas read, and how many dimensions they have
 */
export function emitFormulas(
  { outputs, values }: Formulas,
  extents: readonly string[],
  buffers: readonly (readonly [name: string, rank: number])[],
): string {
  const shapes = [...buffers, ...values.map(({ array, indices }) => [array, indices.length] as const)];
  const arrays = shapes.map(([name]) => name);
  const lines = [
    "'use strict';",
    ...extents.map((_, index) => `const x${index} = p.extents[${index}];`),
    ...buffers.map((_, index) => `const b${index} = p.buffers[${index}];`),
    ...shapes.flatMap(([, rank], array) =>
      range(0, rank).map((axis) => `const ${dim(array, axis)} = p.dims[${array}][${axis}];`),
    ),
    ...values.map(
      (_, index) => `const { values: t${index}, scales: u${index}, known: f${index} } = p.tables[${index}];`,
    ),
  ];
  const names = new Map([
    ...extents.map((name, index) => [name, `x${index}`] as const),
    ...Object.entries(CONSTANTS).map(([name, value]) => [name, String(value)] as const),
  ]);
  const emitter = (formula: number) => new Emitter(names, arrays, buffers.length, formula);
  values.forEach((formula, index) => {
    lines.push(...emitShared(formula, index, buffers.length + index, emitter(outputs.length + index)));
  });
  const functions = outputs.map((formula, index) => emitOutput(formula, index, emitter(index)).join('\n'));
  return [...lines, `return [${functions.join(',\n')}];`].join('\n');
}

/** A function that gives the place of an element in its table, and computes the element if nobody has. */
function emitShared(
  { indices, body }: SharedFormula,
  index: number,
  array: number,
  emitter: Emitter,
): string[] {
  const parameters = indices.map((name) => emitter.declare(name));
  const place = parameters.reduce(
    (text, name, axis) => (axis === 0 ? name : `(${text}) * ${dim(array, axis)} + ${name}`),
    '0',
  );
  const { value, scale } = emitter.number(body, true);
  return [
    `function h${index}(${parameters.join(', ')}) {`,
    `const k = ${place};`,
    `if (f${index}[k] === 0) {`,
    ...emitter.lines,
    `t${index}[k] = ${value}; u${index}[k] = ${scale}; f${index}[k] = 1;`,
    '}',
    'return k;',
    '}',
  ];
}

function emitOutput({ indices, body }: Formula, output: number, emitter: Emitter): string[] {
  const names = indices.map((name) => emitter.declare(name));
  const decoded = names
    .map((name, axis) => {
      const size = `p.outputs[${output}][${axis}]`;
      return axis === 0 ? `const ${name} = k;` : `const ${name} = k % ${size}; k = (k - ${name}) / ${size};`;
    })
    .reverse();
  const { value, scale } = emitter.number(body, true);
  return [
    'function (first, count, values, scales) {',
    'for (let c = 0; c < count; c++) {',
    'let k = first + c;',
    ...decoded,
    ...emitter.lines,
    `values[c] = ${value}; scales[c] = Math.max(Math.abs(${value}), ${scale});`,
    '}',
    '}',
  ];
}

function dim(array: number, axis: number): string {
  return `d${array}_${axis}`;
}

/** Writes the statements that compute a formula. */
class Emitter {
  readonly lines: string[] = [];
  readonly #names: Map<string, string>;
  readonly #arrays: readonly string[];
  readonly #buffers: number;
  readonly #formula: number;
  #count = 0;

  constructor(
    names: ReadonlyMap<string, string>,
    arrays: readonly string[],
    buffers: number,
    formula: number,
  ) {
    this.#names = new Map(names);
    this.#arrays = arrays;
    this.#buffers = buffers;
    this.#formula = formula;
  }

  /** The variable of an index. */
  declare(index: string): string {
    const name = this.#fresh('i');
    this.#names.set(index, name);
    return name;
  }

  /** A number, with its scale if that is wanted. */
  number(tree: Tree, isScaled: boolean): Term {
    switch (tree.type) {
      case 'literal':
        return { value: String(tree.value), scale: String(Number.isInteger(tree.value) ? 0 : tree.value) };
      case 'name':
        return this.#name(tree.name);
      case 'negation': {
        const { value, scale } = this.number(tree.of, isScaled);
        return { value: this.#const(`-(${value})`), scale };
      }
      case 'operation': {
        const [a, b] = [this.number(tree.left, isScaled), this.number(tree.right, isScaled)];
        const scale = FORMULA_OPERATORS[tree.operator] as (a: Term, b: Term) => string;
        return this.#term(
          `${a.value} ${tree.operator} ${b.value}`,
          isScaled && (() => `Math.max(Math.abs(v), ${scale(a, b)})`),
        );
      }
      case 'call':
        return tree.name === SELECT ? this.#select(tree, isScaled) : this.#call(tree, isScaled);
      case 'reduction':
        return this.#reduction(tree, isScaled);
      case 'element':
        return this.#element(tree, isScaled);
    }
  }

  #fresh(prefix: string): string {
    return `${prefix}${this.#formula}_${this.#count++}`;
  }

  #const(text: string): string {
    const name = this.#fresh('v');
    this.lines.push(`const ${name} = ${text};`);
    return name;
  }

  /** @param scale may use `v`, the value */
  #term(text: string, scale: false | (() => string)): Term {
    const value = this.#const(text);
    return { value, scale: scale ? this.#const(scale().replaceAll(/\bv\b/g, value)) : '0' };
  }

  /** Extents and indices are exact; and an infinity is, which hides something or is nothing's largest element. */
  #name(name: string): Term {
    const constant = CONSTANTS[name] ?? 0;
    return {
      value: this.#names.get(name) as string,
      scale: String(Number.isFinite(constant) ? constant : 0),
    };
  }

  #call({ name, of }: Part<'call'>, isScaled: boolean): Term {
    const terms = of.map((one) => this.number(one, isScaled));
    const { value, scale } = FORMULA_FUNCTIONS[name] as (typeof FORMULA_FUNCTIONS)[string];
    return this.#term(value(...terms), isScaled && (() => scale(...terms)));
  }

  #select({ of: [condition, yes, no] }: Part<'call'>, isScaled: boolean): Term {
    const [value, scale] = [this.#fresh('v'), this.#fresh('e')];
    const holds = this.#condition(condition as Tree);
    this.lines.push(`let ${value}, ${scale};`);
    for (const [start, tree] of [
      [`if (${holds}) {`, yes],
      ['} else {', no],
    ] as const) {
      this.lines.push(start);
      const term = this.number(tree as Tree, isScaled);
      this.lines.push(`${value} = ${term.value}; ${scale} = ${term.scale};`);
    }
    this.lines.push('}');
    return { value, scale };
  }

  /** Whether something holds. What stands after && and || is computed only if it matters. */
  #condition(tree: Tree): string {
    if (tree.type === 'negation') return this.#const(`!${this.#condition(tree.of)}`);
    const { operator, left, right } = tree as Part<'operation'>;
    if (left.kind === 'number') {
      const [a, b] = [this.number(left, false), this.number(right, false)];
      const same = operator === '==' || operator === '!=' ? `${operator}=` : operator;
      return this.#const(`${a.value} ${same} ${b.value}`);
    }
    const holds = this.#fresh('v');
    this.lines.push(
      `let ${holds} = ${this.#condition(left)};`,
      `if (${operator === '&&' ? '' : '!'}${holds}) {`,
    );
    this.lines.push(`${holds} = ${this.#condition(right)};`, '}');
    return holds;
  }

  #reduction({ over, index, body, ...of }: Part<'reduction'>, isScaled: boolean): Term {
    const end = this.number(of.range, false).value;
    this.lines.push(
      `if (!(${end} >= 0 && Number.isSafeInteger(${end}))) p.impossible(${this.#formula}, ${end});`,
    );
    const [value, scale] = [this.#fresh('v'), this.#fresh('e')];
    const { start, step, result } = REDUCTION_STEPS[over];
    this.lines.push(`let ${value} = ${start}, ${scale} = 0;`);
    const name = this.declare(index);
    this.lines.push(`for (let ${name} = 0; ${name} < ${end}; ${name}++) {`);
    const term = this.number(body, isScaled);
    this.lines.push(step({ value, scale }, term), '}');
    return { value, scale: isScaled ? this.#const(result({ value, scale })) : '0' };
  }

  #element({ array, indices }: Part<'element'>, isScaled: boolean): Term {
    const id = this.#arrays.indexOf(array);
    const places = indices.map((tree) => this.number(tree, false).value);
    const isOutside = places.map(
      (place, axis) => `(${place} | 0) !== ${place} || ${place} < 0 || ${place} >= ${dim(id, axis)}`,
    );
    if (places.length > 0)
      this.lines.push(
        `if (${isOutside.join(' || ')}) p.outside(${this.#formula}, ${id}, [${places.join(', ')}]);`,
      );
    if (id >= this.#buffers) {
      const table = id - this.#buffers;
      const place = this.#const(`h${table}(${places.join(', ')})`);
      return this.#term(`t${table}[${place}]`, isScaled && (() => `u${table}[${place}]`));
    }
    const place = places.reduce((text, name, axis) =>
      axis === 0 ? name : `(${text}) * ${dim(id, axis)} + ${name}`,
    );
    return this.#term(`b${id}[${place}]`, isScaled && (() => 'Math.abs(v)'));
  }
}
