import type { Issue } from '../issue.ts';
import type { Configuration } from '../parameter.ts';
import type { ProblemBase } from '../problem.ts';
import type { Amount, DescribedArgument, DescribedValue } from './descriptor.ts';

/** What the numbers of a generated pass follow from. */
export interface StarterPass {
  /** What its arguments have that are no buffers, in their order. */
  readonly sizes: readonly DescribedArgument[];
  /** Its function constants, in their order. */
  readonly constants: readonly (string | boolean)[];
  readonly threadgroups: readonly Amount[];
}

/** The generated kernel that a family gives to those who want to write their own, described as theirs would be. */
export interface Starter<P extends ProblemBase = ProblemBase> {
  readonly contender: string;
  /** The parameters that its text depends on, so that one text serves all sizes. */
  readonly overrides: Configuration;
  /** Fields that it takes other values of than the family, unless they are asked for. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields of which its text supports every value, for a problem. */
  any(problem: P): readonly string[];
  /** What is wrong with a problem for it. */
  check?(problem: P): Issue[];
  readonly requires?: readonly string[];
  readonly values?: Readonly<Record<string, Amount>>;
  /** The fewest elements of inputs that may have few, by their names, for hosts that pass small ones otherwise. */
  elements?(problem: P): Readonly<Record<string, Amount>>;
  /** The shapes of scratch memory by name. */
  readonly scratch?: Readonly<Record<string, readonly Amount[]>>;
  passes(problem: P, configuration: Configuration): readonly StarterPass[];
}

/** Members of a struct of whole numbers, by name. */
export function uints(amounts: Readonly<Record<string, Amount>>): DescribedValue[] {
  return Object.entries(amounts).map(([name, value]) => ({ name, type: 'uint', value }));
}
