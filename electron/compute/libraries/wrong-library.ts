import {
  arithmeticOf,
  familyOf,
  knownFault,
  libraryOf,
  libraryTolerance,
  type Problem,
  parseVariant,
} from '../../../kernels/index.ts';
import type { Verdict } from '../verify.ts';

/** The largest error of a contender that is right, relative to the scales of the reference. */
export function toleranceOf(contender: string, problem: Problem): number {
  const isLibrary = libraryOf(parseVariant(contender).id) !== undefined;
  return isLibrary ? libraryTolerance(problem) : familyOf(problem).tolerance(problem);
}

/** A verdict whose failure, if it is a library's, names the library, and why it may be wrong. */
export function wrongLibrary(contender: string, problem: Problem, verdict: Verdict): Verdict {
  const library = libraryOf(parseVariant(contender).id);
  const { verification, failure } = verdict;
  if (!library || !failure) return verdict;
  const fault = knownFault(contender, problem);
  const arithmetic = verification && arithmeticOf(problem, verification.maxRelativeError);
  const reasons = [
    ...(fault ? [`Known fault: ${fault.reason} (${fault.source}).`] : []),
    ...(arithmetic ? [`Arithmetic in ${arithmetic} makes errors of this size.`] : []),
    ...(failure.detail ? [failure.detail] : []),
  ];
  const message = `${library.label} is wrong here: ${failure.message}`;
  return { verification, failure: { ...failure, message, detail: reasons.join('\n') } };
}
