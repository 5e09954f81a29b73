import { libraryTolerance } from './arithmetic.ts';
import { familyOf, type Problem } from './families.ts';
import { configureContender } from './family.ts';
import { libraryOf } from './library.ts';
import { parseVariant } from './names.ts';

/**
 * The largest error of a contender that is right, relative to the scales of the reference.
 * @param name with or without parameters: a larger tile may have a larger error
 */
export function toleranceOf(name: string, problem: Problem): number {
  if (libraryOf(name)) return libraryTolerance(problem);
  const { id, overrides } = parseVariant(name);
  const family = familyOf(problem);
  const contender = family.contenders.find((one) => one.id === id);
  if (!contender?.tolerance) return family.tolerance(problem);
  const complete = family.complete(problem);
  const configured = configureContender(contender, complete, 'cpu', overrides);
  return 'issues' in configured
    ? family.tolerance(problem)
    : contender.tolerance(complete, configured.configuration);
}
