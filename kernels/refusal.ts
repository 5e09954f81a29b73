import { contenderOf } from './catalog.ts';
import type { Problem } from './families.ts';
import { generate } from './generate.ts';
import { describeIssue } from './issue.ts';
import { libraryOf } from './library.ts';
import { libraryCall } from './library-call.ts';
import type { Target } from './target.ts';

/** Why a contender does not solve a problem on any machine; null if it does. */
export function refusalOf(name: string, problem: Problem, target: Target = 'cpu'): string | null {
  const contender = contenderOf(name);
  if (!contender?.ops.includes(problem.op)) return `Does not solve ${problem.op}`;
  const library = libraryOf(contender.id);
  if (library) {
    const solved = libraryCall(library, problem);
    return 'reason' in solved ? solved.reason : null;
  }
  const generated = generate(name, problem, {}, target);
  return 'issues' in generated ? generated.issues.map(describeIssue).join('; ') : null;
}

/** Why a contender solves neither the first nor the last of some problems; null if it solves either. */
export function refusalOfAll(
  name: string,
  problems: readonly Problem[],
  target: Target = 'cpu',
): string | null {
  const ends = [problems[0], problems.at(-1)].filter((problem) => problem !== undefined);
  const reasons = ends.map((problem) => refusalOf(name, problem, target));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}
