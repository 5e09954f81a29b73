import { bodyAfter, HEADS } from './statement-ends.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** Library functions by which lanes exchange values. */
const EXCHANGE =
  /^(__metal_)?(simd|quad)_(shuffle\w*|broadcast|broadcast_first|ballot|all|any|is_first|active_threads_mask|sum|product|min|max|and|or|xor|prefix_\w+)$/;

/** Where lanes may exchange values. */
export interface Exchanges {
  /** How many of the tokens from `start` to `end`, inclusive, call for it, directly or in the user's functions. */
  within(start: number, end: number): number;
  /** How many of them call the user's functions. */
  callsWithin(start: number, end: number): number;
}

/** Finds the exchanges of a text; null if there is none. `bodies` are the words of each declaration. */
export function exchangesIn(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): Exchanges | null {
  if (!list.tokens.some(({ text }) => EXCHANGE.test(text))) return null;
  const names = exchangingNames(list, statements, bodies);
  const places: number[] = [];
  const calls: number[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const isCall = names.has(list.text(i)) && isCalled(list, i);
    if (isCall) calls.push(i);
    if (isCall || (list.isWord(i) && EXCHANGE.test(list.text(i)))) places.push(i);
  }
  const count = (positions: readonly number[]) => (start: number, end: number) =>
    positions.filter((at) => at >= start && at <= end).length;
  return { within: count(places), callsWithin: count(calls) };
}

/** The user's functions that reach an exchange, member functions and classes among them. */
function exchangingNames(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const members = statements.filter(({ parameters }) => !parameters).flatMap((each) => membersOf(list, each));
  const names = new Set<string>();
  let before = -1;
  while (before < names.size) {
    before = names.size;
    for (const [name, words] of [...bodies, ...members])
      if (!names.has(name) && [...words].some((word) => names.has(word) || EXCHANGE.test(word)))
        names.add(name);
  }
  return names;
}

/** The functions that a class defines, with the words in their bodies. */
function membersOf(list: TokenList, { start, end }: Statement): [name: string, words: string[]][] {
  const members: [string, string[]][] = [];
  for (let i = list.at(start); i < end; i = list.next(i)) {
    if (!list.isWord(i) || HEADS.has(list.text(i)) || list.text(list.next(i)) !== '(') continue;
    const open = bodyAfter(list, list.closing(list.next(i)));
    if (open !== null) members.push([list.text(i), list.texts(open, list.closing(open))]);
  }
  return members;
}

/** Whether a name is followed by arguments, with template arguments before them or without. */
function isCalled(list: TokenList, name: number): boolean {
  const after = list.next(name);
  if (list.text(after) !== '<') return list.text(after) === '(';
  return list.text(list.next(list.closing(after))) === '(';
}
