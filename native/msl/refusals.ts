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
export function refuse(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const statement of statements) if (statement.body) refuseBarePointers(list, statement);
  refuseRecursion(list, statements, bodies);
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
function refuseRecursion(
  list: TokenList,
  statements: readonly Statement[],
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const places = new Map<string, number[]>();
  for (const { parameters, body } of statements) {
    if (!parameters || !body) continue;
    const nameAt = list.previous(parameters.open);
    places.set(list.text(nameAt), [...(places.get(list.text(nameAt)) ?? []), nameAt]);
  }
  for (const [name, [nameAt, ...overloads]] of places) {
    if (nameAt === undefined || overloads.length > 0 || !reaches(name, name, bodies, new Set())) continue;
    throw userError(list, nameAt, `'${name}' calls itself; Metal has no recursion`);
  }
}

function reaches(
  from: string,
  target: string,
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
  seen: Set<string>,
): boolean {
  for (const word of bodies.get(from) ?? []) {
    if (word === target) return true;
    if (!bodies.has(word) || seen.has(word)) continue;
    seen.add(word);
    if (reaches(word, target, bodies, seen)) return true;
  }
  return false;
}
