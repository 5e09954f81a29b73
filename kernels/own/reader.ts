import { type Expression, type Kind, parseExpression, type Values } from '../expression/expression.ts';
import type { Issue } from '../issue.ts';
import type { Amount } from './descriptor.ts';

/** An expression of a descriptor, and where it stands there. */
export interface Read {
  readonly path: string;
  readonly text: string;
  readonly names: readonly string[];
  evaluate(values: Values): number;
}

/** Parses the expressions of a descriptor, and collects what is wrong anywhere in it. */
export class Reader {
  readonly issues: Issue[] = [];
  readonly #known: string[];

  /** @param known the names that expressions may use */
  constructor(known: readonly string[]) {
    this.#known = [...known];
  }

  /** A name, at a place, that expressions may use from here on. */
  define(path: string, name: string): void {
    const isTaken = this.#known.some((known) => known.toLowerCase() === name.toLowerCase());
    if (isTaken) this.expect(path, name, 'a name that nothing else has');
    this.#known.push(name);
  }

  /** A number or an expression at a place. One that is wrong is an issue, and evaluates to NaN. */
  amount(path: string, amount: Amount | boolean, kind: Kind = 'number'): Read {
    const text = String(amount);
    const parsed =
      typeof amount === 'string' ? parseExpression(text, this.#known, kind) : literal(amount, kind);
    if ('expression' in parsed) {
      const { names, evaluate } = parsed.expression;
      return { path, text, names, evaluate };
    }
    const { value, expected } = parsed.issue;
    this.expect(path, value === undefined ? text : `${shownText(text)}, ${String(value)}`, expected);
    return { path, text, names: [], evaluate: () => Number.NaN };
  }

  amounts(path: string, amounts: readonly Amount[]): Read[] {
    return amounts.map((amount, index) => this.amount(`${path}[${index}]`, amount));
  }

  expect(parameter: string, value: unknown, expected: string): void {
    this.issues.push({ parameter, value, expected });
  }
}

/** What only conditions have. */
const CONDITION = /[<>=!]|&&|\|\|/;

/** Whether an amount is a condition, which is true or false. */
export function isCondition(amount: Amount | boolean): boolean {
  return typeof amount === 'boolean' || (typeof amount === 'string' && CONDITION.test(amount));
}

const MAX_SHOWN = 80;

/** The start of a long expression: its place, which is told beside it, says where to look. */
export function shownText(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function literal(value: number | boolean, kind: Kind): { expression: Expression } | { issue: Issue } {
  const isOfKind = (kind === 'condition') === (typeof value === 'boolean');
  if (isOfKind) return { expression: { kind, names: [], evaluate: () => Number(value) } };
  const expected = kind === 'condition' ? 'true, false or a condition' : 'a number or an expression';
  return { issue: { parameter: '', value: undefined, expected } };
}
