import { elementType } from '../../../../kernels/index.ts';
import type { StructField } from '../../../ipc/check-types.ts';

/** `struct Name { … }` without nested braces. */
const STRUCT = /\bstruct\s+(\w+)\s*\{([^{}]*)\}/g;
const TYPEDEF = /\btypedef\s+struct\s*\w*\s*\{([^{}]*)\}\s*(\w+)\s*;/g;
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const ATTRIBUTE = /\[\[.*?\]\]/g;
/** "uint4 offsets[2]" */
const MEMBER = /^(?:const\s+)?((?:packed_)?\w+)\s+(.+)$/s;
const DECLARATOR = /^(\w+)\s*(?:\[\s*(\d+)\s*\])?$/;
const MAX_ARRAY = 64;

/** The name and type of a member; each element of an array is a member. */
export type StructMember = Required<Pick<StructField, 'name' | 'type'>>;

/**
 * The members of the structs that MSL source declares with plain numbers, vectors and arrays of them; other structs
 * are left out. This reads without compiling, which is enough for templates that people edit.
 */
export function structMembers(source: string): ReadonlyMap<string, readonly StructMember[]> {
  const text = source.replace(COMMENT, ' ').replace(ATTRIBUTE, ' ');
  const declared = [
    ...[...text.matchAll(STRUCT)].map(([, name = '', body = '']) => ({ name, body })),
    ...[...text.matchAll(TYPEDEF)].map(([, body = '', name = '']) => ({ name, body })),
  ];
  const known = new Map<string, readonly StructMember[]>();
  for (const { name, body } of declared) {
    const members = membersOf(body);
    if (members && members.length > 0) known.set(name, members);
  }
  return known;
}

function membersOf(body: string): StructMember[] | null {
  const members: StructMember[] = [];
  for (const statement of body.split(';').map((part) => part.trim())) {
    if (statement === '') continue;
    const [, type = '', declarators = ''] = MEMBER.exec(statement) ?? [];
    const known = elementType(type);
    if (!known) return null;
    for (const declarator of declarators.split(',')) {
      const [, name, length] = DECLARATOR.exec(declarator.trim()) ?? [];
      if (!name || Number(length ?? 1) > MAX_ARRAY) return null;
      const names = length ? Array.from({ length: Number(length) }, (_, i) => `${name}[${i}]`) : [name];
      members.push(...names.map((one) => ({ name: one, type: known.name })));
    }
  }
  return members;
}
