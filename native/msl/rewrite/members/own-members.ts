import { type Statement, statementsOf } from '../../read/statements.ts';
import type { TokenList } from '../../read/tokens.ts';
import { ADDRESS_SPACES } from '../words.ts';
import { isClassBody } from './returned-references.ts';

/** What begins a declaration that is no variable of an object. */
const NO_MEMBERS = new Set([
  'using',
  'typedef',
  'static',
  'friend',
  'template',
  'struct',
  'class',
  'enum',
  'union',
]);
/** What gives a type or a number rather than the object itself. */
const UNEVALUATED = new Set(['decltype', 'sizeof', 'alignof']);

/**
 * Passes on the variables of an object as what is in the thread's memory: where MSL says no other, a member function is
 * for objects there, but clang has `this` in any space, as temporaries are in none. Must run before member functions
 * are rewritten, of which some are then for objects anywhere.
 */
export function rewriteOwnMembers(list: TokenList): void {
  const isToldApart = hasConstantFunctions(list);
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '{' || !isClassBody(list, i)) continue;
    const members = statementsOf(list, i + 1, list.closing(i));
    const names = new Set(members.flatMap((member) => namesOf(list, member)));
    const functions = new Set(members.flatMap((member) => threadFunction(list, member, members)));
    for (const member of members)
      if (isForThread(list, member, members)) rewriteBody(list, member, { names, functions, isToldApart });
  }
}

function namesOf(list: TokenList, { start, end, parameters }: Statement): string[] {
  if (parameters || list.texts(start, end).some((text) => NO_MEMBERS.has(text) || text === '&')) return [];
  const names: string[] = [];
  for (let i = start; i < end; i = list.next('[{<'.includes(list.text(i)) ? list.closing(i) : i))
    if (list.isWord(i) && [';', ',', '=', '[', '{'].includes(list.text(list.next(i))))
      names.push(list.text(i));
  return names;
}

/** Whether a text has functions for objects in constant memory, so that clang must know where others are. */
function hasConstantFunctions(list: TokenList): boolean {
  return list.tokens.some(
    ({ text }, i) =>
      text === 'constant' &&
      [')', 'const'].includes(list.text(list.previous(i))) &&
      list.text(list.next(i)) === '{',
  );
}

/** The name of a member function that is only for objects in the thread's memory, as it says or a namesake does. */
function threadFunction(list: TokenList, member: Statement, members: readonly Statement[]): string[] {
  const nameOf = ({ parameters }: Statement) => (parameters ? list.text(list.previous(parameters.open)) : '');
  const isFor = (space: string, { parameters, body }: Statement) =>
    parameters && body && list.texts(parameters.close, body.open).includes(space);
  const name = nameOf(member);
  const isToldApart = members.some((other) => nameOf(other) === name && isFor('constant', other));
  return isFor('thread', member) || (isToldApart && isForThread(list, member, members)) ? [name] : [];
}

/** Functions that are repeated for several spaces stay alike. */
function isForThread(
  list: TokenList,
  { start, parameters, body }: Statement,
  members: readonly Statement[],
): boolean {
  if (!parameters || !body) return false;
  if (list.texts(start, parameters.open).some((text) => text === 'static' || text === 'friend')) return false;
  const spaces = list.texts(parameters.close, body.open).filter((text) => text in ADDRESS_SPACES);
  if (spaces.length === 0) return true;
  const declared = list.texts(start, parameters.close).join(' ');
  const same = members.filter(
    (member) => member.parameters && list.texts(member.start, member.parameters.close).join(' ') === declared,
  );
  return same.length === 1 && spaces.every((space) => space === 'thread');
}

/** The members of a class. */
interface OwnMembers {
  /** Of its variables, and of its functions for objects in the thread's memory. */
  readonly names: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** Whether the variables' own functions may be told apart by the space. */
  readonly isToldApart: boolean;
}

function rewriteBody(
  list: TokenList,
  { parameters, body }: Statement,
  { names, functions, isToldApart }: OwnMembers,
): void {
  if (!parameters || !body) return;
  const hidden = new Set<string>();
  for (let i = parameters.open; i < body.close; i = list.next(i))
    if (list.isWord(i) && isDeclared(list, i)) hidden.add(list.text(i));
  for (let i = list.next(body.open); i < body.close; i = list.next(i)) {
    const token = list.tokens[i];
    if (
      token?.text === 'this' &&
      ['->', ')', ',', ';'].includes(list.text(list.next(i))) &&
      isOperand(list, i)
    )
      token.text = 'msl::this_in_thread(this)';
    const isMember = ['.', '->', '::'].includes(list.text(list.previous(i)));
    const isOwn = token && !isMember && list.isWord(i) && names.has(token.text) && !hidden.has(token.text);
    const isSelected = isToldApart && ['[', '.'].includes(list.text(list.next(i)));
    if (isOwn && (isSelected || isPassedOn(list, i))) token.text = `msl::in_thread(${token.text})`;
    const isCalled = token && !isMember && functions.has(token.text) && list.text(list.next(i)) === '(';
    if (isCalled && !isTyped(list, i)) token.text = `msl::this_in_thread(this)->${token.text}`;
  }
}

/** `T name`, `vec<T, 4> name`, `thread T &name`. */
function isDeclared(list: TokenList, name: number): boolean {
  if (![',', ')', ';', '=', '[', '{', ':'].includes(list.text(list.next(name)))) return false;
  const before = list.previous(name);
  if (list.isWord(before)) return list.text(before) !== 'return';
  if (list.text(before) === '>') return list.isWord(list.previous(list.opening(before)));
  if (!['&', '*'].includes(list.text(before))) return false;
  let start = before;
  while (start > 0 && !';{}(,='.includes(list.text(start))) start = list.previous(start);
  return list.texts(start, name).some((text) => text in ADDRESS_SPACES);
}

/** `T name(…)` declares a variable. */
function isTyped(list: TokenList, name: number): boolean {
  const before = list.previous(name);
  return list.isWord(before) && !['return', 'else', 'do', 'case'].includes(list.text(before));
}

/** Whether `this` is not what a lambda captures. */
function isOperand(list: TokenList, position: number): boolean {
  return list.text(list.previous(position)) !== '[' && list.text(list.next(position)) !== ']';
}

/** Whether a variable, or an element or a member of it, is an argument, or what a reference or a pointer leads to. */
function isPassedOn(list: TokenList, name: number): boolean {
  if (![',', ')', '[', '.', ';'].includes(list.text(list.next(name)))) return false;
  let before = list.previous(name);
  if (list.text(before) === '&') before = list.previous(before);
  if (list.text(before) === '=') return ['&', '*'].includes(list.text(list.previous(list.previous(before))));
  if (list.text(before) === ',') return true;
  return (
    list.text(before) === '(' &&
    list.isWord(list.previous(before)) &&
    !UNEVALUATED.has(list.text(list.previous(before)))
  );
}
