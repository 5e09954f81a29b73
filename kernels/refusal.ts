import { contenderOf } from './catalog.ts';
import type { TargetDevice } from './device.ts';
import { findFamily, type Problem } from './families.ts';
import { generate } from './generate.ts';
import { describeIssue } from './issue.ts';
import { lackOf } from './lack.ts';
import { libraryOf } from './library.ts';
import { libraryCall } from './library-call.ts';
import { targetOf } from './target.ts';

const CPU: TargetDevice = { kind: 'cpu', name: 'cpu' };

/** Why a contender does not solve a problem on a device; null if it does, unless a library is missing there. */
export function refusalOf(name: string, problem: Problem, device: TargetDevice = CPU): string | null {
  const contender = contenderOf(name);
  if (!contender?.ops.includes(problem.op))
    return `Does not solve ${findFamily(problem.op)?.name ?? problem.op}`;
  const library = libraryOf(contender.id);
  if (library) {
    const solved = libraryCall(library, problem);
    return 'reason' in solved ? solved.reason : null;
  }
  const generated = generate(name, problem, {}, targetOf(device));
  if ('issues' in generated) return generated.issues.map(describeIssue).join('; ');
  return lackOf(name, problem, device);
}

/** Why a contender solves neither the first nor the last of some problems; null if it solves either. */
export function refusalOfAll(
  name: string,
  problems: readonly Problem[],
  device: TargetDevice = CPU,
): string | null {
  const ends = [problems[0], problems.at(-1)].filter((problem) => problem !== undefined);
  const reasons = ends.map((problem) => refusalOf(name, problem, device));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}
