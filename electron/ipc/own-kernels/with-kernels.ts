import { joinPrograms } from '../programs/restore-program.ts';
import type { Cell, Run } from '../types.ts';
import { ownProgram } from './own-programs.ts';
import type { KernelFile } from './read-kernel.ts';

/**
 * A run about to start whose cells by own kernels have the programs of their files: what is measured is what was read.
 * Cells of problems that a kernel does not support say why.
 */
export function withOwnKernels(run: Run, files: readonly KernelFile[]): Run {
  let { programs, sources } = run;
  const cells = run.cells.map((cell): Cell => {
    const own = ownProgram(cell.contender, cell.problem, files);
    if (!own) return cell;
    if ('reason' in own)
      return { ...cell, status: 'unsupported', failure: { code: 'UNSUPPORTED', message: own.reason } };
    ({ programs, sources } = joinPrograms({ programs, sources }, own.kept));
    return { ...cell, program: own.hash };
  });
  return { ...run, cells, programs, sources };
}
