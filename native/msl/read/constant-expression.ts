import { type Statement, splitByComma } from './statements.ts';
import type { TokenList } from './tokens.ts';

/** Integer constants declared at namespace scope, by name. */
export type IntegerConstants = ReadonlyMap<string, number>;

type Operation = (left: number, right: number) => number;

/** By increasing precedence. */
const OPERATIONS: readonly Readonly<Record<string, Operation>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => Number(a === b), '!=': (a, b) => Number(a !== b) },
  {
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '<<': (a, b) => a << b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
];

/** The value of an expression of integers, constants, operators and parentheses; null for any other expression. */
export function evaluate(texts: readonly string[], constants: IntegerConstants): number | null {
  let at = 0;
  const binary = (level: number): number => {
    const operations = OPERATIONS[level];
    if (!operations) return primary();
    let value = binary(level + 1);
    for (let apply = operations[texts[at] ?? '']; apply; apply = operations[texts[at] ?? '']) {
      at++;
      value = apply(value, binary(level + 1));
    }
    return value;
  };
  const choice = (): number => {
    const condition = binary(0);
    if (texts[at] !== '?') return condition;
    at++;
    const first = choice();
    const second = texts[at++] === ':' ? choice() : Number.NaN;
    return condition ? first : second;
  };
  const primary = (): number => {
    const text = texts[at++] ?? '';
    if (text === '!') return Number(primary() === 0);
    if (text === '~') return ~primary();
    if (text === '-') return -primary();
    if (text === '+') return primary();
    if (text === '(') {
      const value = choice();
      return texts[at++] === ')' ? value : Number.NaN;
    }
    if (text === 'true' || text === 'false') return Number(text === 'true');
    return integerLiteral(text) ?? constants.get(text) ?? Number.NaN;
  };
  const value = choice();
  return at === texts.length && Number.isInteger(value) ? value : null;
}

function integerLiteral(text: string): number | null {
  return /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlL]*$/.test(text)
    ? Number(text.replace(/[uUlL]+$/, ''))
    : null;
}

/** Constants whose values follow from the text alone: `constant int N = 4;` and enumerators. */
export function integerConstants(list: TokenList, statements: readonly Statement[]): IntegerConstants {
  const found = new Map<string, number>();
  for (const { start, end, body, parameters } of statements) {
    if (body || parameters) continue;
    if (list.text(start) === 'enum') addEnumerators(list, start, end, found);
    else addConstant(list.texts(start, list.previous(end)), found);
  }
  return found;
}

/** The constants that a body sees: those given, and its own: `constexpr uint N = 4;` outside of all blocks in it. */
export function constantsWithin(
  list: TokenList,
  { open, close }: NonNullable<Statement['body']>,
  outer: IntegerConstants,
): IntegerConstants {
  const found = new Map(outer);
  for (let i = list.next(open); i < close; i = list.next(i)) {
    if (list.text(i) === '{') i = list.closing(i);
    if (!list.text(i).startsWith('const')) continue;
    let end = i;
    while (end < close && list.text(end) !== ';') end = list.next(end);
    addConstant(list.texts(i, end), found);
    i = end;
  }
  return found;
}

function addConstant(texts: readonly string[], found: Map<string, number>): void {
  const equals = texts.indexOf('=');
  if (equals < 2 || !texts.slice(0, equals).some((text) => text.startsWith('const'))) return;
  const value = evaluate(texts.slice(equals + 1), found);
  const name = texts[equals - 1];
  if (value !== null && name) found.set(name, value);
}

function addEnumerators(list: TokenList, start: number, end: number, found: Map<string, number>): void {
  let open = start;
  while (open < end && list.text(open) !== '{') open = list.next(open);
  let next: number | null = 0;
  for (const range of splitByComma(list, open + 1, Math.min(end, list.closing(open)))) {
    const [name = '', , ...expression] = list.texts(range.start, range.end);
    const value: number | null = expression.length > 0 ? evaluate(expression, found) : next;
    if (value !== null) found.set(name, value);
    next = value === null ? null : value + 1;
  }
}
