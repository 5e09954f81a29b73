import type { TokenList } from '../read/tokens.ts';

/**
 * `template <void (*f)(int)>` and `using f = void (*)(int)`: clang resolves no overloaded function for a pointer that
 * is a template's argument in C++ for OpenCL, but it does for a reference, which serves as well.
 */
export function rewriteFunctionPointers(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const end = endOfTypes(list, i);
    for (let at = i; at < end; at = list.next(at)) {
      const token = list.tokens[at];
      if (token?.text === '*' && isFunctionPointer(list, at)) token.text = '&';
    }
  }
}

/** Where what names types and begins at a position ends: a template's parameters, an alias; else there. */
function endOfTypes(list: TokenList, start: number): number {
  const text = list.text(start);
  const next = list.next(start);
  if (text === 'template' && list.text(next) === '<') {
    const close = list.closing(next);
    return close < list.length ? close : start;
  }
  if (text !== 'using' && text !== 'typedef') return start;
  let end = start;
  while (end < list.length && ![';', '{'].includes(list.text(end))) end = list.next(end);
  return end;
}

/** `(*)(` or `(*name)(`. */
function isFunctionPointer(list: TokenList, star: number): boolean {
  const next = list.next(star);
  const close = list.isWord(next) ? list.next(next) : next;
  return (
    list.text(list.previous(star)) === '(' && list.text(close) === ')' && list.text(list.next(close)) === '('
  );
}
