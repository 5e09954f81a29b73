import {
  checkProblem,
  estimate,
  familyOf,
  fieldValues,
  inOrder,
  type Problem,
  type ProblemBase,
  squareExtents,
} from '../../../kernels/index.ts';

/** A checked kernel makes tens of millions of accesses a second, and some for each operation. */
const MOST_WORK = 3e6;
/** Off the edges of usual blocks, larger ones first: small ones leave most threads without work. */
const SIDES = [67, 41, 35, 17, 9, 5, 3];

/** Problems like one that is given, no larger, and small enough to be checked in a moment; the most telling first. */
export function smallProblems(problem: Problem): Problem[] {
  const family = familyOf(problem);
  const values = fieldValues(problem);
  const names = squareExtents(family).filter((name) => typeof values[name] === 'number');
  const shrunk = SIDES.map((side) => {
    const extents = names.map((name) => [name, Math.min(values[name] as number, side)]);
    const small: ProblemBase = { ...problem, ...Object.fromEntries(extents) };
    return small;
  });
  return shrunk
    .filter((small) => checkProblem(small).length === 0)
    .map((small) => inOrder(small as Problem))
    .filter((small) => Math.max(estimate(small).flops, estimate(small).bytes) <= MOST_WORK);
}
