import type { TokenList } from './tokens.ts';

const VECTOR = /^(bool|u?char|u?short|u?int|u?long|half|float|bfloat)[234]$/;
const OPENING = '([{';
const CLOSING = ')]}';

/**
 * `c ? values[i] : float4(0)`: C++ for OpenCL does not convert between classes in different address spaces, so both
 * operands are taken by value where one of them is written as a vector.
 */
export function rewriteTernaries(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '?') continue;
    const colon = endOf(list, i, [':']);
    const end = endOf(list, colon, [';', ',', '?', ':']);
    if (list.text(colon) !== ':' || list.text(end) === '?') continue;
    if (![i, colon].some((before) => isVector(list, list.next(before)))) continue;
    wrap(list, list.next(i), list.previous(colon));
    wrap(list, list.next(colon), list.previous(end));
  }
}

function isVector(list: TokenList, position: number): boolean {
  return VECTOR.test(list.text(position)) && list.text(list.next(position)) === '(';
}

/** The first of `ends`, or the bracket that closes what `start` is in. */
function endOf(list: TokenList, start: number, ends: readonly string[]): number {
  let depth = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (depth === 0 && (ends.includes(text) || CLOSING.includes(text))) return i;
    if (OPENING.includes(text)) depth++;
    else if (CLOSING.includes(text)) depth--;
  }
  return list.length;
}

function wrap(list: TokenList, first: number, last: number): void {
  const [opening, closing] = [list.tokens[first], list.tokens[last]];
  if (!opening || !closing) return;
  opening.text = `msl::value(${opening.text}`;
  closing.text = `${closing.text})`;
}
