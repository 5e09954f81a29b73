import type { TokenList } from './tokens.ts';

/** A loop; positions are token indices, ends are inclusive. */
export interface Loop {
  readonly start: number;
  readonly end: number;
  readonly body: { readonly start: number; readonly end: number };
  /** Whether the condition is tested after the body. */
  readonly isDo: boolean;
}

/** Words that begin a statement with a head in brackets. */
export const HEADS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch']);

/** Words between a function's parameters and its body. */
const QUALIFIERS = new Set(['const', 'thread', 'device', 'threadgroup', 'constant', 'noexcept', 'mutable']);

/** The opening brace of a function's or lambda's body after the bracket that closes its parameters; null if it has none. */
export function bodyAfter(list: TokenList, close: number): number | null {
  let i = list.next(close);
  while (QUALIFIERS.has(list.text(i))) i = list.next(i);
  if (list.text(i) === '->')
    do i = list.next(i);
    while (list.isWord(i) || ['::', '<', '>', ',', '*', '&'].includes(list.text(i)));
  return list.text(i) === '{' ? i : null;
}

/** The position of the closing bracket of an `if`, `for`, `while` or `switch`. */
export function headEnd(list: TokenList, start: number): number {
  const i = list.next(start);
  return list.closing(list.text(i) === 'constexpr' ? list.next(i) : i);
}

/** Past the labels in front of a statement, such as `case 1:`. */
export function withoutLabels(list: TokenList, start: number): number {
  if (list.text(start) === 'case' || list.text(start) === 'default') {
    let i = start;
    while (i < list.length && list.text(i) !== ':') i = list.next(i);
    return withoutLabels(list, list.next(i));
  }
  const after = list.next(start);
  return list.isWord(start) && list.text(after) === ':' ? withoutLabels(list, list.next(after)) : start;
}

/** The position of the last token of the statement, inside a function, that starts at a position. */
export function statementEnd(list: TokenList, labelled: number): number {
  const start = withoutLabels(list, labelled);
  const text = list.text(start);
  if (text === '{') return list.closing(start);
  if (text === 'do') return simpleEnd(list, list.next(statementEnd(list, list.next(start))));
  if (!HEADS.has(text)) return simpleEnd(list, start);
  const end = statementEnd(list, list.next(headEnd(list, start)));
  const after = list.next(end);
  return text === 'if' && list.text(after) === 'else' ? statementEnd(list, list.next(after)) : end;
}

function simpleEnd(list: TokenList, start: number): number {
  let i = start;
  while (i < list.length && list.text(i) !== ';') {
    if (list.text(i) === '}') return list.previous(i);
    i = list.next('([{'.includes(list.text(i)) ? list.closing(i) : i);
  }
  return i;
}

/** The loops of a text, outer ones before those in them. */
export function loopsIn(list: TokenList): Loop[] {
  const loops: Loop[] = [];
  const tests = new Set<number>(); // the `while` of a `do`
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === 'do') {
      const start = list.next(i);
      const end = statementEnd(list, start);
      tests.add(list.next(end));
      loops.push({ start: i, end: statementEnd(list, i), body: { start, end }, isDo: true });
    } else if (text === 'for' || (text === 'while' && !tests.has(i))) {
      const start = list.next(headEnd(list, i));
      const end = statementEnd(list, start);
      loops.push({ start: i, end, body: { start, end }, isDo: false });
    }
  }
  return loops;
}
