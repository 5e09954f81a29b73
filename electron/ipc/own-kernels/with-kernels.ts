import { describeIssue } from '../../../kernels/index.ts';
import { keepProgram } from '../programs/keep-program.ts';
import { joinPrograms } from '../programs/restore-program.ts';
import type { Cell, Run } from '../types.ts';
import type { KernelFile } from './read-kernel.ts';
import { trustedBeside } from './trusting.ts';

/**
 * A run about to start whose cells by own kernels have the programs of their files: what is measured is what was read.
 * Cells of problems that a kernel does not support say why.
 */
export function withOwnKernels(run: Run, files: readonly KernelFile[]): Run {
  const byName = new Map(files.map((file) => [file.kernel.name, file]));
  let { programs, sources } = run;
  const cells = run.cells.map((cell): Cell => {
    const file = byName.get(cell.contender);
    if (!file) return cell;
    const made = file.kernel.program(cell.problem);
    if ('issues' in made) {
      const message = made.issues.map(describeIssue).join('; ');
      return { ...cell, status: 'unsupported', failure: { code: 'UNSUPPORTED', message } };
    }
    const { hash, kept } = keepProgram(made.program, trustedBeside(cell.problem), file.source);
    ({ programs, sources } = joinPrograms({ programs, sources }, kept));
    return { ...cell, program: hash };
  });
  return { ...run, cells, programs, sources };
}
