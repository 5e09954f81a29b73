import { type AttributeMap, attributesIn, hostNameIn } from './attributes.ts';
import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** `typename T = float`. */
export interface TemplateParameter {
  readonly name: string;
  /** The default; empty if there is none. */
  readonly value: string;
}

/** `template [[host_name("n")]] kernel void f<8>(…);` */
export interface Instantiation {
  readonly hostName: string;
  readonly base: string;
  /** The function as an expression: `f<8>`, or `f` cast to the given signature. */
  readonly expression: string;
  readonly templateArguments: readonly string[];
  readonly statement: Statement;
}

/** The comma-separated parts of the angle brackets that open at a position. */
export function partsOf(list: TokenList, open: number): string[][] {
  return splitByComma(list, open + 1, list.closing(open)).map(({ start, end }) => list.texts(start, end));
}

/** Whether template arguments end here with which a statement begins, so that what follows is declared: `S<4> name(x);` */
export function endsDeclaredType(list: TokenList, close: number): boolean {
  if (list.text(close) !== '>') return false;
  let i = list.previous(list.opening(close));
  while (list.isWord(i) && ['::', 'const', 'constexpr', 'typename'].includes(list.text(list.previous(i))))
    i = list.text(list.previous(i)) === '::' ? list.previous(list.previous(i)) : list.previous(i);
  return list.isWord(i) && [';', '{', '}', ')'].includes(list.text(list.previous(i)));
}

/** The template parameter that a part declares. */
export function templateParameter(texts: readonly string[]): TemplateParameter {
  const equals = texts.indexOf('=');
  const [declared, value] = equals < 0 ? [texts, []] : [texts.slice(0, equals), texts.slice(equals + 1)];
  return { name: declared.at(-1) ?? '', value: value.join(' ') };
}

/**
 * The explicit template instantiation that a statement contains; null for any other statement. The function's parameters
 * may be omitted if its type is given (`template kernel function_t f<half>;`). Must run after rewriting, because the
 * result is copied into entries.
 */
export function instantiationAt(
  list: TokenList,
  attributes: AttributeMap,
  statement: Statement,
): Instantiation | null {
  const { start, body } = statement;
  if (list.text(start) !== 'template' || list.text(list.next(start)) === '<' || body) return null;
  const last = list.previous(list.previous(statement.end));
  const end = list.text(last) === ')' ? list.opening(last) : list.next(last);
  const close = list.previous(end);
  const hasArguments = list.text(close) === '>';
  const nameAt = hasArguments ? list.previous(list.opening(close)) : close;
  const name = list.texts(nameAt, end).join(' ');
  const qualified = `::${statement.scope}${name}`;
  const signature = list.texts(end, last + 1).join(' ');
  const expression = hasArguments ? qualified : `static_cast<void (&)${signature}>(${qualified})`;
  const hostName =
    hostNameIn(attributesIn(list, attributes, list.next(start), end)) ?? `${statement.scope}${name}`;
  const templateArguments = hasArguments
    ? partsOf(list, list.opening(close)).map((texts) => texts.join(' '))
    : [];
  return { hostName, base: list.text(nameAt), expression, templateArguments, statement };
}
