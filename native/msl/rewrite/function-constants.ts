import type { FunctionConstantPlace } from '../read/declarations.ts';
import type { TokenList } from '../read/tokens.ts';
import type { FunctionConstant } from '../types.ts';

/** Defines each function constant, and beside it whether it was given a value. */
export function rewriteFunctionConstants(
  list: TokenList,
  places: readonly FunctionConstantPlace[],
  values: Readonly<Record<number, FunctionConstant>>,
): void {
  for (const { index, name, type, statement } of places) {
    const given = values[index];
    const value = given ? literal(given) : '0';
    list.erase(statement.start, statement.end);
    const first = list.tokens[statement.start];
    if (!first) continue;
    first.text =
      `static const __global ${type} ${name} = (${type})(${value}); ` +
      `static const __global bool msl_is_defined_${name} = ${given !== undefined};`;
  }
}

function literal({ type, value }: FunctionConstant): string {
  if (type === 'bool') return String(Boolean(value));
  if (type === 'uint') return `${Number(value)}u`;
  if (type === 'float') return floatLiteral(Number(value));
  return String(Number(value));
}

function floatLiteral(value: number): string {
  if (Number.isFinite(value)) return `${value.toExponential()}f`;
  return Number.isNaN(value) ? '__builtin_nanf("")' : `(${value < 0 ? '-' : ''}__builtin_inff())`;
}
