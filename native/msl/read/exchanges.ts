import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** Library functions by which lanes exchange values. */
const EXCHANGE = /^(__metal_)?(simd|quad)_(?!vote$)\w+$/;

/** Where lanes may exchange values. */
export interface Exchanges {
  /** Whether any of the tokens from `start` to `end`, inclusive, does, directly or in what it calls. */
  within(start: number, end: number): boolean;
  /** The same of the user's functions that are called at several places. */
  callsWithin(start: number, end: number): boolean;
  /** The same of all the user's functions. */
  userWithin(start: number, end: number): boolean;
}

/** Finds the exchanges of a text; null if there is none. `bodies` are the words of each declaration. */
export function exchangesIn(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): Exchanges | null {
  if (!list.tokens.some(({ text }) => EXCHANGE.test(text))) return null;
  const names = exchangingNames(bodies);
  for (const statement of statements) if (!statement.parameters) addMembers(list, statement, names);
  const mentions = new Map<string, number>();
  const isCall = (i: number) => names.has(list.text(i)) && '(<'.includes(list.text(list.next(i)) || ' ');
  const places: { at: number; name: string | null }[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (!list.isWord(i)) continue;
    const name = isCall(i) ? list.text(i) : null;
    if (name === null && !EXCHANGE.test(list.text(i))) continue;
    places.push({ at: i, name });
    if (name !== null && !isDefined(statements, list, i)) mentions.set(name, (mentions.get(name) ?? 0) + 1);
  }
  const any = (start: number, end: number, counts: (name: string | null) => boolean) =>
    places.some(({ at, name }) => at >= start && at <= end && counts(name));
  return {
    within: (start, end) => any(start, end, () => true),
    callsWithin: (start, end) => any(start, end, (name) => name !== null && (mentions.get(name) ?? 0) > 1),
    userWithin: (start, end) => any(start, end, (name) => name !== null),
  };
}

/** The user's declarations that reach an exchange. */
function exchangingNames(bodies: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const names = new Set<string>();
  let before = -1;
  while (before < names.size) {
    before = names.size;
    for (const [name, words] of bodies)
      if (!names.has(name) && [...words].some((word) => names.has(word) || EXCHANGE.test(word)))
        names.add(name);
  }
  return names;
}

/** The functions of a class that exchanges values. */
function addMembers(list: TokenList, { start, end }: Statement, names: Set<string>): void {
  if (!list.texts(start, end).some((word) => names.has(word))) return;
  for (let i = list.at(start); i < end; i = list.next(i))
    if (list.isWord(i) && list.text(list.next(i)) === '(' && !EXCHANGE.test(list.text(i)))
      names.add(list.text(i));
}

/** Whether a name is that of a function declared here, rather than called. */
function isDefined(statements: readonly Statement[], list: TokenList, at: number): boolean {
  return statements.some(({ parameters }) => parameters && list.previous(parameters.open) === at);
}
