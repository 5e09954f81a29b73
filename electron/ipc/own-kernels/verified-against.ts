import { definitionIn, type Problem } from '../../../kernels/index.ts';

/** What results are compared with, of problems that are all of one operation. */
export function verifiedAgainst([problem]: readonly Pick<Problem, 'op'>[]): string {
  return problem && trustsKernel(problem) ? 'the kernel that the problem trusts' : 'float64';
}

/** Whether a problem's reference is a kernel, and not formulas. */
export function trustsKernel({ op }: Pick<Problem, 'op'>): boolean {
  const definition = definitionIn(op) as { trusted?: unknown } | null;
  return definition?.trusted !== undefined;
}
