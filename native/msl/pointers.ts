import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';
import { userError } from './user-error.ts';

const ADDRESS_SPACES = new Set(['device', 'constant', 'threadgroup', 'thread', 'threadgroup_imageblock']);
const NUMBER =
  /^(packed_)?(bool|u?char|u?short|u?int|u?long|half|float|bfloat|size_t|u?int\d+_t)([234](x[234])?)?$/;
const CLASS_WORDS = new Set(['struct', 'union']);
const QUALIFIERS = new Set(['const', 'volatile', 'static', 'constexpr', 'inline', 'METAL_FUNC']);

/**
 * Refuses pointers and references that name no address space: arguments, variables, members and results alike. Types
 * cannot be values, so `type * name` is always a declaration. Runs before the rewriting. Throws MslError.
 */
export function refuseBarePointers(list: TokenList, statements: readonly Statement[]): void {
  const types = declaredTypes(list);
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const sign = list.text(i);
    if ((sign !== '*' && sign !== '&') || !list.isWord(list.next(i))) continue;
    if (ADDRESS_SPACES.has(list.text(list.next(i))) || isFunctionInTemplate(list, i)) continue;
    const typeAt = typeBefore(list, i);
    if (!NUMBER.test(list.text(typeAt)) && !types.has(list.text(typeAt))) continue;
    const start = firstQualifier(list, typeAt);
    if (ADDRESS_SPACES.has(list.text(list.previous(start))) || namesSpace(list, start, i)) continue;
    throw bare(list, start, sign);
  }
  for (const statement of statements) if (statement.body) refuseBareParameters(list, statement);
}

/** Parameters without a name, and those of types that are not known here. */
function refuseBareParameters(list: TokenList, { parameters }: Statement): void {
  if (!parameters) return;
  for (const { start, end } of splitByComma(list, parameters.open + 1, parameters.close)) {
    const texts = list.texts(start, end);
    const sign = texts.find((text) => text === '*' || text === '&');
    if (sign && !texts.includes('(') && !namesSpace(list, start, end)) throw bare(list, start, sign);
  }
}

function bare(list: TokenList, position: number, sign: string): Error {
  const kind = sign === '*' ? 'pointer' : 'reference';
  return userError(
    list,
    position,
    `a ${kind} must name its address space: device, constant, threadgroup or thread`,
  );
}

function declaredTypes(list: TokenList): Set<string> {
  const types = new Set<string>();
  for (let i = list.at(0); i < list.length; i = list.next(i))
    if (CLASS_WORDS.has(list.text(i)) && list.isWord(list.next(i))) types.add(list.text(list.next(i)));
  return types;
}

/** What stands before `*`, without `const` and template arguments. */
function typeBefore(list: TokenList, position: number): number {
  let at = list.previous(position);
  while (QUALIFIERS.has(list.text(at))) at = list.previous(at);
  return list.text(at) === '>' ? list.previous(list.opening(at)) : at;
}

function firstQualifier(list: TokenList, typeAt: number): number {
  let at = typeAt;
  while (QUALIFIERS.has(list.text(list.previous(at))) || list.text(list.previous(at)) === '::')
    at = list.previous(at);
  return at;
}

function namesSpace(list: TokenList, start: number, end: number): boolean {
  return list.texts(start, end).some((text) => ADDRESS_SPACES.has(text));
}

/** `void (&f)(…)`, and `T &operator`. */
function isFunctionInTemplate(list: TokenList, position: number): boolean {
  return list.text(list.previous(position)) === '(';
}
