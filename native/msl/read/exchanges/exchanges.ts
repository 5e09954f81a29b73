import { bodyAfter, HEADS } from '../statement-ends.ts';
import type { Statement } from '../statements.ts';
import type { TokenList } from '../tokens.ts';
import { type CallExtent, callOf } from './call-extent.ts';
import { lambdasIn } from './lambdas.ts';

/** Library functions by which lanes exchange values. */
const EXCHANGE =
  /^(__metal_)?(simd|quad)_(shuffle\w*|broadcast|broadcast_first|ballot|all|any|is_first|active_threads_mask|sum|product|min|max|and|or|xor|prefix_\w+)$/;

/** Words that brackets may follow, though they call nothing. */
const KEYWORDS = new Set([
  ...['decltype', 'sizeof', 'alignof', 'alignas', 'static_assert', 'static_cast', 'reinterpret_cast'],
  ...['return', 'catch', 'operator', ...HEADS],
]);
/** Types of numbers: with brackets they convert. A class may have an operator of such a name. */
const NUMBERS = /^(bool|u?(char|short|int|long)|half|float|bfloat|u?int\d+_t|size_t)[234]?$/;

/** Whether brackets after a word may be a call. */
function isCallable(word: string): boolean {
  return !KEYWORDS.has(word) && !NUMBERS.test(word);
}

/** Where lanes may exchange values. */
export interface Exchanges {
  /** The calls by which they do, in the order of their names. */
  readonly calls: readonly ExchangeCall[];
  /** How many of the tokens from `start` to `end`, inclusive, call for it, directly or in the user's functions. */
  within(start: number, end: number): number;
  /** How many of them call the user's functions. */
  callsWithin(start: number, end: number): number;
}

/** A call of one of the user's functions that reaches an exchange, or of the library's that is one. */
export interface ExchangeCall extends CallExtent {
  readonly isLibrary: boolean;
  /** Whether a function of that name returns a reference. */
  readonly givesReference: boolean;
}

/** Functions by their names, with the words in their bodies. */
type Bodies = Iterable<readonly [name: string, words: Iterable<string>]>;

/** Finds the exchanges of a text; null if there is none. `bodies` are the words of each declaration. */
export function exchangesIn(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): Exchanges | null {
  if (!list.tokens.some(({ text }) => EXCHANGE.test(text))) return null;
  const names = exchangingNames(list, statements, bodies);
  const references = namesOfReferences(list);
  const places: number[] = [];
  const users: number[] = [];
  const calls: ExchangeCall[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (!list.isWord(i) || !isCallable(list.text(i))) continue;
    const isLibrary = EXCHANGE.test(list.text(i));
    if (!isLibrary && !names.has(list.text(i))) continue;
    const call = callOf(list, i);
    if (call) calls.push({ ...call, isLibrary, givesReference: references.has(list.text(i)) });
    if (call && !isLibrary) users.push(i);
    if (call || isLibrary) places.push(i);
  }
  const count = (positions: readonly number[]) => (start: number, end: number) =>
    positions.filter((at) => at >= start && at <= end).length;
  return { calls, within: count(places), callsWithin: count(users) };
}

/** The user's functions that reach an exchange, member functions, classes and variables that are called among them. */
function exchangingNames(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const members = statements.filter(({ parameters }) => !parameters).flatMap((each) => membersOf(list, each));
  const lambdas = lambdasIn(list).map(({ name, open }): [string, string[]] => [
    name ?? ANONYMOUS,
    list.texts(open, list.closing(open)),
  ]);
  const names = new Set<string>();
  addReaching(names, [...bodies, ...members, ...lambdas]);
  // What is passed on is called by the names of those that it is passed to.
  const isPassed = names.has(CALL_OPERATOR) || lambdas.some(([, words]) => reaches(names, words));
  if (!isPassed) return names;
  for (const name of variablesCalled(list)) names.add(name);
  return addReaching(names, [...bodies, ...members, ...lambdas]);
}

const ANONYMOUS = '[]';
const CALL_OPERATOR = 'operator()';

function reaches(names: ReadonlySet<string>, words: Iterable<string>): boolean {
  return [...words].some((word) => names.has(word) || EXCHANGE.test(word));
}

/** Adds the functions that call what is among the names, or exchange values themselves. */
function addReaching(names: Set<string>, functions: Bodies): Set<string> {
  let before = -1;
  while (before < names.size) {
    before = names.size;
    for (const [name, words] of functions)
      if (!names.has(name) && isCallable(name) && reaches(names, words)) names.add(name);
  }
  return names;
}

/** The functions that a class defines, with the words in their bodies. */
function membersOf(list: TokenList, { start, end }: Statement): [name: string, words: string[]][] {
  const members: [string, string[]][] = [];
  for (let i = list.at(start); i < end; i = list.next(i)) {
    const isCallOperator = list.text(i) === 'operator' && list.text(list.next(i)) === '(';
    const nameEnd = isCallOperator ? list.next(list.next(i)) : i;
    if (!list.isWord(i) || (!isCallOperator && !isCallable(list.text(i)))) continue;
    if (list.text(list.next(nameEnd)) !== '(') continue;
    const open = bodyAfter(list, list.closing(list.next(nameEnd)));
    if (open === null) continue;
    members.push([isCallOperator ? CALL_OPERATOR : list.text(i), list.texts(open, list.closing(open))]);
  }
  return members;
}

/** The names of functions that return references. */
function namesOfReferences(list: TokenList): Set<string> {
  const names = new Set<string>();
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const isDeclared =
      list.isWord(i) && list.text(list.previous(i)) === '&' && list.text(list.next(i)) === '(';
    if (isDeclared && bodyAfter(list, list.closing(list.next(i))) !== null) names.add(list.text(i));
  }
  return names;
}

const TYPE_WORDS = new Set(['typename', 'class', 'struct', 'union', 'enum', 'using', 'namespace']);

/** The names of variables that are called, and of types whose objects are called where they are made: `Op{}(a)`. */
function variablesCalled(list: TokenList): Set<string> {
  const variables = new Set<string>();
  const called = new Set<string>();
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (!list.isWord(i)) continue;
    const [before, after] = [list.previous(i), list.text(list.next(i))];
    const isTyped = list.isWord(before)
      ? !TYPE_WORDS.has(list.text(before))
      : '&>'.includes(list.text(before));
    if (isTyped && [',', ')', '=', ';', '{'].includes(after)) variables.add(list.text(i));
    const call = callOf(list, i);
    if (call) called.add(list.text(i));
    if (call && [')', '}'].includes(list.text(list.previous(list.opening(call.end)))))
      variables.add(list.text(i));
  }
  return new Set([...called].filter((name) => variables.has(name)));
}
