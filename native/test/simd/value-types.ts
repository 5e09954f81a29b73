/** A type whose values lanes exchange. */
export interface ValueType {
  readonly name: string;
  readonly components: number;
  /** Bits of an integer component, at which it wraps; 0 for floating point. */
  readonly bits: number;
  readonly signed?: boolean;
  /** Numbers up to this are tested: sums of 32 of them must be exact. */
  readonly limit: number;
}

const integer = (name: string, bits: number, components = 1): ValueType => {
  return { name, components, bits, signed: !name.startsWith('u'), limit: 31 };
};
const floating = (name: string, limit: number, components = 1): ValueType => {
  return { name, components, bits: 0, limit };
};

export const BOOL: ValueType = { name: 'bool', components: 1, bits: 1, limit: 1 };
export const UINT: ValueType = integer('uint', 32);

/** In the order in which `npm test` takes the first few. */
export const VALUE_TYPES: readonly ValueType[] = [
  integer('int', 32),
  integer('ulong', 64),
  floating('half3', 31, 3),
  floating('float', 31),
  integer('uchar', 8),
  integer('short2', 16, 2),
  floating('bfloat', 7),
  floating('float4', 31, 4),
  integer('char', 8),
  integer('ushort', 16),
  integer('short', 16),
  integer('uint', 32),
  integer('long', 64),
  floating('half', 31),
  integer('char4', 8, 4),
  integer('uint3', 32, 3),
  integer('ulong2', 64, 2),
  integer('long4', 64, 4),
  floating('bfloat2', 7, 2),
  floating('float2', 31, 2),
];

/** The value of an integer that has wrapped around. */
export function wrap({ bits, signed }: ValueType, value: bigint): bigint {
  if (bits === 0) return value;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/** 64-bit values differ in both halves: a number n becomes n * WIDE + WIDE_LOW - n. */
const WIDE = 1n << 32n;
const WIDE_LOW = 31n;

/** MSL that turns a small number into a component, and a component into a float that tells values apart. */
export function conversions({ name, bits }: ValueType): {
  encode: (n: string) => string;
  decode: (c: string) => string;
} {
  const scalar = name.replace(/\d$/, '');
  if (bits !== 64) return { encode: (n) => `${scalar}(${n})`, decode: (c) => `float(${c})` };
  return {
    encode: (n) => `((${scalar}(${n}) << 32) + ${scalar}(31 - (${n})))`,
    decode: (c) => `(float(uint(${c} >> 32)) * 1024.0f + float(uint(${c}) & 1023u))`,
  };
}

/** The component that `encode` makes of a number. */
export const encoded = ({ bits }: ValueType, n: bigint) => (bits === 64 ? n * WIDE + WIDE_LOW - n : n);

/** The float that `decode` makes of a component. */
export function decoded({ bits }: ValueType, value: bigint): number {
  if (bits !== 64) return Number(value);
  return Number(BigInt.asUintN(32, value >> 32n)) * 1024 + Number(value & 1023n);
}
