import { type FieldTable, withDefaults } from './field.ts';
import type { Issue } from './issue.ts';
import { checkLaunch, LAUNCH_PARAMETERS } from './launch.ts';
import type { Layout } from './layout.ts';
import type { Starter } from './own/starter.ts';
import { type Configuration, configure, type ParameterTable } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import type { Estimate, Program, ProgramBuffer } from './program.ts';
import type { Reference } from './reference.ts';
import type { SimdgroupUse } from './simdgroup-use.ts';
import type { Target } from './target.ts';

/** A contender whose programs are generated. Its functions get complete problems: see Family.complete(). */
export interface GeneratedContender<P extends ProblemBase, C extends Configuration = Configuration> {
  readonly id: string;
  readonly label: string;
  /** One sentence, for the legend's tooltip. */
  readonly description: string;
  /** What the lanes of its SIMD-groups do together, in any of its kernels. */
  readonly simdgroups: SimdgroupUse;
  readonly parameters: ParameterTable;
  /** The defaults that differ from the table's, for a problem, a target and what is asked for: from tables with sources. */
  tuned(problem: P, target: Target, overrides: Partial<C>): Partial<C>;
  /** What is wrong with a configuration (each value is one of the table's choices), or with the problem. */
  check(problem: P, configuration: C): Issue[];
  /** Buffers other than the problem's own are scratch. */
  program(problem: P, configuration: C): Pick<Program, 'buffers' | 'passes'>;
  /** For a contender that moves or computes more than the problem requires: what it actually does. */
  estimate?(problem: P, configuration: C): Estimate;
  /** For an algorithm with another error than the family's: the largest of a correct output. */
  tolerance?(problem: P, configuration: C): number;
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

/** Where an input may be infinite: results are then defined, in whatever order terms are added. */
export interface Infinities {
  readonly buffer: string;
  readonly values: readonly number[];
}

/** Sizes that can be chosen with one click. */
export interface Preset {
  readonly name: string;
  /** As parseSizes() reads them. */
  readonly sizes: string;
  /** What they are, or where they come from. */
  readonly hint: string;
}

/** A kind of problem and everything that is known about it. Its functions take problems with or without defaults. */
export interface Family<P extends ProblemBase = ProblemBase, C extends P = P> {
  readonly op: P['op'];
  /** For people, in place of `op`, which it is by default. */
  readonly name: string;
  /** What the keys of its problems begin with; `op` by default. */
  readonly key: string;
  /** "Matrix multiplication". */
  readonly label: string;
  readonly fields: FieldTable;
  /** The problem with every field that it leaves out, by default or by what follows from the others. */
  complete(problem: P): C;
  /** What is wrong with the fields in combination; each on its own has been checked. */
  check(problem: P): Issue[];
  /** The extents that one number stands for: those of a square problem. */
  square(size: number): Readonly<Record<string, number>>;
  /** Reads a size in a notation of the field, such as benchdnn's; null if the text is in none. */
  parseSize?(text: string): { values: Readonly<Record<string, number>> } | { issues: Issue[] } | null;
  /** Sizes that are worth measuring, from where people run them. */
  readonly presets?: readonly Preset[];
  /** One number for the size axis: for a square problem, that number. */
  size(problem: P): number;
  /** "SGEMM", "Attention f16". */
  title(problem: P): string;
  /** Inputs and outputs, which all contenders share. */
  buffers(problem: P): readonly ProgramBuffer[];
  /** How matrices lie in buffers whose shapes do not say it, by the buffers' names. */
  layouts?(problem: P): Readonly<Record<string, Layout>>;
  /** The values of an input before they are rounded to its data type; null for standard normal ones. */
  data(problem: P, buffer: string, draw: Draw): Float32Array | null;
  /**
   * The input that may have infinities besides those of data(); null where algorithms that are right for finite numbers
   * differ, as Winograd's and Welford's do.
   */
  infinities(problem: P): Infinities | null;
  /**
   * The inputs in which large numbers make the problem ill-conditioned: small roundings on the way then lead far from the
   * exact result. None by default.
   */
  illConditionedIn(problem: P): readonly string[];
  /** The correct outputs in float64, from the inputs as they are in their buffers. */
  reference(problem: P, inputs: Readonly<Record<string, Float32Array>>): Reference;
  /** The largest error of a correct output, relative to the scales of the reference. */
  tolerance(problem: P): number;
  /**
   * How many runs in succession leave an output that is also read, and may grow with each, within the range of its type;
   * at least 1, and Infinity by default.
   */
  runsInRange(problem: P): number;
  /** How many terms the sums of its first output have; null if that says nothing about its error. */
  terms(problem: P): number | null;
  /** What limits the problem's rate on any device, and so what utilization is a share of; arithmetic by default. */
  limit(problem: P): 'arithmetic' | 'bandwidth';
  /** How FLOPs are counted, for the chart. */
  readonly convention: string;
  estimate(problem: P): Estimate;
  /** In the order that legends and tables show them. */
  readonly contenders: readonly GeneratedContender<C>[];
  /** What `tilescope new` writes. */
  readonly starter?: Starter<C>;
}

/** `T` with some of its properties optional. */
type Optional<T, Name extends keyof T> = Omit<T, Name> & Partial<Pick<T, Name>>;

type Completed =
  | 'name'
  | 'key'
  | 'title'
  | 'buffers'
  | 'data'
  | 'infinities'
  | 'illConditionedIn'
  | 'reference'
  | 'tolerance'
  | 'runsInRange'
  | 'terms'
  | 'limit'
  | 'estimate'
  | 'contenders'
  | 'starter';

/** A family as it is written: most of its functions get the complete problem. */
type FamilyDefinition<P extends ProblemBase, C extends P> = Omit<
  Family<P, C>,
  Completed | 'complete' | 'check'
> &
  Optional<
    Pick<Family<C>, Completed>,
    | 'name'
    | 'key'
    | 'data'
    | 'infinities'
    | 'illConditionedIn'
    | 'runsInRange'
    | 'terms'
    | 'limit'
    | 'starter'
  > & {
    /** By default the table's defaults. Needed where a field follows from others: where its default is null. */
    complete?(problem: P): C;
    /** @param asked the problem before it was completed */
    check?(problem: C, asked: P): Issue[];
  };

/** Makes a family from its definition: its functions complete the problems that they are called with. */
export function family<P extends ProblemBase, C extends P = Required<P>>(
  definition: FamilyDefinition<P, C>,
): Family<P, C> {
  /** Kept, because the cells of a large run ask for the same of each problem again and again. */
  const completed = new WeakMap<P, C>();
  const complete = (problem: P): C => {
    const known = completed.get(problem);
    if (known) return known;
    const made =
      definition.complete?.(problem) ?? (withDefaults(definition.fields, problem) as ProblemBase as C);
    completed.set(problem, made);
    return made;
  };
  const { op } = definition;
  return {
    name: op,
    key: op,
    ...definition,
    complete,
    check: (problem) => definition.check?.(complete(problem), problem) ?? [],
    title: (problem) => definition.title(complete(problem)),
    buffers: (problem) => definition.buffers(complete(problem)),
    data: (problem, buffer, draw) => definition.data?.(complete(problem), buffer, draw) ?? null,
    infinities: (problem) => definition.infinities?.(complete(problem)) ?? null,
    illConditionedIn: (problem) => definition.illConditionedIn?.(complete(problem)) ?? [],
    reference: (problem, inputs) => definition.reference(complete(problem), inputs),
    tolerance: (problem) => definition.tolerance(complete(problem)),
    runsInRange: (problem) => definition.runsInRange?.(complete(problem)) ?? Number.POSITIVE_INFINITY,
    terms: (problem) => definition.terms?.(complete(problem)) ?? null,
    limit: (problem) => definition.limit?.(complete(problem)) ?? 'arithmetic',
    estimate: (problem) => definition.estimate(complete(problem)),
  };
}

/**
 * Makes a generated contender, written with its own type of configuration; its table gets LAUNCH_PARAMETERS too. It may
 * leave out `tuned`, if the table's defaults are good for every target, and `check`, if it solves every problem with
 * every configuration.
 */
export function contender<P extends ProblemBase, C extends Configuration>(
  definition: Optional<GeneratedContender<P, C>, 'tuned' | 'check'>,
): GeneratedContender<P> {
  const made: GeneratedContender<P, C> = { tuned: () => ({}), check: () => [], ...definition };
  return { ...made, parameters: { ...made.parameters, ...LAUNCH_PARAMETERS } };
}

/**
 * A contender's configuration for a complete problem: its defaults for the target with `overrides` on top; or what is
 * wrong with the overrides or the combination.
 */
export function configureContender<P extends ProblemBase>(
  of: GeneratedContender<P>,
  problem: P,
  target: Target,
  overrides: Configuration,
): { configuration: Configuration } | { issues: Issue[] } {
  const configured = configure(of.parameters, of.tuned(problem, target, overrides), overrides);
  if ('issues' in configured) return configured;
  const { configuration } = configured;
  const issues = [...of.check(problem, configuration), ...checkLaunch(configuration, target)];
  return issues.length > 0 ? { issues } : configured;
}
