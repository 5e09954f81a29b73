import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';
import { userError } from './user-error.ts';

const ADDRESS_SPACE_WORDS = new Set([
  'device',
  'constant',
  'threadgroup',
  'thread',
  'threadgroup_imageblock',
]);

/** Refuses what Metal's compiler refuses and clang would accept. Runs before the rewriting. Throws MslError. */
export function refuse(list: TokenList, statements: readonly Statement[]): void {
  for (const statement of statements) if (statement.body) refuseBarePointers(list, statement);
  refuseRecursion(list, statements);
}

function refuseBarePointers(list: TokenList, { parameters }: Statement): void {
  if (!parameters) return;
  for (const { start, end } of splitByComma(list, parameters.open + 1, parameters.close)) {
    const texts = list.texts(start, end);
    const pointsAt = texts.findIndex((text) => text === '*' || text === '&');
    if (pointsAt < 0 || texts.includes('(') || texts.some((text) => ADDRESS_SPACE_WORDS.has(text))) continue;
    const kind = texts[pointsAt] === '*' ? 'pointer' : 'reference';
    throw userError(
      list,
      start,
      `a ${kind} must name its address space: device, constant, threadgroup or thread`,
    );
  }
}

/** Overloads share a name here, so only functions that are defined once are followed. */
function refuseRecursion(list: TokenList, statements: readonly Statement[]): void {
  const definitions = new Map<string, { nameAt: number; calls: Set<string> }[]>();
  for (const { parameters, body } of statements) {
    if (!parameters || !body) continue;
    const nameAt = list.previous(parameters.open);
    const definition = { nameAt, calls: callsIn(list, body) };
    definitions.set(list.text(nameAt), [...(definitions.get(list.text(nameAt)) ?? []), definition]);
  }
  for (const [name, [definition, ...overloads]] of definitions) {
    if (!definition || overloads.length > 0) continue;
    const reached = new Set(definition.calls);
    for (const called of reached) {
      const [callee, ...others] = definitions.get(called) ?? [];
      if (callee && others.length === 0) for (const next of callee.calls) reached.add(next);
    }
    if (reached.has(name))
      throw userError(list, definition.nameAt, `'${name}' calls itself; Metal has no recursion`);
  }
}

/** Words that are followed by arguments, but for members of something else. */
function callsIn(list: TokenList, { open, close }: NonNullable<Statement['body']>): Set<string> {
  const calls = new Set<string>();
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (!list.isWord(i) || list.text(list.next(i)) !== '(') continue;
    if (!['::', '.', '->'].includes(list.text(list.previous(i)))) calls.add(list.text(i));
  }
  return calls;
}
