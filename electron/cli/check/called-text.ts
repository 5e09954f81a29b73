import { basename } from 'node:path';
import {
  describeIssue,
  extentsLabel,
  type OwnKernel,
  type Problem,
  titleOf,
} from '../../../kernels/index.ts';
import { readKernel } from '../../ipc/own-kernels/read-kernel.ts';
import { usualOf, usualSizesOf } from '../own/kernel-options.ts';
import { readProblems } from '../sweep/problem-options.ts';
import { UsageError } from '../usage-error.ts';

const SIZE = '64';

/** A text with the function that it is the body of, and what that was made for. */
interface CalledText {
  readonly source: string;
  /** "SGEMM 64×64×64" */
  readonly problem: string;
}

/**
 * The whole text of a file that its descriptor says is a body for `mx.fast.metal_kernel`, as it is called for a small
 * problem: the signature follows from data types and sizes. Null for any other file. Throws UsageError where the
 * descriptor supports no such problem.
 */
export function calledText(path: string): CalledText | null {
  const read = readKernel(path);
  if (!read.ok) return null; // a file need not have a descriptor to be checked
  const { kernel, source: usual } = read.value;
  const file = basename(path);
  const isBody = kernel.descriptor.passes.some((pass) => 'mlx' in pass && (pass.source ?? usual) === file);
  if (!isBody) return null;
  const { program, problem } = smallProgram(path, kernel);
  const line = `#line 1 "${file}"\n`;
  const pass = program.passes.find(({ kernel: { source } }) => source.includes(line));
  if (!pass) throw new Error(`no pass has the text of ${file}`);
  return { source: pass.kernel.source, problem: labelOf(problem) };
}

/** The program for the first problem of usual fields that a kernel supports. */
function smallProgram(path: string, kernel: OwnKernel) {
  const sizes = usualSizesOf(kernel) ?? SIZE;
  const usual = usualOf(kernel);
  const { problems } = readProblems({ op: kernel.op, dtype: undefined, usual, set: {}, sizes, where: [] });
  const [problem] = problems as [Problem];
  const made = kernel.program(problem);
  if ('program' in made) return { program: made.program, problem };
  const reasons = made.issues.map(describeIssue).join('; ');
  throw new UsageError(`${path}: its descriptor does not support ${labelOf(problem)}: ${reasons}`);
}

const labelOf = (problem: Problem) => `${titleOf([problem])} ${extentsLabel(problem)}`;
