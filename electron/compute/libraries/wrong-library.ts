import { arithmeticOf, knownFault, libraryOf, type Problem } from '../../../kernels/index.ts';
import type { Verdict } from '../verify.ts';

/** A verdict whose failure, if it is a library's, names the library and says why it may be wrong. */
export function wrongLibrary(contender: string, problem: Problem, verdict: Verdict): Verdict {
  const library = libraryOf(contender);
  const { verification, failure } = verdict;
  if (!library || !failure) return verdict;
  const fault = knownFault(contender, problem);
  const arithmetic = !fault && verification && arithmeticOf(problem, verification.maxRelativeError);
  const reasons = [
    ...(fault ? [`Known fault: ${fault.reason} (${fault.source}).`] : []),
    ...(arithmetic ? [`Errors of this size are typical of ${arithmetic} arithmetic.`] : []),
    ...(failure.detail ? [failure.detail] : []),
  ];
  const message = `${library.label} is wrong here: ${failure.message}`;
  return { verification, failure: { ...failure, message, detail: reasons.join('\n') } };
}
