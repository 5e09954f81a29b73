import type { FieldTable } from './field.ts';
import type { Issue } from './issue.ts';
import type { Configuration, ParameterTable } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import type { Estimate, Program, ProgramBuffer } from './program.ts';
import type { Reference } from './reference.ts';
import type { Target } from './target.ts';

/** A generated way to solve the problems of a family. */
export interface GeneratedContender<P extends ProblemBase, C extends Configuration = Configuration> {
  readonly id: string;
  readonly label: string;
  /** One sentence for the legend's tooltip. */
  readonly description: string;
  readonly parameters: ParameterTable;
  /** Defaults that differ from the table's for a problem on a device, beside what is asked for: from tables with sources. */
  tuned(problem: P, target: Target, overrides: Partial<C>): Partial<C>;
  /** What is wrong with a configuration whose values are all choices of the table, or what it cannot solve. */
  check(problem: P, configuration: C): Issue[];
  /** Buffers beyond the problem's own are scratch. */
  program(problem: P, configuration: C): Pick<Program, 'buffers' | 'passes'>;
  /** Where this way moves or computes more than the problem asks for: what it does itself. */
  estimate?(problem: P, configuration: C): Estimate;
}

/** Numbers that inputs are filled with: seeded, so that equal runs get equal data. */
export interface Draw {
  /** Standard normal numbers. */
  normal(count: number): Float32Array;
  /** Uniform in [0, 1). */
  unit(): number;
  /** A uniform whole number in [0, limit). */
  below(limit: number): number;
}

/**
 * A kind of problem with everything that is known about it. Adding one takes its folder and its line in families.ts.
 */
export interface Family<P extends ProblemBase = ProblemBase> {
  readonly op: P['op'];
  /** "Matrix multiplication". */
  readonly label: string;
  readonly fields: FieldTable;
  /** What fields have to fulfil together; each on its own has been checked. */
  check(problem: P): Issue[];
  /** The extents that one number stands for: those of a square problem. */
  square(size: number): Readonly<Record<string, number>>;
  /** One number for the size axis: for a square problem, that number. */
  size(problem: P): number;
  /** "SGEMM", "Attention f16". */
  title(problem: P): string;
  /** Inputs and outputs, which all contenders share. */
  buffers(problem: P): readonly ProgramBuffer[];
  /** The numbers of an input before they are rounded to its data type; null for standard normal ones. */
  data(problem: P, buffer: string, draw: Draw): Float32Array | null;
  /** What is right, in float64, by the inputs as they lie in their buffers. */
  reference(problem: P, inputs: Readonly<Record<string, Float32Array>>): Reference;
  /** Largest error of a right output, relative to the scales of the reference. */
  tolerance(problem: P): number;
  /** The convention that FLOPs are counted by, for the chart. */
  readonly convention: string;
  estimate(problem: P): Estimate;
  /** In the order that legends and tables show them. */
  readonly contenders: readonly GeneratedContender<P>[];
}

/** Lets a contender be written with its own type of configuration. */
export function contender<P extends ProblemBase, C extends Configuration>(
  of: GeneratedContender<P, C>,
): GeneratedContender<P> {
  return of as unknown as GeneratedContender<P>;
}
