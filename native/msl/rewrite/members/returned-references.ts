import { type Statement, statementsOf } from '../../read/statements.ts';
import type { TokenList } from '../../read/tokens.ts';
import { ADDRESS_SPACES } from '../words.ts';

const SPECIFIERS = new Set(['constexpr', 'inline', 'METAL_FUNC', 'friend', 'virtual', 'explicit']);
/** Those that an object of the space is known to be in: `this` names them itself. */
const OWN_SPACES = ['thread', 'threadgroup'];

/**
 * Casts what member functions return to the address space of their result: `thread T &at(int i) { return v[i]; }`.
 * `this` is in all of memory unless the function is qualified or for constant memory, and in all of global memory when it
 * is in device memory.
 */
export function rewriteReturnedReferences(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i))
    if (list.text(i) === '{' && isClassBody(list, i))
      for (const member of statementsOf(list, i + 1, list.closing(i))) rewriteMember(list, member);
}

/** Whether a brace opens the body of a class. */
export function isClassBody(list: TokenList, open: number): boolean {
  for (let i = list.previous(open); i >= 0; i = list.previous(i)) {
    const text = list.text(i);
    if (text === '>') i = list.opening(i);
    else if (text === 'struct' || text === 'class') return true;
    else if (!list.isWord(i) && ![':', '::', ','].includes(text)) return false;
  }
  return false;
}

function rewriteMember(list: TokenList, { start, parameters, body }: Statement): void {
  if (!parameters || !body) return;
  const qualifiers = list.texts(parameters.close, body.open);
  if (OWN_SPACES.some((space) => qualifiers.includes(space)) || qualifiers.includes('__private')) return;
  const type = resultType(list, start, parameters.open);
  if (type === null) return;
  for (let i = list.next(body.open); i < body.close; i = list.next(i)) {
    const token = list.tokens[i];
    if (token?.text !== 'return') continue;
    const end = endOf(list, i);
    const last = list.tokens[list.previous(end)];
    if (!last || last === token) continue;
    token.text = `return (${type})(`;
    last.text += ')';
    i = end;
  }
}

/** A reference or pointer to a named address space, as clang is to read it; null for any other result. */
function resultType(list: TokenList, start: number, end: number): string | null {
  let first = start;
  for (let i = start; i < end; i = list.next(i)) if (list.text(i) === ':') first = list.next(i);
  while (list.text(first) === 'template') first = list.next(list.closing(list.next(first)));
  const texts: string[] = [];
  for (let i = first; i < end; i = list.next(i)) {
    if (['operator', '(', 'static'].includes(list.text(i))) break;
    texts.push(list.text(i));
    if (list.next(i) === list.previous(end) && list.isWord(list.next(i))) break; // the function's name follows
  }
  const type = texts.filter((text) => !SPECIFIERS.has(text));
  if (!['&', '*'].includes(type.at(-1) ?? '') || !type.some((text) => text in ADDRESS_SPACES)) return null;
  return type
    .map((text) => (text in ADDRESS_SPACES ? ADDRESS_SPACES[text as keyof typeof ADDRESS_SPACES] : text))
    .join(' ');
}

function endOf(list: TokenList, start: number): number {
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    if (list.text(i) === ';') return i;
    if ('([{'.includes(list.text(i))) i = list.closing(i);
  }
  return list.length;
}
