import { type Statement, splitByComma } from '../../read/statements.ts';
import type { TokenList } from '../../read/tokens.ts';

/** A member function for objects in constant memory that does something else than its namesake for device memory. */
export interface ConstantMember {
  readonly owner: string;
  readonly name: string;
  readonly nameAt: number;
}

/**
 * Gives such functions a name of their own, as `this` is in global memory for both, and calls them by it where the text
 * says that the object is in constant memory: `constant S &s` or `constant S *s` of the function, or a constant.
 */
export function renameConstantMembers(
  list: TokenList,
  statements: readonly Statement[],
  members: readonly ConstantMember[],
): void {
  if (members.length === 0) return;
  const owners = new Set(members.map(({ owner }) => owner));
  const global = statements
    .filter(({ parameters }) => !parameters)
    .flatMap((s) => constantsIn(list, s, owners));
  for (const { parameters, body } of statements) {
    if (!parameters || !body) continue;
    const arguments_ = splitByComma(list, parameters.open + 1, parameters.close);
    const objects = new Map([
      ...global,
      ...arguments_.flatMap((part) => constantsIn(list, part, owners)),
      ...constantsIn(list, { start: list.next(body.open), end: body.close }, owners),
    ]);
    for (let i = list.next(body.open); i < body.close; i = list.next(i)) {
      const token = list.tokens[i];
      if (!token || !['.', '->'].includes(list.text(list.previous(i)))) continue;
      const owner = objects.get(list.text(rootOf(list, list.previous(i))));
      if (members.some((member) => member.owner === owner && member.name === token.text))
        token.text = nameOf(token.text);
    }
  }
  for (const { nameAt, name } of members) {
    const token = list.tokens[nameAt];
    if (token) token.text = nameOf(name);
  }
}

const nameOf = (name: string) => `msl_constant_${name}`;

/** Names declared between two positions as constant objects of some classes, or pointers to them, with the class. */
function constantsIn(
  list: TokenList,
  { start, end }: { start: number; end: number },
  owners: ReadonlySet<string>,
): [name: string, owner: string][] {
  const found: [string, string][] = [];
  for (let i = list.at(start); i < end; i = list.next(i)) {
    if (list.text(i) !== 'constant') continue;
    let nameAt = i;
    while (
      nameAt < end &&
      !['=', '[', ';', '{', ','].includes(list.text(list.next(nameAt))) &&
      list.next(nameAt) < end
    )
      nameAt = list.next(nameAt);
    const owner = list.texts(i, nameAt).find((text) => owners.has(text));
    if (owner) found.push([list.text(nameAt), owner]);
  }
  return found;
}

/** The object before a `.` or `->`: `c` of `c[i].`, and of `(*c).`. */
function rootOf(list: TokenList, dot: number): number {
  let i = list.previous(dot);
  while (list.text(i) === ']') i = list.previous(list.opening(i));
  return list.text(i) === ')' ? list.previous(i) : i;
}
