import type { FunctionConstant } from '../types.ts';
import { evaluate, type IntegerConstants } from './constant-expression.ts';
import type { FunctionConstantPlace } from './declarations.ts';
import type { Statement } from './statements.ts';
import type { TokenList } from './tokens.ts';

const IS_DEFINED = 'is_function_constant_defined';

/**
 * The constants that are false once function constants have the values given: these themselves, and what a text makes of
 * them: `constant bool on = is_function_constant_defined(a) && a;`. What cannot be evaluated counts as true.
 */
export function falseConstants(
  list: TokenList,
  statements: readonly Statement[],
  places: readonly FunctionConstantPlace[],
  { values, constants }: { values: Readonly<Record<number, FunctionConstant>>; constants: IntegerConstants },
): Set<string> {
  const known = new Map(constants);
  const given = new Set<string>();
  for (const { index, name } of places) {
    const value = values[index];
    known.set(name, Number(value?.value ?? 0));
    if (value) given.add(name);
  }
  for (const { start, end, parameters, body } of statements) {
    const texts = parameters || body ? [] : list.texts(start, list.previous(end));
    const equals = texts.indexOf('=');
    const name = texts[equals - 1];
    if (equals < 1 || !name || !texts.includes('constant')) continue;
    const value = evaluate(withoutQuestions(texts.slice(equals + 1), given), known);
    if (value !== null) known.set(name, value);
  }
  return new Set([...known].filter(([, value]) => value === 0).map(([name]) => name));
}

/** An expression in which `is_function_constant_defined(a)` has been answered. */
function withoutQuestions(texts: readonly string[], given: ReadonlySet<string>): string[] {
  const result: string[] = [];
  for (let i = 0; i < texts.length; i++) {
    if (texts[i] !== IS_DEFINED) {
      result.push(texts[i] ?? '');
      continue;
    }
    result.push(given.has(texts[i + 2] ?? '') ? '1' : '0');
    i += 3; // the bracketed name
  }
  return result;
}
