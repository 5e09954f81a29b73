import { bodyAfter } from '../statement-ends.ts';
import type { TokenList } from '../tokens.ts';

/** `name = [captures](parameters) { … }`. */
interface Lambda {
  /** The variable that holds it; null for one that is passed on or called where it stands. */
  readonly name: string | null;
  /** The position of its body's opening brace. */
  readonly open: number;
}

/** The lambdas of a text. Must run without attributes, which have brackets too. */
export function lambdasIn(list: TokenList): Lambda[] {
  const lambdas: Lambda[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '[' || isSubscript(list, i)) continue;
    const after = list.next(list.closing(i));
    const open = list.text(after) === '(' ? bodyAfter(list, list.closing(after)) : after;
    if (open === null || list.text(open) !== '{') continue;
    const equals = list.previous(i);
    const isHeld = list.text(equals) === '=' && list.isWord(list.previous(equals));
    lambdas.push({ name: isHeld ? list.text(list.previous(equals)) : null, open });
  }
  return lambdas;
}

/** `values[i]`, `T values[4]`, `delete[]`: what a bracket after an operand opens. */
function isSubscript(list: TokenList, open: number): boolean {
  const before = list.previous(open);
  return (
    (list.isWord(before) && list.text(before) !== 'return') || [')', ']', '>'].includes(list.text(before))
  );
}
