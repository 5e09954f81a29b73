import { type Statement, statementsOf } from '../../read/statements.ts';
import type { TokenList } from '../../read/tokens.ts';
import { type ConstantMember, renameConstantMembers } from './constant-members.ts';

/** A member function qualified with an address space: `float norm() const device { … }`. */
interface Member {
  /** Positions of its first token, of the address space, and one past its last token. */
  readonly start: number;
  readonly spaceAt: number;
  readonly end: number;
  /** Where the brace of its class is. */
  readonly scope: number;
  /** The name of its class. */
  readonly owner: string;
  readonly nameAt: number;
  /** Whether it is neither an operator nor a constructor or a conversion. */
  readonly isNamed: boolean;
  /** Whether it is a constructor or a conversion. */
  readonly converts: boolean;
  /** Everything but the address space; shared by overloads for several spaces. */
  readonly declarator: string;
  /** The class, the name, the parameters and `const`: what clang tells overloads apart by, besides the space. */
  readonly signature: string;
  readonly hasParameters: boolean;
  readonly body: string;
}

/** Metal's address spaces of `this` in C++ for OpenCL. */
const SPACES: Readonly<Record<string, string>> = {
  thread: '__private',
  threadgroup: '__local',
  device: '__global',
  constant: '__global',
};
const AFTER_PARAMETERS = new Set(['const', 'volatile', 'noexcept']);
const BEFORE_BODY = new Set(['{', ';', ':', '=', '->', ...AFTER_PARAMETERS]);

/**
 * Qualifies member functions with the address space of `this`. In C++ for OpenCL temporaries are in none of the four
 * spaces, so a function that is repeated for several spaces becomes one unqualified function, as do constructors and
 * conversions. Returns the classes that still have functions for objects in thread memory only.
 */
export function rewriteMemberFunctions(
  list: TokenList,
  statements: readonly Statement[],
): ReadonlySet<string> {
  const threadOnly = new Set<string>();
  const overloads = new Map<string, Member[]>();
  for (const member of eraseTwins(
    list,
    statements,
    mergeAssignments(list, eraseCopies(list, membersIn(list))),
  ))
    overloads.set(member.declarator, [...(overloads.get(member.declarator) ?? []), member]);
  const temporaries = namesOfTemporaries(list);
  for (const [first, ...others] of overloads.values()) {
    if (!first) continue;
    if (hasUnqualified(list, first)) for (const { start, end } of [first, ...others]) list.erase(start, end);
    else if (
      others.length === 0 &&
      first.isNamed &&
      temporaries.has(list.text(first.nameAt)) &&
      list.text(first.spaceAt) === 'thread'
    )
      list.erase(first.spaceAt, first.spaceAt + 1);
    else if (others.length > 0 && others.every(({ body }) => body === first.body)) {
      list.erase(first.spaceAt, first.spaceAt + 1);
      for (const { start, end } of others) list.erase(start, end);
    } else rewriteSpaces(list, [first, ...others], threadOnly);
  }
  return threadOnly;
}

/** The names of members that are called of what a call or braces give: `S(a).f()`. It is in none of the four spaces. */
function namesOfTemporaries(list: TokenList): Set<string> {
  const names = new Set<string>();
  for (let i = list.at(0); i < list.length; i = list.next(i))
    if (list.text(i) === '.' && [')', '}'].includes(list.text(list.previous(i))))
      names.add(list.text(list.next(i)));
  return names;
}

/**
 * Whether a constructor or a conversion is in its class without a space too, which means the thread's: `S() : x(0) {}`
 * beside `S() threadgroup : x(0) {}`.
 */
function hasUnqualified(list: TokenList, { scope, start, spaceAt, converts }: Member): boolean {
  if (!converts) return false;
  const declared = list.texts(start, spaceAt).join(' ');
  return statementsOf(list, scope + 1, list.closing(scope)).some(({ start: first, parameters }) => {
    if (!parameters) return false;
    const after = list.next(parameters.close);
    const last = list.text(after) === 'const' ? after : parameters.close;
    const isUnqualified = !(list.text(list.next(last)) in SPACES);
    return (
      isUnqualified &&
      list.texts(startOf(list, list.previous(parameters.open), first), last + 1).join(' ') === declared
    );
  });
}

/** `S(const device S &) device = default;` is what clang does unasked, for any two address spaces. */
function eraseCopies(list: TokenList, members: readonly Member[]): Member[] {
  const isCopy = ({ body, hasParameters }: Member) => hasParameters && body === '= default ;';
  for (const { start, end } of members.filter(isCopy)) list.erase(start, end);
  return members.filter((member) => !isCopy(member));
}

/**
 * Of assignments from the same there is one, to objects anywhere: otherwise clang could not choose between one to the
 * object's space, from what converts, and its own copy.
 */
function mergeAssignments(list: TokenList, members: readonly Member[]): Member[] {
  const isAssignment = ({ signature }: Member) => / operator = \(/.test(signature);
  const merged = new Set<string>();
  for (const { signature, start, spaceAt, end } of members.filter(isAssignment)) {
    if (merged.has(signature)) list.erase(start, end);
    else list.erase(spaceAt, spaceAt + 1);
    merged.add(signature);
  }
  return members.filter((member) => !isAssignment(member));
}

/**
 * `this` is in global memory where MSL has device or constant memory, so of two functions for objects in either that are
 * the same otherwise one is erased: that for constant memory where the text has device memory that is only read. If they
 * differ in what they do, the one for constant memory gets another name.
 */
function eraseTwins(list: TokenList, statements: readonly Statement[], members: readonly Member[]): Member[] {
  const bySignature = new Map<string, Member[]>();
  for (const member of members)
    bySignature.set(member.signature, [...(bySignature.get(member.signature) ?? []), member]);
  const spaceOf = ({ spaceAt }: Member) => list.text(spaceAt);
  const erased = new Set<Member>();
  const renamed: ConstantMember[] = [];
  for (const same of bySignature.values()) {
    const device = same.find((member) => spaceOf(member) === 'device');
    const constant = same.find((member) => spaceOf(member) === 'constant');
    if (!device || !constant) continue;
    if (device.declarator === constant.declarator && device.body === constant.body) continue;
    const { nameAt, owner, isNamed } = constant;
    if (isNamed && device.body !== constant.body) renamed.push({ owner, nameAt, name: list.text(nameAt) });
    else erased.add(readsDevice(list, device.scope) ? constant : device);
  }
  renameConstantMembers(list, statements, renamed);
  for (const { start, end } of erased) list.erase(start, end);
  return members.filter((member) => !erased.has(member));
}

/** Whether a text points to device memory that is only read, outside the class whose brace is at `scope`. */
function readsDevice(list: TokenList, scope: number): boolean {
  const end = list.closing(scope);
  return list.tokens.some(
    ({ text }, i) =>
      text === 'device' &&
      (i < scope || i > end) &&
      [list.previous(i), list.next(i)].some((at) => list.text(at) === 'const'),
  );
}

function rewriteSpaces(list: TokenList, members: readonly Member[], threadOnly: Set<string>): void {
  for (const { spaceAt, converts, owner } of members) {
    const token = list.tokens[spaceAt];
    if (!token) continue;
    if (token.text === 'thread' && !converts) threadOnly.add(owner);
    token.text = converts && members.length === 1 ? '' : (SPACES[token.text] ?? '');
  }
}

function membersIn(list: TokenList): Member[] {
  const members: Member[] = [];
  const scopes: number[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '{') scopes.push(i);
    else if (text === '}') scopes.pop();
    else if (text in SPACES && list.isWord(i)) {
      const member = memberAt(list, i, scopes.at(-1) ?? -1);
      if (member) members.push(member);
    }
  }
  return members;
}

function memberAt(list: TokenList, spaceAt: number, scope: number): Member | null {
  let close = list.previous(spaceAt);
  while (AFTER_PARAMETERS.has(list.text(close))) close = list.previous(close);
  if (list.text(close) !== ')' || !BEFORE_BODY.has(list.text(list.next(spaceAt)))) return null;
  const open = list.opening(close);
  const nameAt = list.previous(open);
  const start = startOf(list, nameAt);
  let operatorAt = start;
  while (operatorAt < nameAt && list.text(operatorAt) !== 'operator') operatorAt = list.next(operatorAt);
  const end = endOf(list, spaceAt);
  const owner = className(list, scope);
  const isConst = list.texts(close, list.next(list.next(spaceAt))).includes('const');
  return {
    owner,
    nameAt,
    isNamed: operatorAt === nameAt && list.isWord(nameAt) && list.text(nameAt) !== owner,
    scope,
    start,
    spaceAt,
    end,
    converts: list.isWord(list.next(operatorAt)) || list.text(nameAt) === owner,
    declarator: `${scope} ${list.texts(start, spaceAt).join(' ')}`,
    signature: `${scope} ${isConst} ${list.texts(operatorAt, close).join(' ')}`,
    hasParameters: list.next(open) !== close,
    body: list.texts(spaceAt + 1, end).join(' '),
  };
}

/** Where the declaration of a name begins. */
function startOf(list: TokenList, nameAt: number, limit = 0): number {
  let start = nameAt;
  while (![';', '{', '}', ':'].includes(list.text(list.previous(start))) && list.previous(start) >= limit)
    start = list.previous(start);
  return start;
}

/** One past the last token of a member function: of its body, after any constructor initialisers, or its `;`. */
function endOf(list: TokenList, spaceAt: number): number {
  let initialises = false;
  for (let i = list.next(spaceAt); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === ';') return i + 1;
    if (text === ':') initialises = true;
    else if (text === '(') i = list.closing(i);
    else if (text === '{') {
      const isMember = initialises && list.isWord(list.previous(i));
      i = list.closing(i);
      if (!isMember) return i + 1;
    }
  }
  return list.length;
}

function className(list: TokenList, scope: number): string {
  for (let i = list.previous(scope); i >= 0 && ![';', '{', '}'].includes(list.text(i)); i = list.previous(i))
    if (['struct', 'class', 'union'].includes(list.text(i))) return list.text(list.next(i));
  return '';
}
