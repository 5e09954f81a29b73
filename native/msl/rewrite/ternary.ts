import type { TokenList } from '../read/tokens.ts';
import { asRead } from './words.ts';

const OPENING = '([{';
const CLOSING = ')]}';

const ASSIGNMENT = /^([-+*/%&|^]|<<)?=$/;

/** The positions of its first and last tokens. */
interface Operand {
  readonly first: number;
  readonly last: number;
}

/** Integers that take the type of the other operand: bfloat is a class here, and 0 may be a pointer. */
const SMALL = /^[01]$/;

/**
 * Takes the operands of `c ? values[i] : T(0)` by value, except literals: C++ for OpenCL does not convert between
 * classes in different address spaces.
 */
export function rewriteTernaries(list: TokenList): void {
  const pairs: [Operand, Operand][] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '?' || bindsReference(list, i) || isStatement(list, i)) continue;
    const colon = endOf(list, i, []);
    const end = Math.min(endOf(list, colon, [';', ',']), enclosingTemplate(list, i));
    if (list.text(colon) !== ':') continue;
    const both: [Operand, Operand] = [
      { first: list.next(i), last: list.previous(colon) },
      { first: list.next(colon), last: list.previous(end) },
    ];
    if (!both.every((operand) => isLiteral(list, operand))) pairs.push(both);
  }
  const mixes = list.tokens.some(({ text }) => text === 'bfloat');
  // Only now, because it adds brackets; and what stands for the other's type is the text as it was.
  const wrapped = pairs.flatMap(([one, other]) => [
    { operand: one, type: mixes ? typeOf(list, other, one) : null },
    { operand: other, type: mixes ? typeOf(list, one, other) : null },
  ]);
  for (const { operand, type } of wrapped) wrap(list, operand, type);
}

/** `thread T &x = c ? a : b` refers to the operands themselves. */
function bindsReference(list: TokenList, question: number): boolean {
  let equals = question;
  while (equals >= 0 && !['=', ';', '{', '}'].includes(list.text(equals))) equals = list.previous(equals);
  return list.text(equals) === '=' && list.text(list.previous(list.previous(equals))) === '&';
}

/** `c ? f() : g();` does not use the value, and there may be none. */
function isStatement(list: TokenList, question: number): boolean {
  let i = list.previous(question);
  while (i >= 0 && ![';', '{', '}'].includes(list.text(i))) {
    const text = list.text(i);
    if (text === 'return' || text === '(' || text === '[' || text === ',' || ASSIGNMENT.test(text))
      return false;
    i = list.previous(CLOSING.includes(text) ? list.opening(i) : i);
  }
  return list.text(i) !== '{' || list.text(list.previous(i)) === ')';
}

/** Where an operand ends: at its `:`, at one of `ends`, or at the enclosing closing bracket. */
function endOf(list: TokenList, start: number, ends: readonly string[]): number {
  let nested = 0;
  for (let i = list.next(start); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (OPENING.includes(text)) i = list.closing(i);
    else if (text === '<') i = afterTemplateArguments(list, i);
    else if (text === '?') nested++;
    else if (CLOSING.includes(text) || ends.includes(text) || (text === ':' && nested-- === 0)) return i;
  }
  return list.length;
}

/** The end of the template arguments that enclose a position; `length` if there are none. */
function enclosingTemplate(list: TokenList, position: number): number {
  for (let i = list.previous(position); i >= 0 && !';{}('.includes(list.text(i)); i = list.previous(i)) {
    if (list.text(i) === ')') i = list.opening(i);
    if (list.text(i) !== '<' || !list.isWord(list.previous(i))) continue;
    const close = list.closing(i);
    if (close > position) return close;
  }
  return list.length;
}

/** `<` opens template arguments if its match is followed by a token that can only follow those. */
function afterTemplateArguments(list: TokenList, open: number): number {
  const close = list.closing(open);
  const isTemplate =
    list.isWord(list.previous(open)) && ['(', '::', '{'].includes(list.text(list.next(close)));
  return isTemplate ? close : open;
}

function isLiteral(list: TokenList, { first, last }: Operand): boolean {
  return first === last && !list.isWord(first);
}

/** The type of an operand, for the sake of another: null where both are too complicated to be told twice. */
function typeOf(list: TokenList, operand: Operand, other: Operand): string | null {
  const texts = [operand, other].map(({ first, last }) => list.texts(first, last + 1));
  if (texts.flat().some((text) => text === '?' || text === '{')) return null;
  return `decltype(${(texts[0] ?? []).map(asRead).join(' ')})`;
}

function wrap(list: TokenList, operand: Operand, other: string | null): void {
  const [opening, closing] = [list.tokens[operand.first], list.tokens[operand.last]];
  if (!opening || !closing) return;
  if (!isLiteral(list, operand)) {
    opening.text = `${other ? `msl::value_with<${other}>` : 'msl::value'}(${opening.text}`;
    closing.text = `${closing.text})`;
  } else if (SMALL.test(opening.text)) opening.text = `msl::Small<${opening.text}>{}`;
}
