import type { TokenList } from './tokens.ts';

/**
 * Members for objects in one address space, `T f() const constant`. Here `constant` is `device` that is const, so the
 * member for `device`, or the one that names no space, serves it: the one for `constant` is taken out.
 */
export function eraseConstantMembers(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== 'constant') continue;
    const before = list.text(list.previous(i));
    const isMember =
      before === ')' || (before === 'const' && list.text(list.previous(list.previous(i))) === ')');
    if (!isMember || ![':', '{', ';'].includes(list.text(list.next(i)))) continue;
    list.erase(startOfMember(list, i), endOfMember(list, i) + 1);
  }
}

function startOfMember(list: TokenList, position: number): number {
  let start = position;
  for (let i = list.previous(position); i >= 0; i = list.previous(i)) {
    const text = list.text(i);
    const isAccess = text === ':' && ['public', 'private', 'protected'].includes(list.text(list.previous(i)));
    if (';{}'.includes(text) || isAccess) break;
    start = i;
  }
  return start;
}

/** The `;` or the body's `}`; braces of initialisers come before the body. */
function endOfMember(list: TokenList, position: number): number {
  for (let i = position; i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === ';') return i;
    if (text === '(') i = list.closing(i);
    if (text !== '{') continue;
    const close = list.closing(i);
    if (![',', '{'].includes(list.text(list.next(close)))) return close;
    i = close;
  }
  return list.length - 1;
}
