import { splitByComma, statementsOf } from '../../read/statements.ts';
import type { TokenList } from '../../read/tokens.ts';
import { asRead } from '../words.ts';
import { type Member, memberOf, membersIn, startOf } from './find-members.ts';

/**
 * Metal's address spaces of `this` in C++ for OpenCL. It has no word for constant memory, so functions for objects there
 * are for objects anywhere, of which clang prefers those that are for the object's space.
 */
const SPACES: Readonly<Record<string, string>> = {
  thread: '__private',
  threadgroup: '__local',
  device: '__global',
  constant: '',
};

/** Functions that are the same but for the address space of `this`. */
type Overloads = readonly [Member, ...Member[]];

/**
 * Qualifies member functions with the address space of `this`. In C++ for OpenCL temporaries are in none of the four
 * spaces, so a function that is repeated for several spaces becomes one unqualified function, as do constructors and
 * conversions. Returns the classes that still have functions for objects in thread memory only, whether functions are
 * told apart by the space, and what finishes the text, as the last change of it.
 */
export function rewriteMemberFunctions(list: TokenList): {
  threadOnly: ReadonlySet<string>;
  isToldApart: boolean;
  finish: () => void;
} {
  const threadOnly = new Set<string>();
  const additions: [position: number, text: string][] = [];
  const tellApart = (member: Member) => {
    if (qualify(list, member, additions)) threadOnly.add(member.owner);
  };
  const overloads = new Map<string, Overloads>();
  for (const member of mergeAssignments(list, eraseCopies(list, membersIn(list)))) {
    const [first = member, ...others] = overloads.get(member.declarator) ?? [];
    overloads.set(member.declarator, first === member ? [member] : [first, ...others, member]);
  }
  const groups = [...overloads.values()];
  const told = toldApart(list, groups);
  const namesakes = [...told.values()].flatMap((member) => unqualifiedNamesakes(list, member));
  const temporaries = namesOfTemporaries(list);
  for (const group of groups) {
    const [first, ...others] = group;
    const isAlone = others.length === 0 && first.isNamed && list.text(first.spaceAt) === 'thread';
    if (hasUnqualified(list, first)) for (const { start, end } of group) list.erase(start, end);
    else if (told.has(first.callee)) group.forEach(tellApart);
    else if (isAlone && temporaries.has(list.text(first.nameAt)))
      list.erase(first.spaceAt, first.spaceAt + 1);
    else if (isRepeated(group)) {
      list.erase(first.spaceAt, first.spaceAt + 1);
      for (const { start, end } of others) list.erase(start, end);
    } else rewriteSpaces(list, group, threadOnly);
  }
  namesakes.forEach(tellApart);
  const finish = () => {
    for (const [position, text] of additions) {
      const token = list.tokens[position];
      if (token) token.text += text;
    }
  };
  return { threadOnly, isToldApart: told.size > 0, finish };
}

/** The functions that are not the same for objects in all spaces, each by one that is in a group of its own. */
function toldApart(list: TokenList, groups: readonly Overloads[]): Map<string, Member> {
  const found = new Map<string, Member>();
  const seen = new Set<string>();
  for (const member of groups.filter((group) => !isRepeated(group)).flat()) {
    const { callee, converts, spaceAt } = member;
    if (!converts && (seen.has(callee) || list.text(spaceAt) === 'constant')) found.set(callee, member);
    seen.add(callee);
  }
  return found;
}

/** Whether a function does the same for objects in several spaces. */
function isRepeated([first, ...others]: Overloads): boolean {
  return others.length > 0 && others.every(({ body }) => body === first.body);
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

/** The same function without a space, which means the thread's. */
function unqualifiedNamesakes(list: TokenList, { scope, callee }: Member): Member[] {
  return statementsOf(list, scope + 1, list.closing(scope)).flatMap(({ parameters, body }) => {
    if (!parameters || !body || list.texts(parameters.close, body.open).some((text) => text in SPACES))
      return [];
    const after = list.next(parameters.close);
    const namesake = memberOf(list, {
      ...parameters,
      spaceAt: list.text(after) === 'const' ? after : parameters.close,
      scope,
    });
    return namesake.callee === callee ? [namesake] : [];
  });
}

/**
 * Qualifies a function that is told apart by the space. Temporaries, of which clang knows no space, get one that has
 * the thread's do it. Returns whether it is the thread's.
 */
function qualify(list: TokenList, member: Member, additions: [position: number, text: string][]): boolean {
  const { spaceAt, close, end } = member;
  const token = list.tokens[spaceAt];
  const space = token?.text ?? '';
  const isNamed = space in SPACES;
  const isThread = space === 'thread' || !isNamed;
  if (isThread) additions.push([list.previous(end), forwarder(list, member)]);
  const after = list.next(spaceAt);
  const last = isNamed && ['const', 'volatile'].includes(list.text(after)) ? after : spaceAt;
  const isConst = list.texts(close, list.next(last)).includes('const');
  if (token && isNamed) token.text = space === 'constant' && !isConst ? 'const' : (SPACES[space] ?? ''); // always is
  additions.push([last, isNamed ? ' &' : ` __private &`]);
  return isThread;
}

/** A function for temporaries that has the thread's do it. */
function forwarder(list: TokenList, { start, operatorAt, nameAt, open, close }: Member): string {
  const read = (from: number, to: number) => list.texts(from, to).map(asRead).join(' ');
  const isTemplate = list.text(start) === 'template';
  const template = isTemplate ? read(start, list.closing(list.next(start)) + 1) : '';
  const name = read(operatorAt, list.next(nameAt));
  const names = splitByComma(list, open + 1, close).map((part) => parameterName(list, part));
  if (names.includes(null)) return '';
  const isConst = list.text(list.next(close)) === 'const';
  const constant = list.texts(start, operatorAt).includes('constexpr') ? 'constexpr ' : '';
  return ` ${template} ${constant}MSL_FUNCTION decltype(auto) ${name}(${read(open + 1, close)}) ${isConst ? 'const' : ''} && { return msl::this_in_thread(this)->${isTemplate && operatorAt === nameAt ? 'template ' : ''}${name}(${names.join(', ')}); }`;
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
  const isAssignment = ({ callee }: Member) => / operator = \(/.test(callee);
  const merged = new Set<string>();
  for (const { callee, start, spaceAt, end } of members.filter(isAssignment)) {
    if (merged.has(callee)) list.erase(start, end);
    else list.erase(spaceAt, spaceAt + 1);
    merged.add(callee);
  }
  return members.filter((member) => !isAssignment(member));
}

function rewriteSpaces(list: TokenList, members: readonly Member[], threadOnly: Set<string>): void {
  for (const { spaceAt, converts, owner } of members) {
    const token = list.tokens[spaceAt];
    if (!token) continue;
    if (token.text === 'thread' && !converts) threadOnly.add(owner);
    token.text = converts && members.length === 1 ? '' : (SPACES[token.text] ?? '');
  }
}

/** The name of a parameter; null where it has none. */
function parameterName(list: TokenList, { start, end }: { start: number; end: number }): string | null {
  let last = start;
  for (let i = start; i < end && !['=', '['].includes(list.text(i)); i = list.next(i)) last = i;
  return last > start && list.isWord(last) ? list.text(last) : null;
}
