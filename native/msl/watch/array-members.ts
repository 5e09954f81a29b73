import type { CodePlace } from './places.ts';
import type { Line } from './roots.ts';

/** An index into an array, and how many elements that has. */
export interface ArrayIndex {
  readonly index: string;
  readonly count: number;
}

const ARRAY = /^\[(\d+) x /;
const COMPUTED = /^, i\d+ 0, i64 (%\S+)$/;

/**
 * The addresses of elements of arrays in structures, vectors and matrices, with the index that was computed. What is
 * beyond such an array may still be within the variable or the buffer. Rows of an array are not among them, as many
 * kernels go through all rows by the first; nor is the array of one element at the end of a structure of any length.
 */
export function arrayMembersOf(
  lines: readonly Line[],
  placeOf: (text: string) => CodePlace | null,
  isLibrary: (file: string) => boolean,
): ReadonlyMap<string, ArrayIndex> {
  const members = new Set<string>();
  const found = new Map<string, ArrayIndex>();
  for (const { text, instruction: one } of lines) {
    if (one?.kind !== 'element') continue;
    if (/^[%{]/.test(one.type)) members.add(one.name);
    const count = Number(ARRAY.exec(one.type)?.[1] ?? 0);
    const [, index] = COMPUTED.exec(one.indices) ?? [];
    if (!index || count <= 1) continue;
    const place = members.has(one.base) ? null : placeOf(text);
    if (members.has(one.base) || (place && isLibrary(place.file))) found.set(one.name, { index, count });
  }
  return found;
}
