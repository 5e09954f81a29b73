import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** Library functions at which lanes synchronise. */
const SYNCHRONISING =
  /^(threadgroup_barrier|simdgroup_barrier|simd_\w+|quad_\w+|simdgroup_(load|store|multiply\w*|\w+8x8|matrix)|make_\w+_simdgroup_matrix|__metal_simdgroup_matrix\w+|thread_elements|matmul2d|atomic_thread_fence)$/;

/** The words in the declaration of each function, class, alias and variable, by name. */
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

/** The position of the declared name; a type's member functions count as part of the type. */
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

/** The words in a function's body and in the bodies of everything it may call. */
export function wordsReached(
  name: string,
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const words = new Set([name]);
  for (const word of words) for (const inner of bodies.get(word) ?? []) words.add(inner);
  return words;
}

/** Whether a function that reaches these words synchronises its lanes or declares threadgroup memory. */
export function synchronises(words: ReadonlySet<string>): boolean {
  return words.has('threadgroup') || [...words].some((word) => SYNCHRONISING.test(word));
}
