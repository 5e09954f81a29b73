import { Cell, convert, elementType, FLOAT, isReal, readBytes, sizeOf, type Type } from './cell.ts';
import type { Expression } from './syntax.ts';
import { inMemory, pointerTo, unknownName } from './types.ts';

export const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** Whether a product is added, as part of the same instruction. */
export const isProduct = (expression: Expression) => expression.kind === 'binary' && expression.sign === '*';

/** A value of its own. */
export function copyOf(cell: Cell, level: number): Cell {
  const copy = new Cell(cell.type, null, level);
  copy.set(cell);
  return copy;
}

/** A value as a parameter or a result of a type has it. */
export function passed(type: Type, value: Cell, level: number): Cell {
  const cell = new Cell(type, null, level);
  if (!type.pointee || value.type.pointee) {
    // A number for a vector is all of its elements.
    if (type.width > 1 && value.type.width === 1 && value.isKnown)
      fill(cell, () => value.known ?? Number.NaN);
    else cell.set(value);
    return cell;
  }
  cell.target = value.memory ? null : value;
  return cell;
}

/** The address after arithmetic: which element of a thread's own array it is is not followed. */
export function moved(pointer: Cell): Cell {
  if (pointer.type.pointee && !pointer.type.extents) return new Cell(pointer.type);
  return new Cell(pointerTo(elementType(pointer.type), pointer.memory ?? 'thread'));
}

/** Gives a scalar or a vector its numbers. */
export function fill(cell: Cell, numberAt: (index: number) => number): void {
  const { type } = cell;
  if (type.width === 1) cell.known = numberAt(0);
  else for (let i = 0; i < type.width; i++) cell.part(i, { name: type.name, width: 1 }).known = numberAt(i);
}

/** A number, a vector or a struct of the values of its parts. */
export function made(type: Type, values: readonly Cell[], level: number): Cell {
  const cell = new Cell(type, null, level);
  const [first] = values;
  if (type.isMatrix || type.extents) return cell;
  if (type.fields) {
    const fields = [...type.fields];
    values.forEach((value, index) => {
      const [name, field] = fields[index] ?? ['', FLOAT];
      cell.part(name, field).set(value);
    });
    return cell;
  }
  if (!first) {
    fill(cell, () => 0);
    return cell;
  }
  const numbers = values.flatMap((value) => Array.from({ length: value.type.width }, (_, i) => value.at(i)));
  for (let i = 0; i < type.width; i++) {
    const number = numbers.length === 1 ? numbers[0] : numbers[i];
    const known = number === undefined || number === null ? null : convert(number, type);
    if (type.width === 1) cell.known = known;
    else cell.part(i, { name: type.name, width: 1 }).known = known;
  }
  return cell;
}

/** What `[index]` gives: of an array, a vector or a pointer. Null stands for an index that is not known. */
export function elementOf(of: Cell, index: number | null): Cell {
  const type = elementType(of.type);
  if (of.type.pointee && !of.type.extents) {
    if (of.bytes && index !== null)
      return readBytes(type, { view: of.bytes.view, offset: of.bytes.offset + index * sizeOf(type).size });
    const { target } = of;
    if (target?.type.extents) return elementOf(target, index);
    if (target && index === 0) return target;
    return inMemory(type, of.type.space);
  }
  if (of.memory) return inMemory(type, of.memory);
  if (index !== null) {
    const isNumber = of.known !== null && of.type.width > 1 && !of.parts && !of.type.extents;
    if (isNumber) for (let i = 0; i < of.type.width; i++) of.part(i, type).known = of.known;
    return of.part(index, type);
  }
  const cell = new Cell(type);
  cell.owner = of;
  return cell;
}

/** A member of a struct, an element of a vector or several. */
export function member(of: Cell, name: string, line: number): Cell {
  const own = of.target && of.type.pointee ? of.target : of;
  const holder = own.type.pointee ? inMemory(own.type.pointee, own.type.space) : own;
  const { type } = holder;
  if (name === 'thread_elements') return holder.part(name, { name: type.name, width: 2 });
  if (type.fields) {
    const field = type.fields.get(name);
    if (!field) throw unknownName(line, name);
    return holder.memory ? inMemory(field, holder.memory) : holder.part(name, field);
  }
  const indices = [...name].map((letter) => Math.max('xyzw'.indexOf(letter), 'rgba'.indexOf(letter)));
  if (indices.includes(-1)) throw unknownName(line, name);
  const one: Type = { name: type.name, width: 1 };
  if (holder.memory) return inMemory({ ...one, width: indices.length }, holder.memory);
  if (indices.length === 1) return holder.part(indices[0] ?? 0, one);
  const vector = new Cell({ ...one, width: indices.length });
  indices.forEach((from, to) => {
    vector.part(to, one).known = holder.at(from);
  });
  vector.owner = null;
  return vector;
}

/** What an operator gives. */
export function compute(sign: string, a: number, b: number, type: Type): number {
  const isTrue = COMPARE[sign];
  if (isTrue) return Number(isTrue(a, b));
  const result = OPERATE[sign]?.(a, b) ?? Number.NaN;
  return convert(sign === '/' && !isReal(type) ? Math.trunc(result) : result, type);
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

const OPERATE: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};
