import { BOOL, Cell, type Type } from './cell.ts';
import { type Declarations, type Expression, NotCounted, type TypeName, type Variable } from './syntax.ts';

const ALIASES: Readonly<Record<string, string>> = {
  int8_t: 'char',
  uint8_t: 'uchar',
  int16_t: 'short',
  uint16_t: 'ushort',
  int32_t: 'int',
  uint32_t: 'uint',
  atomic_int: 'int',
  atomic_uint: 'uint',
  atomic_float: 'float',
};

/** Types of a text. */
export class Types {
  readonly #declarations: Declarations;
  readonly #structs = new Map<string, Type>();
  readonly #plain = new Map<TypeName, Type>();

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  /**
   * The type that a name stands for.
   * @param bound what the names of the template stand for
   * @param numberOf the value of an expression that has to be known
   */
  of(name: TypeName, bound: ReadonlyMap<string, Type>, numberOf: (expression: Expression) => number): Type {
    const plain = this.#plain.get(name);
    if (plain) return plain;
    const base = this.#base(name, bound, numberOf);
    const type = name.isPointer ? pointerTo(base, name.space) : base;
    if (name.args.length === 0 && !bound.has(name.name)) this.#plain.set(name, type);
    return type;
  }

  /** The type of a variable, with its extents. */
  ofVariable(
    { type, extents }: Variable,
    bound: ReadonlyMap<string, Type>,
    numberOf: (expression: Expression) => number,
  ): Type {
    const own = this.of(type, bound, numberOf);
    if (extents.length === 0) return own;
    return { ...own, extents: [...extents.map(numberOf), ...(own.extents ?? [])] };
  }

  #base(
    name: TypeName,
    bound: ReadonlyMap<string, Type>,
    numberOf: (expression: Expression) => number,
  ): Type {
    const found = bound.get(name.name);
    if (found) return found;
    const alias = this.#declarations.aliases.get(name.name);
    if (alias) return this.of(alias, bound, numberOf);
    const fields = this.#declarations.structs.get(name.name);
    if (fields) {
      let type = this.#structs.get(name.name);
      if (!type) {
        const members = fields.map((field) => [field.name, this.ofVariable(field, bound, numberOf)] as const);
        type = { name: name.name, width: 1, fields: new Map(members) };
        this.#structs.set(name.name, type);
      }
      return type;
    }
    const [, packed, scalar = '', width] = /^(packed_)?([a-z_]+?(?:\d+_t)?)([234])?$/.exec(name.name) ?? [];
    const [first, second] = name.args;
    if (first && 'isPointer' in first) {
      const { name: element } = this.of(first, bound, numberOf);
      if (name.name === 'simdgroup_matrix') return { name: element, width: 1, isMatrix: true };
      if (second && 'line' in second) {
        const isPacked = name.name === 'packed_vec' && { isPacked: true as const };
        return { name: element, width: numberOf(second), ...isPacked };
      }
    }
    const matrix = /^simdgroup_(\w+?)8x8$/.exec(name.name);
    if (matrix) return { name: matrix[1] ?? 'float', width: 1, isMatrix: true };
    const square = /^(half|float)([234])x([234])$/.exec(name.name);
    if (square) return { name: square[1] ?? 'float', width: Number(square[3]), extents: [Number(square[2])] };
    return {
      name: ALIASES[scalar] ?? scalar,
      width: Number(width ?? 1),
      ...(packed && { isPacked: true as const }),
    };
  }
}

export function pointerTo(pointee: Type, space: Type['space']): Type {
  return { name: pointee.name, width: 1, pointee, space: space ?? null };
}

/** What is in memory that others see. */
export function isMemory(space: Type['space']): space is 'device' | 'threadgroup' | 'constant' {
  return space === 'device' || space === 'threadgroup' || space === 'constant';
}

/** A value at an address that is not known. */
export function inMemory(type: Type, space: Type['space']): Cell {
  const cell = new Cell(type);
  if (isMemory(space)) cell.memory = space === 'threadgroup' ? 'threadgroup' : 'device';
  return cell;
}

export function truthOf(isTrue: boolean): Cell {
  return new Cell(BOOL, Number(isTrue));
}

export function unknownName(line: number, name: string): NotCounted {
  return new NotCounted(line, `“${name}” is not known`);
}
