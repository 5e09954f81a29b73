import type { TokenList } from './tokens.ts';

/**
 * `template <void (*f)(int)>` becomes `template <void (&f)(int)>`: C++ for OpenCL does not take the address of a
 * function template by itself, so `k<g>` would find none.
 */
export function rewriteFunctionParameters(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== 'template' || list.text(list.next(i)) !== '<') continue;
    const end = list.closing(list.next(i));
    for (; i < end; i = list.next(i)) {
      const star = list.next(i);
      const close = list.next(list.next(star));
      const token = list.tokens[star];
      if (list.text(i) === '(' && token?.text === '*' && list.text(close) === ')') token.text = '&';
    }
  }
}
