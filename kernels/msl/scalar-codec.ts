import type { ScalarType } from './element-types.ts';

/** Writes and reads one number of a type: little-endian, as on every machine that runs Metal. */
interface ScalarCodec {
  write(view: DataView, at: number, value: number): void;
  read(view: DataView, at: number): number;
}

/** The upper half of a float. */
const BFLOAT: ScalarCodec = {
  write: (view, at, value) => {
    const scratch = new DataView(new ArrayBuffer(4));
    scratch.setFloat32(0, value);
    const bits = scratch.getUint32(0);
    // To nearest, ties to even; a truncated NaN keeps its quiet bit.
    const rounded = Number.isNaN(value) ? bits : bits + 0x7fff + ((bits >>> 16) & 1);
    view.setUint16(at, rounded >>> 16, true);
  },
  read: (view, at) => {
    const scratch = new DataView(new ArrayBuffer(4));
    scratch.setUint16(0, view.getUint16(at, true));
    return scratch.getFloat32(0);
  },
};

/** 64-bit integers are exact up to 2^53, as in JSON. */
const CODECS: Readonly<Record<ScalarType, ScalarCodec>> = {
  bool: {
    write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
    read: (view, at) => view.getUint8(at),
  },
  char: { write: (view, at, value) => view.setInt8(at, value), read: (view, at) => view.getInt8(at) },
  uchar: { write: (view, at, value) => view.setUint8(at, value), read: (view, at) => view.getUint8(at) },
  short: {
    write: (view, at, value) => view.setInt16(at, value, true),
    read: (view, at) => view.getInt16(at, true),
  },
  ushort: {
    write: (view, at, value) => view.setUint16(at, value, true),
    read: (view, at) => view.getUint16(at, true),
  },
  half: {
    write: (view, at, value) => view.setFloat16(at, value, true),
    read: (view, at) => view.getFloat16(at, true),
  },
  bfloat: BFLOAT,
  int: {
    write: (view, at, value) => view.setInt32(at, value, true),
    read: (view, at) => view.getInt32(at, true),
  },
  uint: {
    write: (view, at, value) => view.setUint32(at, value, true),
    read: (view, at) => view.getUint32(at, true),
  },
  float: {
    write: (view, at, value) => view.setFloat32(at, value, true),
    read: (view, at) => view.getFloat32(at, true),
  },
  long: {
    write: (view, at, value) => view.setBigInt64(at, BigInt(Math.trunc(value)), true),
    read: (view, at) => Number(view.getBigInt64(at, true)),
  },
  ulong: {
    write: (view, at, value) => view.setBigUint64(at, BigInt(Math.trunc(value)), true),
    read: (view, at) => Number(view.getBigUint64(at, true)),
  },
};

/** The codec of a type. */
export function scalarCodec(scalar: ScalarType): ScalarCodec {
  return CODECS[scalar];
}

const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** The least and the largest number of each type; of 64-bit integers, what JavaScript has exactly. */
export const SCALAR_RANGES: Readonly<Record<ScalarType, readonly [least: number, largest: number]>> = {
  bool: [0, 1],
  char: [-128, 127],
  uchar: [0, 255],
  short: [-32_768, 32_767],
  ushort: [0, 65_535],
  half: ANY,
  bfloat: ANY,
  int: [-(2 ** 31), 2 ** 31 - 1],
  uint: [0, 2 ** 32 - 1],
  float: ANY,
  long: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ulong: [0, Number.MAX_SAFE_INTEGER],
};
