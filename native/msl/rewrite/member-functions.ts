import type { TokenList } from '../read/tokens.ts';

/** A member function qualified with an address space: `float norm() const device { … }`. */
interface Member {
  /** Positions of its first token, of the address space, and one past its last token. */
  readonly start: number;
  readonly spaceAt: number;
  readonly end: number;
  /** The name of its class. */
  readonly owner: string;
  /** Whether it is a constructor or a conversion. */
  readonly converts: boolean;
  /** Everything but the address space; shared by overloads for several spaces. */
  readonly declarator: string;
  readonly body: string;
}

/** Metal's address spaces of `this` in C++ for OpenCL. */
const SPACES: Readonly<Record<string, string>> = {
  thread: '__private',
  threadgroup: '__local',
  device: '__global',
  constant: 'const __global',
};
const AFTER_PARAMETERS = new Set(['const', 'volatile', 'noexcept']);
const BEFORE_BODY = new Set(['{', ';', ':', '=', '->', ...AFTER_PARAMETERS]);

/**
 * Qualifies member functions with the address space of `this`. In C++ for OpenCL temporaries are in none of the four
 * spaces, so a function that is repeated for several spaces becomes one unqualified function, as do constructors and
 * conversions. Returns the classes that still have functions for objects in thread memory only.
 */
export function rewriteMemberFunctions(list: TokenList): ReadonlySet<string> {
  const threadOnly = new Set<string>();
  const overloads = new Map<string, Member[]>();
  for (const member of membersIn(list)) {
    overloads.set(member.declarator, [...(overloads.get(member.declarator) ?? []), member]);
  }
  for (const [first, ...others] of overloads.values()) {
    if (!first) continue;
    if (others.length > 0 && others.every(({ body }) => body === first.body)) {
      list.erase(first.spaceAt, first.spaceAt + 1);
      for (const { start, end } of others) list.erase(start, end);
    } else rewriteSpaces(list, [first, ...others], threadOnly);
  }
  return threadOnly;
}

/** Overloads that differ in more than the space. Constant memory is device memory here, so only one of both is kept. */
function rewriteSpaces(list: TokenList, members: readonly Member[], threadOnly: Set<string>): void {
  const forDevice = members.some(({ spaceAt }) => list.text(spaceAt) === 'device');
  for (const { start, spaceAt, end, converts, owner } of members) {
    const token = list.tokens[spaceAt];
    if (!token) continue;
    if (token.text === 'thread' && !converts) threadOnly.add(owner);
    if (forDevice && token.text === 'constant') list.erase(start, end);
    else token.text = converts && members.length === 1 ? '' : (SPACES[token.text] ?? '');
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
  const nameAt = list.previous(list.opening(close));
  let start = nameAt;
  while (![';', '{', '}', ':'].includes(list.text(list.previous(start))) && list.previous(start) >= 0)
    start = list.previous(start);
  const head = list.texts(start, nameAt);
  const end = endOf(list, spaceAt);
  const owner = className(list, scope);
  return {
    owner,
    start,
    spaceAt,
    end,
    converts: head.includes('operator') || list.text(nameAt) === owner,
    declarator: `${scope} ${list.texts(start, spaceAt).join(' ')}`,
    body: list.texts(spaceAt + 1, end).join(' '),
  };
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
