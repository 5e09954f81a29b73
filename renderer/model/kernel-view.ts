import {
  contenderOf,
  describeConfiguration,
  describeIssue,
  type Estimate,
  estimate,
  generate,
  libraryCall,
  libraryOf,
  type Pass,
  type Problem,
  type Target,
} from '../../kernels/index.ts';
import { callText } from './call-text.ts';

/** What the MSL panel shows for a contender and a problem. */
export type KernelView = { readonly estimate: Estimate; readonly description: string } & (
  | {
      readonly kind: 'generated';
      readonly configuration: readonly (readonly [name: string, value: string])[];
      /** In the order they run, at least one. */
      readonly passes: readonly Pass[];
    }
  | { readonly kind: 'library'; readonly call: string }
  | { readonly kind: 'unsupported'; readonly reasons: readonly string[] }
);

/** Generates the program again, from the same kernels as the compute process. */
export function kernelView(contender: string, problem: Problem, target: Target): KernelView {
  const known = contenderOf(contender);
  const common = { estimate: estimate(problem), description: known?.description ?? '' };
  const unsupported = (reasons: readonly string[]): KernelView => ({
    ...common,
    kind: 'unsupported',
    reasons,
  });
  if (!known) return unsupported([`This version has no contender “${contender}”.`]);
  const library = libraryOf(known.id);
  if (library) {
    const solved = libraryCall(library, problem);
    if ('reason' in solved) return unsupported([solved.reason]);
    return { ...common, kind: 'library', call: callText(solved.call) };
  }
  const generated = generate(contender, problem, {}, target);
  if ('issues' in generated) return unsupported(generated.issues.map(describeIssue));
  const { program, configuration } = generated;
  return {
    ...common,
    estimate: program.estimate,
    kind: 'generated',
    configuration: describeConfiguration(contender, configuration).map(
      ([name, value]) => [name, String(value)] as const,
    ),
    passes: program.passes,
  };
}

/** "32 × 4" for 32 × 4 × 1 */
export function extentLabel([x, y, z]: readonly [number, number, number]): string {
  const kept = z > 1 ? [x, y, z] : y > 1 ? [x, y] : [x];
  return kept.join(' × ');
}
