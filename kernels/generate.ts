import { GENERATED, parametersOf } from './catalog.ts';
import { familyOf, findFamily, type Problem } from './families.ts';
import { configureContender, type GeneratedContender } from './family.ts';
import type { Issue } from './issue.ts';
import { parseVariant } from './names.ts';
import type { Configuration, ParameterValue } from './parameter.ts';
import { checkProblem } from './problems.ts';
import type { Estimate, Program } from './program.ts';
import type { Target } from './target.ts';

/**
 * Generates the program of a generated contender for a problem. `overrides` replaces parameters of its default
 * configuration for the target, in addition to those in its name. Returns issues if it cannot be generated.
 */
export function generate(
  name: string,
  problem: Problem,
  overrides: Configuration = {},
  target: Target = 'cpu',
): { program: Program; configuration: Configuration } | { issues: Issue[] } {
  const resolved = resolve(name, problem, overrides, target);
  if ('issues' in resolved) return resolved;
  const { contender, complete, configuration } = resolved;
  const { buffers, passes } = contender.program(complete, configuration);
  const program: Program = {
    problem,
    contender: name,
    buffers,
    passes,
    estimate: contender.estimate?.(complete, configuration) ?? estimate(problem),
  };
  return { program, configuration };
}

/** The values of a generated contender's parameters; null for a library, and for a problem that it does not solve. */
export function configurationOf(
  name: string,
  problem: Problem,
  target: Target = 'cpu',
): Configuration | null {
  const resolved = resolve(name, problem, {}, target);
  return 'issues' in resolved ? null : resolved.configuration;
}

/** A configuration with the table's labels in place of names, for display. */
export function describeConfiguration(
  name: string,
  configuration: Configuration,
): [string, ParameterValue][] {
  const parameters = parametersOf(name);
  return Object.entries(parameters).map(([key, { label }]) => [label, configuration[key] as ParameterValue]);
}

/** FLOPs, bytes and intensity of a problem, regardless of the contender. */
export function estimate(problem: Problem): Estimate {
  return familyOf(problem).estimate(problem);
}

interface Resolved {
  readonly contender: GeneratedContender<Problem>;
  readonly complete: Problem;
  readonly configuration: Configuration;
}

/** The contender of a name, the complete problem and the configuration; or what is wrong with any of them. */
function resolve(
  name: string,
  problem: Problem,
  overrides: Configuration,
  target: Target,
): Resolved | { issues: Issue[] } {
  const { id, overrides: named } = parseVariant(name);
  const contender = GENERATED.get(id);
  const family = findFamily(problem.op);
  const expected = family?.contenders.map((one) => one.id) ?? [...GENERATED.keys()];
  if (!family || !contender || !expected.includes(id)) {
    return { issues: [{ parameter: 'contender', value: name, expected: expected.join(', ') }] };
  }
  const issues = checkProblem(problem);
  if (issues.length > 0) return { issues };
  const complete = family.complete(problem);
  const configured = configureContender(contender, complete, target, { ...named, ...overrides });
  return 'issues' in configured
    ? configured
    : { contender, complete, configuration: configured.configuration };
}
