import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** Functions of Metal's library at which lanes meet. */
const MEETING =
  /^(threadgroup_barrier|simdgroup_barrier|simd_\w+|quad_\w+|simdgroup_(load|store|multiply\w*|\w+8x8|matrix)|make_\w+_simdgroup_matrix|thread_elements|atomic_thread_fence)$/;

/** For each function that the text defines, the words of its body. */
export function bodiesOf(list: TokenList, statements: readonly Statement[]): Map<string, Set<string>> {
  const bodies = new Map<string, Set<string>>();
  for (const { start, end, parameters, body } of statements) {
    // A type's member functions are found by the type's name.
    const nameAt = parameters && body ? list.previous(parameters.open) : list.next(start);
    const words = bodies.get(list.text(nameAt)) ?? new Set<string>();
    for (let i = body?.open ?? list.next(nameAt); i < end; i = list.next(i))
      if (list.isWord(i)) words.add(list.text(i));
    bodies.set(list.text(nameAt), words);
  }
  return bodies;
}

/** The words of a function's body and of the bodies of all that it may call. */
export function wordsReached(
  name: string,
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const words = new Set([name]);
  for (const word of words) for (const inner of bodies.get(word) ?? []) words.add(inner);
  return words;
}

/** Whether among a function's words is one that has its lanes meet or declares threadgroup memory. */
export function synchronises(words: ReadonlySet<string>): boolean {
  return words.has('threadgroup') || [...words].some((word) => MEETING.test(word));
}
