import { type Problem, readFamily } from '../families.ts';
import { describeIssue, type Issue } from '../issue.ts';
import type { Configuration, ParameterTable } from '../parameter.ts';
import { describedProgram, type Programmer } from './described-program.ts';
import { type KernelDescriptor, operationOf, ownName } from './descriptor.ts';
import { parameterTable } from './parameters.ts';

/** A kernel that somebody wrote, as a contender: a descriptor that was read, with the texts that it names. */
export interface OwnKernel {
  /** As a contender: "own:my-gemm". */
  readonly name: string;
  readonly op: Problem['op'];
  readonly descriptor: KernelDescriptor;
  readonly parameters: ParameterTable;
  /**
   * Its program for a problem that was checked, with those of its parameters that replace the defaults; or why it does
   * not support it, or cannot be launched for it.
   */
  readonly program: Programmer;
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
  const known = readFamily(operationOf(descriptor));
  if ('issues' in known) return known;
  const { family } = known;
  const read = describedProgram(descriptor, family, texts, source);
  if ('issues' in read) return read;
  const parameters = parameterTable(descriptor);
  return {
    kernel: { name: ownName(descriptor), op: family.op, descriptor, parameters, program: read.program },
  };
}

/** Why an own kernel does not solve a problem; null if it does. */
export function refusalOfOwn(
  kernel: OwnKernel,
  problem: Problem,
  overrides: Configuration = {},
): string | null {
  const made = kernel.program(problem, overrides);
  return 'issues' in made ? made.issues.map(describeIssue).join('; ') : null;
}
