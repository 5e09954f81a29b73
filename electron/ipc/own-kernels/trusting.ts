import type { Configuration, Problem } from '../../../kernels/index.ts';
import { hashOfText } from '../programs/keep-program.ts';
import type { AskedPrograms } from '../programs/kept-program.ts';
import { trustsKernel } from './verified-against.ts';

// A kernel that a problem trusts runs too, wherever the problem is verified. Its text is in the problem, and not among the
// programs that somebody has to have consented to; so those name it, by the hash of the definition that it is in.

/** What programs for a problem are kept with: the definition whose kernel runs beside them, if it trusts one. */
export function trustedBeside(problem: Problem): Configuration {
  return trustsKernel(problem) ? { trusted: hashOfText(problem.op) } : {};
}

/** Whether somebody asked for a program that a kernel which a problem trusts runs beside; or it trusts none. */
export function mayRunTrusted(problem: Problem, { kept: { programs } }: AskedPrograms): boolean {
  const { trusted } = trustedBeside(problem);
  return Object.values(programs).some(({ configuration }) => configuration.trusted === trusted);
}
