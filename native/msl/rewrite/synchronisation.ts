import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';

/** Functions of Metal's library at which lanes meet. */
const MEETING =
  /^(threadgroup_barrier|simdgroup_barrier|simd_\w+|quad_\w+|simdgroup_(load|store|multiply\w*|\w+8x8|matrix)|make_\w+_simdgroup_matrix|thread_elements|atomic_thread_fence)$/;

/** For each function, class, alias and variable that the text declares, the words of what it is. */
export function bodiesOf(list: TokenList, statements: readonly Statement[]): Map<string, Set<string>> {
  const bodies = new Map<string, Set<string>>();
  for (const statement of statements) {
    const nameAt = nameOf(list, statement);
    const words = bodies.get(list.text(nameAt)) ?? new Set<string>();
    for (let i = statement.body?.open ?? statement.start; i < statement.end; i = list.next(i))
      if (list.isWord(i)) words.add(list.text(i));
    bodies.set(list.text(nameAt), words);
  }
  return bodies;
}

/** What a declaration declares; a type's member functions are found by the type's name. */
function nameOf(list: TokenList, { start, end, parameters, body }: Statement): number {
  if (parameters && body) return list.previous(parameters.open);
  let i = start;
  if (list.text(i) === 'template' && list.text(list.next(i)) === '<')
    i = list.next(list.closing(list.next(i)));
  if (list.text(i) === 'typedef') return list.previous(list.previous(end));
  for (; i < end; i = list.next(i)) {
    if (['struct', 'class', 'union', 'enum', 'using'].includes(list.text(i))) return list.next(i);
    if (['=', '[', '(', '{', ';'].includes(list.text(list.next(i)))) return i;
  }
  return start;
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
