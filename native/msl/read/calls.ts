import { splitByComma } from './statements.ts';
import { endsDeclaredType } from './templates.ts';
import type { TokenList } from './tokens.ts';

/** A name followed by arguments. */
interface Call {
  readonly name: string;
  readonly position: number;
  /** Of its arguments. */
  readonly count: number;
}

/** The function calls in a body, excluding member calls and qualified names. */
export function callsIn(list: TokenList, { open, close }: { open: number; close: number }): Call[] {
  const calls: Call[] = [];
  for (let i = list.next(open); i < close; i = list.next(i)) {
    const isQualified = ['.', '->', '::'].includes(list.text(list.previous(i)));
    const before = list.previous(i);
    const isDeclared = list.isWord(before) ? list.text(before) !== 'return' : endsDeclaredType(list, before); // T name(…)
    const bracket = list.next(i);
    if (!list.isWord(i) || isQualified || isDeclared || list.text(bracket) !== '(') continue;
    const count = splitByComma(list, bracket + 1, list.closing(bracket)).length;
    calls.push({ name: list.text(i), position: i, count });
  }
  return calls;
}
