import { type Statement, splitByComma } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

const ADDRESS_SPACES = new Set(['device', 'constant', 'threadgroup', 'thread', 'threadgroup_imageblock']);
const SPECIFIERS = new Set(['const', 'constexpr', 'volatile', 'static', 'inline', 'typename', 'METAL_FUNC']);
const NON_TYPES = new Set([
  ...['return', 'case', 'else', 'do', 'sizeof', 'operator', 'using', 'typedef', 'auto', 'delete', 'template'],
  ...ADDRESS_SPACES,
]);
const CLASS_WORDS = ['struct', 'class', 'union', 'namespace'];

/** Refuses pointers and references without an address space. Throws MslError. */
export function refuseBarePointers(list: TokenList, statements: readonly Statement[]): void {
  for (const { parameters, body } of statements) if (parameters && body) inParameters(list, parameters);
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (beginsDeclaration(list, i)) refuseAt(list, i, isDeclared);
    if (list.text(i) === '(' || list.text(i) === '<') refuseAt(list, list.next(i), isCast);
  }
}

function inParameters(list: TokenList, { open, close }: { open: number; close: number }): void {
  for (const { start, end } of splitByComma(list, open + 1, close)) {
    const texts = list.texts(start, end);
    const pointsAt = texts.findIndex((text) => text === '*' || text === '&');
    if (pointsAt < 0 || texts.includes('(') || texts.some((text) => ADDRESS_SPACES.has(text))) continue;
    throw refusal(list, start, texts[pointsAt] ?? '');
  }
}

/** Refuses `T<…>::U *` if what follows makes it a type rather than a product. */
function refuseAt(list: TokenList, start: number, isType: (list: TokenList, after: number) => boolean): void {
  let i = start;
  while (SPECIFIERS.has(list.text(i))) i = list.next(i);
  if (!list.isWord(i) || NON_TYPES.has(list.text(i))) return;
  for (i = list.next(i); ['::', '<', 'const'].includes(list.text(i)); i = list.next(i)) {
    if (list.text(i) === '<') i = list.closing(i);
    else if (list.text(i) === '::') i = list.next(i);
  }
  const star = list.text(i);
  if (star !== '*' && star !== '&') return;
  if (isType(list, list.next(i))) throw refusal(list, start, star);
}

/** `T *name;` and the like, which would have no effect as an expression. */
function isDeclared(list: TokenList, name: number): boolean {
  return list.isWord(name) && ['=', ';', ',', '[', '(', ':'].includes(list.text(list.next(name)));
}

/** `(T *)value`, `cast<T *>`. */
function isCast(list: TokenList, close: number): boolean {
  return list.text(close) === ')' || list.text(close) === '>';
}

function beginsDeclaration(list: TokenList, position: number): boolean {
  const before = list.previous(position);
  const text = list.text(before);
  return before < 0 || text === ';' || text === '}' || (text === '{' && !isInitialiser(list, before));
}

/** Whether a brace opens a list of values rather than a body. */
function isInitialiser(list: TokenList, open: number): boolean {
  const before = list.previous(open);
  if (['=', ',', '(', 'return'].includes(list.text(before))) return true;
  if (!list.isWord(before) && list.text(before) !== '>') return false;
  for (let i = before; i >= 0 && ![';', '{', '}', ')'].includes(list.text(i)); i = list.previous(i))
    if (CLASS_WORDS.includes(list.text(i))) return false;
  return !['else', 'do', 'const', 'noexcept', ...ADDRESS_SPACES].includes(list.text(before));
}

function refusal(list: TokenList, position: number, star: string) {
  const kind = star === '*' ? 'pointer' : 'reference';
  const spaces = 'device, constant, threadgroup or thread';
  return userError(list, position, `a ${kind} must name its address space: ${spaces}`);
}
