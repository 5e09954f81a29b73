import { describeIssue, type Issue, type Problem, parseVariant } from '../../../kernels/index.ts';
import { type Kept, keepProgram } from '../programs/keep-program.ts';
import { type AskedPrograms, NO_PROGRAMS } from '../programs/kept-program.ts';
import { joinPrograms } from '../programs/restore-program.ts';
import type { KernelFile } from './read-kernel.ts';
import { trustedBeside } from './trusting.ts';

/** The program of an own contender for a problem, or why there is none; null for a contender that no file has. */
export function ownProgram(
  contender: string,
  problem: Problem,
  files: readonly KernelFile[],
): Kept | { reason: string } | null {
  const { id, overrides } = parseVariant(contender);
  const file = files.find(({ kernel }) => kernel.name === id);
  if (!file) return null;
  const made = file.kernel.program(problem, overrides);
  if ('issues' in made) return { reason: reasonOf(made.issues) };
  return keepProgram(made.program, { ...overrides, ...trustedBeside(problem) }, file.source);
}

const reasonOf = (issues: readonly Issue[]) => issues.map(describeIssue).join('; ');

/** Which of the programs that are asked for is that of a contender for a problem, by its place among the problems. */
export const programKey = (problem: number, contender: string) => `${problem} ${contender}`;

/** The programs of all own contenders for all problems that they support, by programKey(). */
export function ownPrograms(
  contenders: readonly string[],
  problems: readonly Problem[],
  files: readonly KernelFile[],
): AskedPrograms {
  const cells: Record<string, string> = {};
  let kept = NO_PROGRAMS;
  for (const contender of contenders) {
    for (const [index, problem] of problems.entries()) {
      const program = ownProgram(contender, problem, files);
      if (!program || 'reason' in program) continue;
      cells[programKey(index, contender)] = program.hash;
      kept = joinPrograms(kept, program.kept);
    }
  }
  return { cells, kept };
}
