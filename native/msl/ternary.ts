import type { TokenList } from './tokens.ts';

const VECTOR = /^(bool|u?char|u?short|u?int|u?long|half|float|bfloat)[234]$/;
const OPENING = '([{';
const CLOSING = ')]}';

/**
 * `c ? values[i] : float4(0)`: C++ for OpenCL does not convert between classes in different address spaces, so both
 * operands are taken by value where one of them is written as a vector or as an element of an array.
 */
export function rewriteTernaries(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '?') continue;
    const colon = endOf(list, i, [':']);
    const end = endOf(list, colon, [';', ',', '?', ':']);
    if (list.text(colon) !== ':' || list.text(end) === '?') continue;
    const isObject = isVector(list, list.next(i)) || isVector(list, list.next(colon));
    const isElement = list.text(list.previous(colon)) === ']' || list.text(list.previous(end)) === ']';
    if (!isObject && !isElement) continue;
    if (isAssigned(list, end) || isNothing(list, i, colon) || isNothing(list, colon, end)) continue;
    wrap(list, list.next(i), list.previous(colon));
    wrap(list, list.next(colon), list.previous(end));
  }
}

function isVector(list: TokenList, position: number): boolean {
  return VECTOR.test(list.text(position)) && list.text(list.next(position)) === '(';
}

/** `(c ? a[0] : b[0]) = x` */
function isAssigned(list: TokenList, end: number): boolean {
  return list.text(end) === ')' && /^[-+*/%&|^]?=$/.test(list.text(list.next(end)));
}

/** Whether an operand is a null pointer, which is one only as long as it is written that way. */
function isNothing(list: TokenList, before: number, end: number): boolean {
  const first = list.next(before);
  return list.next(first) === end && ['nullptr', 'NULL', '0'].includes(list.text(first));
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
