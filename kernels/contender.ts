import { FAMILIES, familyOf, type Problem } from './families.ts';
import type { GeneratedContender } from './family.ts';
import { checkFields, extentsOf, optionsOf } from './field.ts';
import type { Issue } from './issue.ts';
import { LIBRARIES } from './library.ts';
import { type Configuration, configure, type ParameterValue } from './parameter.ts';
import type { ProblemBase } from './problem.ts';
import type { Estimate, Program } from './program.ts';
import type { Target } from './target.ts';

/** One named way to solve a problem: a program generated here, or a library routine. */
export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly kind: 'generated' | 'library';
  /** One sentence for the legend's tooltip. */
  readonly description: string;
  readonly ops: readonly Problem['op'][];
  /** Measured only where it is named. */
  readonly isOptIn: boolean;
}

/** All contenders, in the order that legends and tables show them. */
export const CONTENDERS: readonly Contender[] = [
  ...FAMILIES.flatMap(({ op, contenders }) =>
    contenders.map(
      ({ id, label, description }): Contender => ({
        ...{ id, label, description, kind: 'generated', ops: [op], isOptIn: false },
      }),
    ),
  ),
  ...LIBRARIES.map(
    ({ id, label, description, op, isOptIn = false }): Contender => ({
      ...{ id, label, description, kind: 'library', ops: [op], isOptIn },
    }),
  ),
];

const GENERATED: ReadonlyMap<string, GeneratedContender<Problem>> = new Map(
  FAMILIES.flatMap(({ contenders }) => contenders.map((contender) => [contender.id, contender])),
);

/** A contender and the parameters that it is asked to run with in place of its defaults. */
export interface Variant {
  readonly id: string;
  readonly overrides: Configuration;
}

/**
 * Reads the name of a contender, which may carry parameters: "gemm-simdgroup@blockM=32,blockK=16". Whether they are
 * accepted shows when something is generated.
 */
export function parseVariant(name: string): Variant {
  const [id = '', parameters] = name.split('@', 2);
  const pairs = parameters?.split(',').map((pair) => pair.split('=', 2) as [string, string?]) ?? [];
  return { id, overrides: Object.fromEntries(pairs.map(([key, text]) => [key, readValue(text ?? '')])) };
}

/** The name that parseVariant() reads. */
export function variantName({ id, overrides }: Variant): string {
  const pairs = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? `${id}@${pairs.join(',')}` : id;
}

function readValue(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The contender of a name, whatever parameters that carries; undefined where there is none. */
export function contenderOf(name: string): Contender | undefined {
  const { id } = parseVariant(name);
  return CONTENDERS.find((contender) => contender.id === id);
}

/** "SIMD-group matrix", or "SIMD-group matrix · Block M 32": for people. A name that is not known stays as it is. */
export function contenderLabel(name: string): string {
  const { id, overrides } = parseVariant(name);
  const parameters = GENERATED.get(id)?.parameters;
  const parts = Object.entries(overrides).map(
    ([key, value]) => `${parameters?.[key]?.label ?? key} ${value}`,
  );
  return [contenderOf(name)?.label ?? id, ...parts].join(' · ');
}

/** The contenders that solve problems of a family, in the order of CONTENDERS. */
export function contendersOf(op: Problem['op']): Contender[] {
  return CONTENDERS.filter(({ ops }) => ops.includes(op));
}

/** Those that are measured where none are named. */
export function defaultContendersOf(op: Problem['op']): string[] {
  return contendersOf(op).flatMap(({ id, isOptIn }) => (isOptIn ? [] : [id]));
}

/** The parameters that a contender has, by name; none for a library. */
export function parametersOf(name: string): GeneratedContender<Problem>['parameters'] {
  return GENERATED.get(parseVariant(name).id)?.parameters ?? {};
}

/** What is wrong with a problem that came from outside. No issues: it can be generated for. */
export function checkProblem(problem: ProblemBase): Issue[] {
  const family = familyOf(problem);
  if (!family) {
    return [{ parameter: 'op', value: problem.op, expected: FAMILIES.map(({ op }) => op).join(', ') }];
  }
  const issues = checkFields(family.fields, problem as unknown as Record<string, unknown>);
  return issues.length > 0 ? issues : family.check(problem as Problem);
}

/** A stable, readable key: equal problems have equal keys, and it sorts in no particular order. */
export function problemKey(problem: Problem): string {
  const { fields } = knownFamily(problem);
  const required = optionsOf(fields, problem).filter(([name]) => fields[name]?.default === undefined);
  const options = optionsOf(fields, problem).filter(([name]) => fields[name]?.default !== undefined);
  return [
    problem.op,
    ...required.map(([, value]) => value),
    extentsOf(fields, problem).join('x'),
    ...options.map(([name, value]) => `${name}=${value}`),
  ].join('-');
}

/** The values that a generated contender has for its parameters; null for a library, and for what it refuses. */
export function configurationOf(
  name: string,
  problem: Problem,
  target: Target = 'cpu',
): Configuration | null {
  const found = resolve(name, problem, {}, target);
  return 'issues' in found ? null : found.configuration;
}

/** The table's labels in place of names: what people read. */
export function describeConfiguration(
  name: string,
  configuration: Configuration,
): [string, ParameterValue][] {
  const parameters = parametersOf(name);
  return Object.entries(parameters).map(([key, { label }]) => [label, configuration[key] as ParameterValue]);
}

/**
 * Generates the program of a generated contender for a problem. `overrides` replaces parameters of its default
 * configuration for the target, beside those that its name carries. What cannot be generated comes back as issues.
 */
export function generate(
  name: string,
  problem: Problem,
  overrides: Configuration = {},
  target: Target = 'cpu',
): { program: Program; configuration: Configuration } | { issues: Issue[] } {
  const found = resolve(name, problem, overrides, target);
  if ('issues' in found) return found;
  const { contender, configuration } = found;
  const { buffers, passes } = contender.program(problem, configuration);
  const program: Program = {
    ...{ problem, contender: name, buffers, passes },
    estimate: contender.estimate?.(problem, configuration) ?? estimate(problem),
  };
  return { program, configuration };
}

/** The contender of a name and its configuration for a problem, or what is wrong with any of them. */
function resolve(
  name: string,
  problem: Problem,
  overrides: Configuration,
  target: Target,
): { contender: GeneratedContender<Problem>; configuration: Configuration } | { issues: Issue[] } {
  const { id, overrides: carried } = parseVariant(name);
  const contender = GENERATED.get(id);
  const expected = familyOf(problem)?.contenders.map((one) => one.id) ?? [...GENERATED.keys()];
  if (!contender || !expected.includes(id)) {
    return { issues: [{ parameter: 'contender', value: name, expected: expected.join(', ') }] };
  }
  const wrong = checkProblem(problem);
  if (wrong.length > 0) return { issues: wrong };
  const asked = { ...carried, ...overrides };
  const tuned = contender.tuned(problem, target, asked) as Configuration;
  const configured = configure(contender.parameters, tuned, asked);
  if ('issues' in configured) return configured;
  const issues = contender.check(problem, configured.configuration);
  return issues.length > 0 ? { issues } : { contender, configuration: configured.configuration };
}

/** FLOPs, bytes and intensity of a problem, whoever solves it. */
export function estimate(problem: Problem): Estimate {
  return knownFamily(problem).estimate(problem);
}

function knownFamily(problem: Problem) {
  const family = familyOf(problem);
  if (!family) throw new RangeError(`There is no family of problems "${problem.op}".`);
  return family;
}
