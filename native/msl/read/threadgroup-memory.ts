import { constantsWithin, evaluate, type IntegerConstants } from './constant-expression.ts';
import type { KernelDeclaration } from './declarations.ts';
import type { ThreadgroupDeclaration } from './threadgroup-declarations.ts';
import type { TokenList } from './tokens.ts';
import type { TypeAliases } from './type-aliases.ts';

/** Bytes of MSL's scalar types, which vectors and matrices are made of. */
const SCALAR_BYTES: Readonly<Record<string, number>> = {
  ...sizes(1, 'bool char uchar int8_t uint8_t'),
  ...sizes(2, 'short ushort int16_t uint16_t half bfloat'),
  ...sizes(4, 'int uint int32_t uint32_t float unsigned atomic_int atomic_uint atomic_float'),
  ...sizes(8, 'long ulong int64_t uint64_t size_t ptrdiff_t atomic_ulong'),
};

/** A scalar, a vector ("packed_float3" too) or a matrix of columns by rows. */
const TYPE = /^(packed_)?([a-z_]+?(?:\d+_t)?)([234])?(?:x([234]))?$/;

/** What does not change the size of a type. */
const QUALIFIERS: readonly string[] = ['const', 'volatile', 'metal', '::'];

/**
 * Bytes of threadgroup memory that a kernel declares; null if the text does not tell: a template, types of its own,
 * lengths that are not constants, and variables in blocks, which a compiler may find to be unreachable.
 * @param constants those at namespace scope, as are the aliases
 */
export function threadgroupBytes(
  list: TokenList,
  { body, templateParameters }: KernelDeclaration,
  declarations: readonly ThreadgroupDeclaration[],
  { constants, aliases }: { constants: IntegerConstants; aliases: TypeAliases },
): number | null {
  if (declarations.length === 0) return 0;
  if (templateParameters) return null;
  const visible = constantsWithin(list, body, constants);
  let end = 0;
  for (const { type, declarators, blocks } of declarations) {
    const element = bytesOfType(aliases.get(type) ?? type);
    if (element === null || blocks.length > 0) return null;
    for (const [, ...dimensions] of declarators) {
      const elements = elementsOf(dimensions, visible);
      if (elements === null) return null;
      end = Math.ceil(end / element.alignment) * element.alignment + elements * element.bytes;
    }
  }
  return end;
}

/** The elements of an array, `[4][N]`; 1 for a variable that is none. */
function elementsOf(dimensions: readonly string[], constants: IntegerConstants): number | null {
  let elements = 1;
  let depth = 0;
  let expression: string[] = [];
  for (const text of dimensions) {
    if (text === ']') depth--;
    if (depth > 0) expression.push(text);
    if (text === '[') depth++;
    if (text !== ']' || depth > 0) continue;
    const length = evaluate(expression, constants);
    if (length === null || length < 0) return null;
    elements *= length;
    expression = [];
  }
  return elements;
}

function bytesOfType(type: string): { bytes: number; alignment: number } | null {
  const words = type.split(' ').filter((word) => !QUALIFIERS.includes(word));
  const [, packed, scalar = '', length, rows] = TYPE.exec(words.join(' ')) ?? [];
  const bytes = Object.hasOwn(SCALAR_BYTES, scalar) ? SCALAR_BYTES[scalar] : undefined;
  if (bytes === undefined) return null;
  const vector = (count: number) => bytes * (count === 3 && !packed ? 4 : count);
  const columns = rows ? Number(length ?? 1) : 1;
  const column = vector(Number(rows ?? length ?? 1));
  return { bytes: columns * column, alignment: packed ? bytes : column };
}

function sizes(bytes: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name) => [name, bytes]));
}
