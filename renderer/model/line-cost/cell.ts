import type { AddressSpace } from './syntax.ts';

/** A type that is known: of a scalar, a vector, a SIMD-group's matrix, a struct, a pointer or an array of these. */
export interface Type {
  /** Of the scalars, or of the struct. */
  readonly name: string;
  /** Elements of a vector. */
  readonly width: number;
  readonly isPacked?: true;
  readonly isMatrix?: true;
  readonly fields?: ReadonlyMap<string, Type>;
  /** Of what a pointer points to. */
  readonly pointee?: Type;
  readonly space?: AddressSpace | null;
  /** Of an array, the outermost first. */
  readonly extents?: readonly number[];
}

export const BOOL: Type = { name: 'bool', width: 1 };
export const UINT: Type = { name: 'uint', width: 1 };
export const INT: Type = { name: 'int', width: 1 };
export const FLOAT: Type = { name: 'float', width: 1 };

const SIZES: Readonly<Record<string, number>> = {
  ...{ bool: 1, char: 1, uchar: 1, int8_t: 1, uint8_t: 1 },
  ...{ short: 2, ushort: 2, int16_t: 2, uint16_t: 2, half: 2, bfloat: 2 },
  ...{ long: 8, ulong: 8, int64_t: 8, uint64_t: 8, size_t: 8, ptrdiff_t: 8 },
};

export const isReal = ({ name }: Type) => /^(?:half|float|bfloat)$/.test(name);
const isUnsigned = ({ name }: Type) => /^u|^size_t$|^bool$/.test(name);

/** Bytes, and what the offset of one is a multiple of. */
export function sizeOf(type: Type): { size: number; alignment: number } {
  if (type.extents) {
    const { size, alignment } = sizeOf(elementType(type));
    return { size: size * (type.extents[0] ?? 1), alignment };
  }
  if (type.pointee) return { size: 8, alignment: 8 };
  if (type.fields) {
    let [end, largest] = [0, 1];
    for (const field of type.fields.values()) {
      const { size, alignment } = sizeOf(field);
      end = Math.ceil(end / alignment) * alignment + size;
      largest = Math.max(largest, alignment);
    }
    return { size: Math.ceil(end / largest) * largest, alignment: largest };
  }
  const one = SIZES[type.name] ?? 4;
  if (type.isPacked || type.width === 1) return { size: one * type.width, alignment: one };
  const size = one * (type.width === 3 ? 4 : type.width);
  return { size, alignment: size };
}

/** Of an array, what `[i]` gives. */
export function elementType(type: Type): Type {
  if (type.extents) {
    const { extents, ...rest } = type;
    return extents.length > 1 ? { ...rest, extents: extents.slice(1) } : rest;
  }
  if (type.pointee) return type.pointee;
  return { name: type.name, width: 1 };
}

/** Bytes that a pointer in constant memory points to. */
export interface Bytes {
  readonly view: DataView;
  readonly offset: number;
}

/** A value or a variable, as far as it is known: whole numbers mostly are, and what is read from buffers is not. */
export class Cell {
  readonly type: Type;
  /** Of a scalar; null where that depends on data. */
  known: number | null;
  /** Elements of an array or a vector by index, members of a struct by name, as far as they were touched. */
  parts: Map<string | number, Cell> | null = null;
  /** Where it is, if reading or writing it is an access to memory. */
  memory: 'device' | 'threadgroup' | null = null;
  /** What a pointer points to, in a thread's own memory. */
  target: Cell | null = null;
  bytes: Bytes | null = null;
  /** What is no longer known once this is written. */
  owner: Cell | null = null;
  /** How many conditions that depend on data it was declared in. */
  readonly level: number;

  constructor(type: Type, known: number | null = null, level = 0) {
    this.type = type;
    this.known = known;
    this.level = level;
  }

  /** A part of it, which is made when it is asked for first. */
  part(name: string | number, type: Type): Cell {
    this.parts ??= new Map();
    let part = this.parts.get(name);
    if (!part) {
      // All elements of a number are that number.
      part = new Cell(type, null, this.level);
      part.memory = this.memory;
      this.parts.set(name, part);
    }
    return part;
  }

  /** Whether its value does not depend on data. Addresses are always taken as known. */
  get isKnown(): boolean {
    const { type, parts } = this;
    if (type.pointee || type.extents) return true;
    if (type.isMatrix) return false;
    if (type.fields) return [...type.fields.keys()].every((name) => parts?.get(name)?.isKnown);
    if (type.width === 1) return this.known !== null;
    if (!parts) return this.known !== null;
    for (let i = 0; i < type.width; i++) if ((parts.get(i)?.known ?? null) === null) return false;
    return true;
  }

  /** The number at an index of a vector, or of a scalar. */
  at(index: number): number | null {
    return this.parts ? (this.parts.get(index)?.known ?? null) : this.known;
  }

  /** Elements that are read or written with it. */
  get elements(): number {
    return countOf(this.type);
  }

  set(value: Cell): void {
    if (this.owner) {
      this.owner.parts = null;
      return;
    }
    this.known = value.known === null || this.type.width > 1 ? value.known : convert(value.known, this.type);
    this.target = value.target;
    this.bytes = value.bytes;
    this.parts = value.parts && copyOf(value.parts, this.level);
  }

  forget(): void {
    if (this.owner) this.owner.parts = null;
    this.known = null;
    this.parts = null;
    this.target = null;
  }
}

function copyOf(parts: Map<string | number, Cell>, level: number): Map<string | number, Cell> {
  const copies = new Map<string | number, Cell>();
  for (const [name, part] of parts) {
    const copy = new Cell(part.type, part.known, level);
    copy.target = part.target;
    copy.bytes = part.bytes;
    copy.parts = part.parts && copyOf(part.parts, level);
    copies.set(name, copy);
  }
  return copies;
}

function countOf(type: Type): number {
  if (type.extents) return type.extents.reduce((a, b) => a * b, 1);
  if (type.isMatrix) return MATRIX_ELEMENTS;
  if (type.fields) return [...type.fields.values()].reduce((sum, field) => sum + countOf(field), 0);
  return type.width;
}

/** Elements of an 8 × 8 matrix that each of 32 lanes has. */
export const MATRIX_ELEMENTS = (8 * 8) / 32;

/** A number in a type's range. */
export function convert(value: number, type: Type): number {
  if (isReal(type) || !Number.isFinite(value)) return value;
  if (type.name === 'bool') return Number(value !== 0);
  const whole = Math.trunc(value);
  const bits = (SIZES[type.name] ?? 4) * 8;
  if (bits > 32) return whole;
  const wrapped = ((whole % 2 ** bits) + 2 ** bits) % 2 ** bits;
  return !isUnsigned(type) && wrapped >= 2 ** (bits - 1) ? wrapped - 2 ** bits : wrapped;
}

/** The type of what two operands give. */
export function commonType(a: Type, b: Type): Type {
  if (a.pointee || a.extents) return a;
  if (b.pointee || b.extents) return b;
  if (a.isMatrix || b.isMatrix) return a.isMatrix ? a : b;
  const width = Math.max(a.width, b.width);
  const name = isReal(a) || isReal(b) ? nameOfReal(a, b) : nameOfWhole(a, b);
  return { name, width };
}

function nameOfReal(a: Type, b: Type): string {
  if (!isReal(a)) return b.name;
  if (!isReal(b) || a.name === b.name) return a.name;
  return 'float';
}

function nameOfWhole(a: Type, b: Type): string {
  const wide = [a, b].find((one) => SIZES[one.name] === 8);
  if (wide) return wide.name;
  const isNarrow = (one: Type) => (SIZES[one.name] ?? 4) < 4;
  if ([a, b].some((one) => !isNarrow(one) && isUnsigned(one))) return 'uint';
  return 'int';
}

/** A cell with a value of constant memory. */
export function readBytes(type: Type, { view, offset }: Bytes): Cell {
  const cell = new Cell(type);
  if (type.pointee || offset >= view.byteLength) return cell;
  if (type.extents) {
    const element = elementType(type);
    const { size } = sizeOf(element);
    cell.parts = new Map();
    for (let i = 0; i < (type.extents[0] ?? 0); i++)
      cell.parts.set(i, readBytes(element, { view, offset: offset + i * size }));
  } else if (type.fields) {
    cell.parts = new Map();
    let at = 0;
    for (const [name, field] of type.fields) {
      const { size, alignment } = sizeOf(field);
      at = Math.ceil(at / alignment) * alignment;
      cell.parts.set(name, readBytes(field, { view, offset: offset + at }));
      at += size;
    }
  } else if (type.width > 1) {
    const one = elementType(type);
    cell.parts = new Map();
    for (let i = 0; i < type.width; i++)
      cell.parts.set(i, readBytes(one, { view, offset: offset + i * sizeOf(one).size }));
  } else if (offset + sizeOf(type).size <= view.byteLength) cell.known = numberAt(type, view, offset);
  return cell;
}

function numberAt(type: Type, view: DataView, offset: number): number | null {
  const { size } = sizeOf(type);
  if (type.name === 'float') return view.getFloat32(offset, true);
  // Nothing but sums of data depends on it.
  if (isReal(type)) return 1;
  const low =
    size === 1
      ? view.getUint8(offset)
      : size === 2
        ? view.getUint16(offset, true)
        : view.getUint32(offset, true);
  const value = size === 8 ? low + view.getInt32(offset + 4, true) * 2 ** 32 : low;
  return convert(value, type);
}
