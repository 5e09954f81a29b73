import type { TokenList } from './tokens.ts';

/** A name followed by arguments. */
interface Call {
  readonly name: string;
  readonly position: number;
}

/** The function calls in a body, excluding member calls and qualified names. */
export function callsIn(list: TokenList, { open, close }: { open: number; close: number }): Call[] {
  const calls: Call[] = [];
  for (let i = list.next(open); i < close; i = list.next(i)) {
    const isQualified = ['.', '->', '::'].includes(list.text(list.previous(i)));
    const isDeclared = list.isWord(list.previous(i)) && list.text(list.previous(i)) !== 'return'; // T name(…)
    if (list.isWord(i) && !isQualified && !isDeclared && list.text(list.next(i)) === '(')
      calls.push({ name: list.text(i), position: i });
  }
  return calls;
}
