import type { Line, Roots } from './roots.ts';

/** An index into an array, and how many elements that has. */
export interface ArrayIndex {
  readonly index: string;
  readonly count: number;
}

const ARRAY = /^\[(\d+) x /;
const COMPUTED = /^, i\d+ 0, i64 (%\S+)$/;

/**
 * The addresses in arrays of structures, vectors and matrices, with the indices that were computed. What is beyond such
 * an array may still be within the variable or the buffer. Rows of an array are not among them, as many kernels go
 * through all rows by the first; nor is the array of one element at the end of a structure of any length.
 */
export function arrayMembersOf(
  lines: readonly Line[],
  roots: Roots,
  isInLibrary: (text: string) => boolean,
): ReadonlyMap<string, readonly ArrayIndex[]> {
  const members = new Set<string>();
  const found = new Map<string, readonly ArrayIndex[]>();
  for (const { text, instruction: one } of lines) {
    if (one?.kind === 'load') {
      const held = roots.held(one.address);
      if (held.length === 1) found.set(one.name, found.get(held[0] ?? '') ?? []);
    }
    if (one?.kind !== 'element') continue;
    if (/^[%{]/.test(one.type)) members.add(one.name);
    const count = Number(ARRAY.exec(one.type)?.[1] ?? 0);
    const [, index] = COMPUTED.exec(one.indices) ?? [];
    const isMember = index && count > 1 && (members.has(one.base) || isInLibrary(text));
    const outer = found.get(one.base) ?? [];
    found.set(one.name, isMember ? [...outer, { index, count }] : outer);
  }
  return found;
}
