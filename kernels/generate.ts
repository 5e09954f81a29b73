import { parametersOf } from './catalog.ts';
import { familyOf, findFamily, type Problem } from './families.ts';
import { configureContender } from './family.ts';
import type { Issue } from './issue.ts';
import { LAUNCH_PARAMETERS } from './launch.ts';
import { parseVariant } from './names.ts';
import type { Configuration, Parameter, ParameterValue } from './parameter.ts';
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
  const { id, overrides: named } = parseVariant(name);
  const family = findFamily(problem.op);
  if (!family) return { issues: checkProblem(problem) };
  const contender = family.contenders.find((one) => one.id === id);
  if (!contender) {
    const expected = family.contenders.map((one) => one.id).join(', ');
    return { issues: [{ parameter: 'contender', value: name, expected }] };
  }
  const issues = checkProblem(problem);
  if (issues.length > 0) return { issues };
  const complete = family.complete(problem);
  const configured = configureContender(contender, complete, target, { ...named, ...overrides });
  if ('issues' in configured) return configured;
  const { configuration } = configured;
  const { buffers, passes } = contender.program(complete, configuration);
  const program: Program = {
    problem,
    contender: name,
    buffers,
    passes,
    estimate: contender.estimate?.(complete, configuration) ?? family.estimate(problem),
  };
  return { program, configuration };
}

/** A configuration with the table's labels in place of names, for display; the usual launch goes without saying. */
export function describeConfiguration(
  name: string,
  configuration: Configuration,
): [string, ParameterValue][] {
  const isUsual = ([key, { default: usual }]: [string, Parameter]) =>
    Object.hasOwn(LAUNCH_PARAMETERS, key) && configuration[key] === usual;
  const shown = Object.entries(parametersOf(name)).filter((entry) => !isUsual(entry));
  return shown.map(([key, { label }]) => [label, configuration[key] as ParameterValue]);
}

/** FLOPs, bytes and intensity of a problem, regardless of the contender. */
export function estimate(problem: Problem): Estimate {
  return familyOf(problem).estimate(problem);
}
