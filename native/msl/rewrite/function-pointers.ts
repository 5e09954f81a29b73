import type { TokenList } from '../read/tokens.ts';

/**
 * Turns function pointers in template parameters and aliases (`template <void (*f)(int)>`, `using f = void (*)(int)`)
 * into references: in C++ for OpenCL, clang resolves overloaded functions for reference arguments only.
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

/** The end of the template parameters or alias that start at a position; `start` if none do. */
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
