import type { Exchanges } from '../../read/exchanges/exchanges.ts';
import { bodyAfter, HEADS, headEnd, type Loop, loopsIn, statementEnd } from '../../read/statement-ends.ts';
import type { TokenList } from '../../read/tokens.ts';
import { scopedCalls } from './scoped-calls.ts';

/** What is put after a token: first what closes blocks that end there, then what opens others. */
interface Additions {
  closing: string;
  opening: string;
}

const NESTED = new Set(['{', 'do', 'case', 'default', ...HEADS]);
const CONDITIONAL = new Set(['?', '&&', '||', '{']);

/**
 * Declares a scope (native/include/msl/scope.h) around the loops and calls in which lanes exchange values, so that lanes
 * in different turns or calls are not taken to be together. Returns what applies it, as the last change of the text,
 * and null if nothing is to be declared.
 */
export function rewriteScopes(list: TokenList, exchanges: Exchanges): (() => void) | null {
  const additions = new Map<number, Additions>();
  const add = (position: number, kind: keyof Additions, text: string) => {
    const at = additions.get(position) ?? { closing: '', opening: '' };
    at[kind] += text;
    additions.set(position, at);
  };
  const wrap = (start: number, end: number, opening: string) => {
    add(list.previous(start), 'opening', ` { ${opening}`); // before a pragma that belongs to the statement
    add(end, 'closing', ' }');
  };
  for (const loop of loopsIn(list)) {
    if (exchanges.within(loop.start, loop.end) === 0 || keepsTogether(list, exchanges, loop)) continue;
    const turn = loop.isDo ? ' msl_loop.next();' : ' MSL_TURN msl::Turn msl_turn{&msl_loop};';
    wrap(loop.start, loop.end, 'MSL_SCOPED msl::Scope msl_loop;');
    if (list.text(loop.body.start) === '{') add(loop.body.start, 'opening', turn);
    else wrap(loop.body.start, loop.body.end, turn);
  }
  // Where there is but one exchange, its place in the function need not be told from others.
  const bodies = functionBodies(list)
    .map((open) => ({ start: open, end: list.closing(open) }))
    .filter(({ start, end }) => exchanges.within(start, end) > 1);
  const calls = scopedCalls(list, exchanges.calls, bodies).map((call) => ({
    ...call,
    first: list.text(call.start),
  }));
  if (additions.size === 0 && calls.length === 0) return null;
  return () => {
    for (const [position, { closing, opening }] of additions) {
      const token = list.tokens[position];
      if (token) token.text += closing + opening;
    }
    for (const { start, end, isArgument, first } of calls) {
      const [opening, closing] = [list.tokens[start], list.tokens[end]];
      if (!opening || !closing) continue;
      // As close to the call as can be: other changes put it into brackets.
      const before = opening.text.endsWith(`(${first}`) ? opening.text.slice(0, -first.length) : '';
      const scope = `MSL_SCOPED msl::Scope msl_call${isArgument ? '(msl::argument())' : ''};`;
      opening.text = `${before}({ ${scope} ${opening.text.slice(before.length)}`;
      closing.text = `); })${closing.text.slice(1)}`;
    }
  };
}

/**
 * Whether lanes that exchange values in a loop are in the same turn anyway: each exchange is made in every turn, so a lane
 * that is not there has left the loop.
 */
function keepsTogether(list: TokenList, exchanges: Exchanges, { start, body, end, isDo }: Loop): boolean {
  if (exchanges.callsWithin(start, end) > 0 || list.texts(start, end).includes('continue')) return false;
  const hasOutside = isDo ? exchanges.within(body.end + 1, end) : exchanges.within(start, body.start - 1);
  if (hasOutside > 0) return false;
  return statementsOf(list, body.start, body.end).every((each) => isUnconditional(list, exchanges, each));
}

/** Whether all lanes that come to a statement make all its exchanges, if there are any. */
function isUnconditional(list: TokenList, exchanges: Exchanges, { start, end }: Extent): boolean {
  if (exchanges.within(start, end) === 0) return true;
  if (list.text(start) === 'for') {
    const inner = list.next(headEnd(list, start));
    const statements = statementsOf(list, inner, end);
    return isUniform(list, start, end) && statements.every((each) => isUnconditional(list, exchanges, each));
  }
  return !NESTED.has(list.text(start)) && !list.texts(start, end).some((text) => CONDITIONAL.has(text));
}

const NUMBER = String.raw`\d\w*(?: [-+*/] \d\w*)*`;
const COUNTING = new RegExp(
  String.raw`^\( (?:\w+ )+(\w+) = ${NUMBER} ; \1 (?:[<>]=?|!=) ${NUMBER} ; (?:(?:\+\+|--) \1|\1 (?:\+\+|--|[-+*/<> ]*= ${NUMBER})) \)$`,
);

/** Whether a `for` counts between literal numbers, so that all lanes make the same turns. */
function isUniform(list: TokenList, start: number, end: number): boolean {
  const close = headEnd(list, start);
  const [, variable] = COUNTING.exec(list.texts(list.next(start), close + 1).join(' ')) ?? [];
  if (!variable) return false;
  const body = ` ${list.texts(close + 1, end + 1).join(' ')} `;
  const changes = new RegExp(String.raw`[&+-] ${variable} |\b${variable} (?:[-+*/%&|^<> ]*= |\+\+|--)`);
  return !changes.test(body) && !/ (?:break|continue|return|goto) /.test(body);
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The statements of a loop's body. */
function statementsOf(list: TokenList, start: number, end: number): Extent[] {
  return list.text(start) === '{' ? statementsBetween(list, start) : [{ start, end }];
}

/** The statements directly in a block. */
function statementsBetween(list: TokenList, open: number): Extent[] {
  const close = list.closing(open);
  const statements: Extent[] = [];
  for (let start = list.next(open); start < close; ) {
    const end = statementEnd(list, start);
    statements.push({ start, end });
    start = list.next(end);
  }
  return statements;
}

/** The opening braces of functions, member functions and lambdas. */
function functionBodies(list: TokenList): number[] {
  const bodies: number[] = [];
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (list.text(i) !== '(') continue;
    const before = list.text(list.previous(i));
    const open = HEADS.has(before) || before === 'constexpr' ? null : bodyAfter(list, list.closing(i));
    if (open !== null) bodies.push(open);
  }
  return bodies;
}
