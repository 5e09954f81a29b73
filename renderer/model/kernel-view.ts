import type { Kept } from '../../electron/ipc/programs/keep-program.ts';
import { keptProgram, restoreProgram } from '../../electron/ipc/programs/restore-program.ts';
import {
  type AdoptedDefaults,
  type Configuration,
  contenderOf,
  describeConfiguration,
  describeIssue,
  type Estimate,
  estimate,
  generateWith,
  libraryCall,
  libraryOf,
  type Pass,
  type Problem,
  type Program,
  parametersOf,
  type Target,
} from '../../kernels/index.ts';
import { callText } from './call-text.ts';

/** What the MSL panel shows for a contender and a problem. */
export type KernelView = { readonly estimate: Estimate; readonly description: string } & (
  | {
      readonly kind: 'generated';
      /** What generated it before it was measured: "tilescope 0.1.0"; null if it is generated just now. */
      readonly generator: string | null;
      readonly configuration: readonly (readonly [name: string, value: string])[];
      /** In the order they run, at least one. */
      readonly passes: readonly Pass[];
    }
  | { readonly kind: 'library'; readonly call: string }
  | { readonly kind: 'unsupported'; readonly reasons: readonly string[] }
);

/**
 * What a cell has: the program that it was measured with, if that is kept, and else one that is generated now.
 * @param adopted the defaults of its run that replace ours
 */
export function kernelView(
  contender: string,
  problem: Problem,
  target: Target,
  measured: Kept | null = null,
  adopted: AdoptedDefaults = {},
): KernelView {
  const known = contenderOf(contender);
  const description = known?.description ?? '';
  const unsupported = (reasons: readonly string[]): KernelView => ({
    estimate: estimate(problem),
    description,
    kind: 'unsupported',
    reasons,
  });
  if (measured) {
    const { hash, kept } = measured;
    const { configuration, generator } = keptProgram(hash, kept);
    const program = restoreProgram(hash, kept, problem, contender);
    return { description, ...programView(contender, program, configuration), generator };
  }
  if (!known) return unsupported([`This version has no contender “${contender}”.`]);
  const library = libraryOf(known.id);
  if (library) {
    const solved = libraryCall(library, problem);
    if ('reason' in solved) return unsupported([solved.reason]);
    return { estimate: estimate(problem), description, kind: 'library', call: callText(solved.call) };
  }
  const generated = generateWith(adopted, contender, problem, target);
  if ('issues' in generated) return unsupported(generated.issues.map(describeIssue));
  const { program, configuration } = generated;
  return { description, ...programView(contender, program, configuration), generator: null };
}

function programView(contender: string, { estimate, passes }: Program, configuration: Configuration) {
  // Another version may have had other parameters.
  const described = describeConfiguration(contender, configuration).filter(
    ([, value]) => value !== undefined,
  );
  const own = parametersOf(contender);
  const others = Object.entries(configuration).filter(([name]) => !Object.hasOwn(own, name));
  const shown = [...described, ...others].map(([name, value]) => [name, String(value)] as const);
  return { kind: 'generated', estimate, configuration: shown, passes } as const;
}

/** "32 × 4" for 32 × 4 × 1 */
export function extentLabel([x, y, z]: readonly [number, number, number]): string {
  const kept = z > 1 ? [x, y, z] : y > 1 ? [x, y] : [x];
  return kept.join(' × ');
}
