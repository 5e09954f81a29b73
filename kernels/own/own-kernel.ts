import { FAMILIES, findFamily, type Problem } from '../families.ts';
import type { Family } from '../family.ts';
import { type Field, fieldValues } from '../field.ts';
import { describeIssue, type Issue } from '../issue.ts';
import type { Program, ProgramBuffer } from '../program.ts';
import type { ReadArgument } from './arguments.ts';
import { type KernelDescriptor, ownName, SCRATCH } from './descriptor.ts';
import { readPass } from './pass.ts';
import { Reader } from './reader.ts';
import { Scope } from './scope.ts';
import { readSupports, unsupportedFields } from './supports.ts';

/** A kernel that somebody wrote, as a contender: a descriptor that was read, with the texts that it names. */
export interface OwnKernel {
  /** As a contender: "own:my-gemm". */
  readonly name: string;
  readonly op: Problem['op'];
  readonly descriptor: KernelDescriptor;
  /** Its program for a problem that was checked; or why it does not support it, or cannot be launched for it. */
  program(problem: Problem): { program: Program } | { issues: Issue[] };
}

/**
 * Reads a descriptor whose shape was checked.
 * @param texts the MSL of each file that it names
 * @param source the file of passes that name none
 * @returns or what is wrong with it, whatever the problem: each issue names the place in the descriptor
 */
export function ownKernel(
  descriptor: KernelDescriptor,
  texts: Readonly<Record<string, string>>,
  source: string,
): { kernel: OwnKernel } | { issues: Issue[] } {
  const family = findFamily(descriptor.op);
  if (!family) {
    const expected = FAMILIES.map(({ op }) => op).join(', ');
    return { issues: [{ parameter: 'op', value: descriptor.op, expected }] };
  }
  const reader = new Reader(Object.keys(family.fields).filter((name) => isNumeric(family.fields[name])));
  const { supports, requires = [], values = {}, scratch = {} } = descriptor;
  readSupports(family, supports, reader);
  const conditions = requires.map((text, index) => reader.amount(`requires[${index}]`, text, 'condition'));
  const named = Object.entries(values).map(([name, amount]) => {
    const read = reader.amount(`values.${name}`, amount);
    reader.define(name);
    return [name, read] as const;
  });
  const memory = Object.entries(scratch).map(([name, { dtype, shape }]) => {
    return { name, dtype, shape: reader.amounts(`scratch.${name}.shape`, shape) };
  });
  const readers = descriptor.passes.map((pass, index) => readPass(`passes[${index}]`, pass, family, reader));
  if (reader.issues.length > 0) return { issues: reader.issues };

  const program = (problem: Problem): ReturnType<OwnKernel['program']> => {
    const unsupported =
      problem.op === family.op ? unsupportedFields(family, problem, supports) : [notOf(family, problem)];
    if (unsupported.length > 0) return { issues: unsupported };
    const scope = new Scope(numbersOf(family, problem));
    const unmet = scope.unmet(conditions);
    if (unmet.length > 0) return { issues: unmet };
    for (const [name, read] of named) scope.define(name, read);
    const shapes = memory.map(({ name, dtype, shape }): ProgramBuffer => {
      return { name, dtype, shape: shape.map((extent) => scope.whole(extent)), role: SCRATCH };
    });
    const buffers = [...family.buffers(problem), ...shapes];
    const passes = readers.map((read) => read.pass(scope, problem, { texts, source, descriptor }));
    const issues = [
      ...scope.issues,
      ...bufferIssues(
        buffers,
        readers.flatMap((read) => read.arguments),
      ),
    ];
    if (issues.length > 0) return { issues };
    return {
      program: {
        problem,
        contender: ownName(descriptor),
        buffers,
        passes,
        estimate: family.estimate(problem),
      },
    };
  };
  return { kernel: { name: ownName(descriptor), op: family.op, descriptor, program } };
}

/** Why an own kernel does not solve a problem; null if it does. */
export function refusalOfOwn(kernel: OwnKernel, problem: Problem): string | null {
  const made = kernel.program(problem);
  return 'issues' in made ? made.issues.map(describeIssue).join('; ') : null;
}

const notOf = (family: Family<Problem>, { op }: Problem): Issue => ({
  parameter: 'op',
  value: op,
  expected: family.op,
});

/** Whether all buffers that are bound are there, and what the problem wants written is bound. */
function bufferIssues(buffers: readonly ProgramBuffer[], args: readonly ReadArgument[]): Issue[] {
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
