import type { Values } from '../expression/expression.ts';
import type { Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { type Field, fieldValues } from '../field.ts';
import type { Issue } from '../issue.ts';
import { LARGEST_ELEMENTS } from '../layout.ts';
import { variantName } from '../names.ts';
import type { Configuration } from '../parameter.ts';
import type { Program, ProgramBuffer } from '../program.ts';
import type { ReadArgument } from './arguments.ts';
import { type KernelDescriptor, ownName } from './descriptor.ts';
import type { ReadPass, Surroundings } from './launch.ts';
import { chosenParameters, parameterTable, readParameters } from './parameters.ts';
import { readPass } from './pass.ts';
import { type Read, Reader } from './reader.ts';
import { Scope } from './scope.ts';
import { readSupports, unsupportedFields } from './supports.ts';

/** Makes the program of a descriptor for a problem and parameters; or says why there is none. */
export type Programmer = (
  problem: Problem,
  overrides?: Configuration,
) => { program: Program } | { issues: Issue[] };

/**
 * Reads what a descriptor says about the problems of a family.
 * @param texts the MSL of each file that it names
 * @param source the file of passes that name none
 */
export function describedProgram(
  descriptor: KernelDescriptor,
  family: Family<Problem>,
  texts: Readonly<Record<string, string>>,
  source: string,
): { program: Programmer } | { issues: Issue[] } {
  const reader = new Reader(Object.keys(family.fields).filter((name) => isNumeric(family.fields[name])));
  const read = readDescriptor(descriptor, { family, texts, source }, reader);
  if (reader.issues.length > 0) return { issues: reader.issues };
  const id = ownName(descriptor);
  const parameters = parameterTable(descriptor);
  const program: Programmer = (problem, overrides = {}) => {
    const chosen = chosenParameters(parameters, overrides);
    const made = 'issues' in chosen ? chosen : evaluate(read, family, problem, chosen.values);
    if ('issues' in made) return made;
    const contender = variantName({ id, overrides });
    return { program: { problem, contender, ...made, estimate: family.estimate(problem) } };
  };
  return { program };
}

/** A descriptor whose expressions were parsed. */
interface ReadDescriptor {
  readonly supports: NonNullable<KernelDescriptor['supports']>;
  readonly conditions: readonly Read[];
  readonly values: readonly (readonly [name: string, read: Read])[];
  readonly scratch: readonly (Pick<ProgramBuffer, 'name' | 'dtype'> & { readonly shape: readonly Read[] })[];
  readonly passes: readonly ReadPass[];
}

function readDescriptor(
  descriptor: KernelDescriptor,
  files: Pick<Surroundings, 'family' | 'texts' | 'source'>,
  reader: Reader,
): ReadDescriptor {
  const { supports = {}, requires = [], values = {}, scratch = {}, defines = {}, passes } = descriptor;
  readSupports(files.family, supports, reader);
  readParameters(descriptor, reader);
  const read = {
    supports,
    conditions: requires.map((text, index) => reader.amount(`requires[${index}]`, text, 'condition')),
    values: Object.entries(values).map(([name, amount]) => {
      const read = reader.amount(`values.${name}`, amount);
      reader.define(`values.${name}`, name);
      return [name, read] as const;
    }),
    scratch: Object.entries(scratch).map(([name, { dtype, shape }]) => {
      return { name, dtype, shape: reader.amounts(`scratch.${name}.shape`, shape) };
    }),
  };
  const macros = Object.entries(defines).map(
    ([name, amount]) => [name, reader.amount(`defines.${name}`, amount)] as const,
  );
  const surroundings: Surroundings = {
    ...files,
    languageVersion: descriptor.languageVersion,
    macros: (scope) => macros.map(([name, value]) => `#define ${name} ${scope.number(value)}\n`).join(''),
  };
  return {
    ...read,
    passes: passes.map((pass, index) => readPass(`passes[${index}]`, pass, surroundings, reader)),
  };
}

/** What a descriptor is for a problem, or why it is nothing. */
function evaluate(
  { supports, conditions, values, scratch, passes }: ReadDescriptor,
  family: Family<Problem>,
  problem: Problem,
  parameters: Values,
): Pick<Program, 'buffers' | 'passes'> | { issues: Issue[] } {
  if (problem.op !== family.op)
    return { issues: [{ parameter: 'op', value: problem.op, expected: family.key }] };
  const scope = new Scope({ ...numbersOf(family, problem), ...parameters });
  const unsupported = unsupportedFields(family, problem, supports);
  const refused = unsupported.length > 0 ? unsupported : scope.unmet(conditions);
  if (refused.length > 0) return { issues: refused };
  for (const [name, read] of values) scope.define(name, read);
  const own = family.buffers(problem);
  const memory = scratch.map(({ name, dtype, shape }): ProgramBuffer => {
    const extents = shape.map((extent) => scope.whole(extent));
    expectFits(name, extents, own, scope);
    return { name, dtype, shape: extents, role: 'scratch' };
  });
  const buffers = [...own, ...memory];
  const layouts = family.layouts?.(problem) ?? {};
  const evaluated = passes.flatMap((pass) => pass.passes({ scope, problem, buffers, layouts }));
  const args = passes.flatMap((pass) => pass.arguments);
  const issues = [...scope.issues, ...bufferIssues(buffers, args)];
  return issues.length > 0 ? { issues } : { buffers, passes: evaluated };
}

/** Scratch memory has a name of its own, and is no larger than any buffer. */
function expectFits(
  name: string,
  extents: readonly number[],
  own: readonly ProgramBuffer[],
  { issues }: Scope,
): void {
  const elements = extents.reduce((product, extent) => product * extent, 1);
  if (own.some((buffer) => buffer.name === name))
    issues.push({ parameter: 'scratch', value: name, expected: 'a name that no buffer of the problem has' });
  if (elements > LARGEST_ELEMENTS)
    issues.push({
      parameter: `scratch.${name}`,
      value: elements,
      expected: `at most ${LARGEST_ELEMENTS} elements`,
    });
}

/** Whether all buffers that are bound are there, and what the problem wants written is bound. */
function bufferIssues(
  buffers: readonly ProgramBuffer[],
  args: readonly Pick<ReadArgument, 'buffer'>[],
): Issue[] {
  const bound = args.flatMap(({ buffer }) => buffer ?? []);
  const names = buffers.map(({ name }) => name);
  const unknown = bound.filter(({ name }) => !names.includes(name));
  const unbound = buffers.filter(
    ({ name, role }) => (role === 'output' || role === 'inout') && bound.every((one) => one.name !== name),
  );
  return [
    ...unknown.map(({ path, name }) => ({ parameter: path, value: name, expected: names.join(', ') })),
    ...unbound.map(({ name }) => ({
      parameter: 'passes',
      value: 'no pass',
      expected: `one that binds ${name}`,
    })),
  ];
}

/** Fields whose values are numbers in expressions: a flag is 0 or 1, and choices may be numbers too. */
function isNumeric(field: Field | undefined): boolean {
  if (field?.kind !== 'choice') return field !== undefined;
  return field.choices.every((choice) => Number.isFinite(Number(choice)));
}

function numbersOf(family: Family<Problem>, problem: Problem): Record<string, number> {
  const complete = fieldValues(family.complete(problem));
  const names = Object.keys(family.fields).filter((name) => isNumeric(family.fields[name]));
  return Object.fromEntries(names.map((name) => [name, Number(complete[name])]));
}
