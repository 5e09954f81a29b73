import type { Line, Roots } from './roots.ts';

/** An index into an array, and how many elements that has. */
export interface ArrayIndex {
  readonly index: string;
  readonly count: number;
}

const ARRAY = /^\[(\d+) x (.*)\]$/;
/** The type of a structure, a class or a union. */
const OBJECT = /^[%{]/;
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
  /** Addresses of objects, and of their members. */
  const objects = new Set<string>();
  const found = new Map<string, readonly ArrayIndex[]>();
  const isObject = (name: string) =>
    objects.has(name) || OBJECT.test(roots.type(name) ?? '') || /^%this\d/.test(name);
  for (const { text, instruction: one } of lines) {
    if (one?.kind === 'load') {
      const [held = '', another] = roots.held(one.address);
      if (another === undefined) found.set(one.name, found.get(held) ?? []);
      if (another === undefined && isObject(held)) objects.add(one.name);
    }
    if (one?.kind !== 'element') continue;
    const [, extent = 0, element = one.type] = ARRAY.exec(one.type) ?? [];
    if (OBJECT.test(element)) objects.add(one.name);
    const [count, [, index]] = [Number(extent), COMPUTED.exec(one.indices) ?? []];
    const isMember = index && count > 1 && (isObject(one.base) || isInLibrary(text));
    const outer = found.get(one.base) ?? [];
    found.set(one.name, isMember ? [...outer, { index, count }] : outer);
  }
  return found;
}
