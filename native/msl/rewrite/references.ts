import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';

const ARITHMETIC = /^(bool|char|u?short|u?int|u?long|half|float|bfloat|uchar|size_t|u?int\d+_t)[234]?$/;
const CLASS_WORDS = new Set(['struct', 'class', 'union']);

/**
 * Drops `thread` from `const thread T &`: Metal lets it bind to a temporary, but in C++ for OpenCL temporaries have no
 * named address space. Only for types known not to be template parameters, and not for classes whose member functions
 * are for thread memory only; and not in explicit specializations, which have the types of what they specialize.
 */
export function rewriteConstantReferences(
  list: TokenList,
  statements: readonly Statement[],
  threadOnly: ReadonlySet<string>,
): void {
  const classes = new Set(
    statements
      .filter(({ start }) => CLASS_WORDS.has(list.text(start)))
      .map(({ start }) => list.text(list.next(start))),
  );
  const specialized = statements.filter(({ start }) =>
    list
      .texts(start, start + 8)
      .join('')
      .startsWith('template<>'),
  );
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== 'thread' || specialized.some(({ start, end }) => start < i && i < end)) continue;
    const isConst = [list.previous(i), list.next(i)].filter((at) => list.text(at) === 'const');
    const typeAt = list.next(isConst.at(-1) === list.next(i) ? list.next(i) : i);
    const type = list.text(typeAt);
    const known = ARITHMETIC.test(type) || (classes.has(type) && !threadOnly.has(type));
    if (isConst.length > 0 && known && list.text(list.next(typeAt)) === '&') list.erase(i, i + 1);
  }
}
