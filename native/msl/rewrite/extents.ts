import { splitByComma } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';

const INTEGER = /^(unsigned|int|u?short|uint|u?long|char|uchar|size_t|u?int\d+_t)$/;

/**
 * Makes the template parameter of `template <typename T, uint N> … vec<T, N>` an int, as the library has it: clang
 * deduces a number only for a parameter of its very type, and Apple's for one of any integer type.
 */
export function rewriteExtents(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== 'template' || list.text(list.next(i)) !== '<') continue;
    const open = list.next(i);
    const close = list.closing(open);
    for (const { start, end } of splitByComma(list, open + 1, close)) {
      let nameAt = start;
      while (nameAt < end && INTEGER.test(list.text(nameAt))) nameAt = list.next(nameAt);
      const isInteger = nameAt > start && nameAt < end && list.isWord(nameAt);
      if (!isInteger || !isExtent(list, close, list.text(nameAt))) continue;
      for (let at = list.next(start); at < nameAt; at = list.next(at)) list.erase(at, at + 1);
      const type = list.tokens[start];
      if (type) type.text = 'int';
    }
  }
}

/** Whether a declaration takes vectors or matrices with as many elements as a template parameter says. */
function isExtent(list: TokenList, start: number, name: string): boolean {
  for (let i = list.next(start); i < list.length && !';{'.includes(list.text(i)); i = list.next(i)) {
    if (!/^(vec|packed_vec|matrix)$/.test(list.text(i)) || list.text(list.next(i)) !== '<') continue;
    const open = list.next(i);
    if (
      splitByComma(list, open + 1, list.closing(open)).some(
        (part) => list.texts(part.start, part.end).join() === name,
      )
    )
      return true;
  }
  return false;
}
