import type { TokenList } from '../../read/tokens.ts';
import { ADDRESS_SPACES } from '../words.ts';

/** A member function qualified with an address space: `float norm() const device { … }`. */
export interface Member {
  /** Positions of its first token, of the address space, and one past its last token. */
  readonly start: number;
  readonly spaceAt: number;
  /** Where its parameters end. */
  readonly close: number;
  readonly end: number;
  /** Where the brace of its class is. */
  readonly scope: number;
  /** The name of its class. */
  readonly owner: string;
  /** Where its name begins and ends, and the bracket of its parameters. */
  readonly operatorAt: number;
  readonly nameAt: number;
  readonly open: number;
  /** Whether it is neither an operator nor a constructor or a conversion. */
  readonly isNamed: boolean;
  /** Whether it is a constructor or a conversion. */
  readonly converts: boolean;
  /** Everything but the address space; shared by overloads for several spaces. */
  readonly declarator: string;
  /** The class, the name and the parameters. */
  readonly callee: string;
  readonly hasParameters: boolean;
  readonly body: string;
}

const AFTER_PARAMETERS = new Set(['const', 'volatile', 'noexcept']);
const BEFORE_BODY = new Set(['{', ';', ':', '=', '->', ...AFTER_PARAMETERS]);

/** The member functions of a text that are qualified with an address space, in the order of the text. */
export function membersIn(list: TokenList): Member[] {
  const members: Member[] = [];
  const scopes: number[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const text = list.text(i);
    if (text === '{') scopes.push(i);
    else if (text === '}') scopes.pop();
    else if (text in ADDRESS_SPACES && list.isWord(i)) {
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
  return memberOf(list, { open: list.opening(close), close, spaceAt, scope });
}

/** The member function with parameters at these places. */
export function memberOf(
  list: TokenList,
  { open, close, spaceAt, scope }: Pick<Member, 'open' | 'close' | 'spaceAt' | 'scope'>,
): Member {
  const nameAt = list.previous(open);
  const start = startOf(list, nameAt);
  let operatorAt = start;
  while (operatorAt < nameAt && list.text(operatorAt) !== 'operator') operatorAt = list.next(operatorAt);
  const end = endOf(list, spaceAt);
  const owner = className(list, scope);
  return {
    owner,
    operatorAt,
    nameAt,
    open,
    isNamed: operatorAt === nameAt && list.isWord(nameAt) && list.text(nameAt) !== owner,
    scope,
    start,
    spaceAt,
    close,
    end,
    converts: list.isWord(list.next(operatorAt)) || list.text(nameAt) === owner,
    declarator: `${scope} ${list.texts(start, spaceAt).join(' ')}`,
    callee: `${scope} ${list.texts(operatorAt, close).join(' ')}`,
    hasParameters: list.next(open) !== close,
    body: list.texts(spaceAt + 1, end).join(' '),
  };
}

/** Where the declaration of a name begins. */
export function startOf(list: TokenList, nameAt: number, limit = 0): number {
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
