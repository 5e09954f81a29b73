import { type Configuration, definitionIn, type Problem } from '../../../kernels/index.ts';
import { hashOfText } from '../programs/keep-program.ts';
import type { AskedPrograms } from '../programs/kept-program.ts';

// A kernel that a problem trusts runs too, wherever the problem is verified. Its text is in the problem, and not among the
// programs that somebody has to have consented to; so those name it, by the hash of the definition that it is in.

/** What results are compared with, of problems that are all of one operation. */
export function verifiedAgainst([problem]: readonly Problem[]): string {
  return problem && trustedBeside(problem).trusted ? 'the kernel that the problem trusts' : 'float64';
}

/** What programs for a problem are kept with: the definition whose kernel runs beside them, if it trusts one. */
export function trustedBeside({ op }: Problem): Configuration {
  const definition = definitionIn(op) as { trusted?: unknown } | null;
  return definition?.trusted === undefined ? {} : { trusted: hashOfText(op) };
}

/** Whether somebody asked for a program that a kernel which a problem trusts runs beside; or it trusts none. */
export function mayRunTrusted(problem: Problem, { kept: { programs } }: AskedPrograms): boolean {
  const { trusted } = trustedBeside(problem);
  return Object.values(programs).some(({ configuration }) => configuration.trusted === trusted);
}
