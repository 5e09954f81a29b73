import type { TokenList } from '../tokens.ts';

/** The positions of a call's first and last tokens. */
export interface CallExtent {
  readonly start: number;
  readonly end: number;
}

/** The words before an operand that are no part of it. */
const KEYWORDS = new Set(['return', 'else', 'do', 'case', 'sizeof']);

/**
 * The call of a name, with the object before it and the template arguments after it: `objects[i].f<2>(a)` of `f`, and
 * `Op{}(a)` of `Op`. Null for a name that is not called.
 */
export function callOf(list: TokenList, name: number): CallExtent | null {
  let end = name;
  let after = list.next(end);
  if (list.text(after) === '<' || list.text(after) === '{') {
    end = list.closing(after);
    after = list.next(end);
  }
  if (list.text(after) !== '(') return null;
  for (; list.text(after) === '('; after = list.next(end)) end = list.closing(after);
  return end < list.length ? { start: startOf(list, name), end } : null;
}

function startOf(list: TokenList, name: number): number {
  let start = name;
  for (;;) {
    const before = list.previous(start);
    const text = list.text(before);
    if (text === 'template') start = before;
    else if (text === '.' || text === '->') start = operandStart(list, list.previous(before));
    else if (text === '::') start = qualifierStart(list, before);
    else return start;
  }
}

/** The first token of `N::`, `T<…>::` or `::`. */
function qualifierStart(list: TokenList, colons: number): number {
  const before = list.previous(colons);
  if (list.text(before) === '>') return list.previous(list.opening(before));
  return isOperandWord(list, before) ? before : colons;
}

/** The first token of the name, the call or the element that ends at a position: `a` of `a[i]`, `b` of `b<T>(c)`. */
function operandStart(list: TokenList, end: number): number {
  let start = end;
  while ([')', ']', '}'].includes(list.text(start))) {
    const open = list.opening(start);
    const before = list.previous(open);
    const belongs = isOperandWord(list, before) || [')', ']', '>'].includes(list.text(before));
    if (!belongs) return open;
    start = list.text(before) === '>' ? list.previous(list.opening(before)) : before;
  }
  return start;
}

function isOperandWord(list: TokenList, position: number): boolean {
  return list.isWord(position) && !KEYWORDS.has(list.text(position));
}
