import type { Values } from '../expression/expression.ts';
import type { Issue } from '../issue.ts';
import type { Extent3 } from '../program.ts';
import type { Read } from './reader.ts';

/** Metal's grids and the indices into buffers are 32-bit. */
const LARGEST = 2 ** 32 - 1;

/** Evaluates a descriptor's expressions for one problem, and collects those whose values cannot be used. */
export class Scope {
  readonly issues: Issue[] = [];
  readonly #values: Record<string, number>;

  constructor(values: Values) {
    this.#values = { ...values };
  }

  /** Names a value for the expressions from here on. */
  define(name: string, read: Read): void {
    this.#values[name] = this.number(read);
  }

  number(read: Read): number {
    const value = read.evaluate(this.#values);
    return Number.isFinite(value) ? value : this.#refuse(read, value, 'a finite number');
  }

  /** A number of things, which need not be whole. */
  amount(read: Read): number {
    const value = read.evaluate(this.#values);
    return Number.isFinite(value) && value > 0 ? value : this.#refuse(read, value, 'a finite number above 0');
  }

  whole(read: Read, min = 1, max = LARGEST): number {
    const value = read.evaluate(this.#values);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    return this.#refuse(read, value, `a whole number from ${min} to ${max}`);
  }

  /** Up to three extents, with 1 for those that are left out. */
  extent(reads: readonly Read[]): Extent3 {
    const [x = 1, y = 1, z = 1] = reads.map((read) => this.whole(read));
    return [x, y, z];
  }

  /** Conditions that do not hold, each with the values of the names in it. */
  unmet(conditions: readonly Read[]): Issue[] {
    return conditions
      .filter(({ evaluate }) => evaluate(this.#values) === 0)
      .map(({ names, text }) => ({
        parameter: names.join(', '),
        value: names.map((name) => this.#values[name]).join(', '),
        expected: text,
      }));
  }

  /** Any number takes the place of one that is refused, since nothing is made of it. */
  #refuse({ path, text }: Read, value: number, expected: string): number {
    const shown = String(value) === text ? text : `${text} = ${value}`;
    this.issues.push({ parameter: path, value: shown, expected });
    return 1;
  }
}
