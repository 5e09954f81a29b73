// The types of a buffer's elements, as Metal lays them out.

/** Bytes of one number. */
const SCALAR_BYTES = {
  bool: 1,
  char: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  half: 2,
  bfloat: 2,
  int: 4,
  uint: 4,
  float: 4,
  long: 8,
  ulong: 8,
} as const;

export type ScalarType = keyof typeof SCALAR_BYTES;

/** Other names of the same types. */
const SCALAR_ALIASES: Readonly<Record<string, ScalarType>> = {
  int8_t: 'char',
  uint8_t: 'uchar',
  int16_t: 'short',
  uint16_t: 'ushort',
  int32_t: 'int',
  uint32_t: 'uint',
  int64_t: 'long',
  uint64_t: 'ulong',
  size_t: 'ulong',
  unsigned: 'uint',
  bfloat16_t: 'bfloat',
  float16_t: 'half',
  atomic_bool: 'bool',
  atomic_int: 'int',
  atomic_uint: 'uint',
  atomic_float: 'float',
  atomic_ulong: 'ulong',
};

const REAL: readonly ScalarType[] = ['half', 'bfloat', 'float'];

/** An element: `lanes` numbers in `sizeBytes`, which start at a multiple of `alignment`. */
export interface ElementType {
  /** As Metal spells it: "packed_float3". */
  readonly name: string;
  readonly scalar: ScalarType;
  readonly scalarBytes: number;
  readonly lanes: number;
  readonly sizeBytes: number;
  readonly alignment: number;
  readonly isReal: boolean;
}

/** The types that elementType() knows, for messages. */
export const ELEMENT_TYPES_HINT = `${Object.keys(SCALAR_BYTES).join(', ')}, or a vector of them, such as float4 or packed_float3`;

/** The type with a name; null when there is none. */
export function elementType(text: string): ElementType | null {
  const atomic = /^atomic ?< ?(\w+) ?>$/.exec(text)?.[1] ?? text;
  const [, packed = '', word = '', width = '1'] =
    /^(packed_)?(\w+?)([234])?$/.exec(SCALAR_ALIASES[atomic] ?? atomic) ?? [];
  const scalar = SCALAR_ALIASES[word] ?? word;
  if (!Object.hasOwn(SCALAR_BYTES, scalar) || (packed && width === '1')) return null;
  const scalarBytes = SCALAR_BYTES[scalar as ScalarType];
  const lanes = Number(width);
  // Unless packed, a vector of three takes the space of four.
  const sizeBytes = scalarBytes * (lanes === 3 && !packed ? 4 : lanes);
  return {
    name: `${packed}${scalar}${lanes === 1 ? '' : width}`,
    scalar: scalar as ScalarType,
    scalarBytes,
    lanes,
    sizeBytes,
    alignment: packed ? scalarBytes : sizeBytes,
    isReal: REAL.includes(scalar as ScalarType),
  };
}
