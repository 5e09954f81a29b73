import { type AttributeMap, attributesIn, hostNameIn } from './attributes.ts';
import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** `typename T = float`. */
export interface TemplateParameter {
  readonly name: string;
  /** Empty when it has none. */
  readonly value: string;
}

/** `template [[host_name("n")]] kernel void f<8>(…);` */
export interface Instantiation {
  readonly hostName: string;
  readonly base: string;
  /** The function as an expression: `f<8>`, or `f` as a function of the parameters that are given. */
  readonly expression: string;
  readonly templateArguments: readonly string[];
  readonly statement: Statement;
}

/** What stands between the commas of the angle brackets that open at a position. */
export function partsOf(list: TokenList, open: number): string[][] {
  return splitByComma(list, open + 1, list.closing(open)).map(({ start, end }) => list.texts(start, end));
}

/** The parameter that the texts of a part declare. */
export function templateParameter(texts: readonly string[]): TemplateParameter {
  const equals = texts.indexOf('=');
  const [declared, value] = equals < 0 ? [texts, []] : [texts.slice(0, equals), texts.slice(equals + 1)];
  return { name: declared.at(-1) ?? '', value: value.join(' ') };
}

/**
 * The explicit instantiation of a template that a statement is; null for anything else. Its function is named with its
 * parameters, or without where its type is (`template kernel function_t f<half>;`). Runs after the rewriting, since
 * what it finds goes into entries.
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
  const signature = list.texts(end, last + 1).join(' ');
  const expression = hasArguments ? name : `static_cast<void (&)${signature}>(${name})`;
  const hostName = hostNameIn(attributesIn(list, attributes, list.next(start), end)) ?? name;
  const templateArguments = hasArguments
    ? partsOf(list, list.opening(close)).map((texts) => texts.join(' '))
    : [];
  return { hostName, base: list.text(nameAt), expression, templateArguments, statement };
}
