import {
  type AdoptedDefaults,
  contenderLabel,
  describeIssue,
  generateWith,
  libraryOf,
  type Problem,
  type Representative,
  type TargetDevice,
  targetOf,
} from '../../../kernels/index.ts';
import type { UnsupportedPrograms } from '../../ipc/validation-types.ts';

interface RequestedPrograms {
  readonly programs: Representative[];
  /** Those that cannot be generated, by reason. */
  readonly impossible: UnsupportedPrograms[];
}

/**
 * The programs of a sweep's cells. Libraries have none.
 * @param adopted the sweep's defaults in place of ours
 */
export function requestedPrograms(
  device: TargetDevice,
  problems: readonly Problem[],
  contenders: readonly string[],
  adopted: AdoptedDefaults = {},
): RequestedPrograms {
  const programs: Representative[] = [];
  const impossible = new Map<string, number>();
  for (const contender of contenders) {
    if (libraryOf(contender)) continue;
    for (const problem of problems) {
      const generated = generateWith(adopted, contender, problem, targetOf(device));
      if ('program' in generated) programs.push({ contender, problem, program: generated.program });
      else {
        const reason = `${contenderLabel(contender)}: ${generated.issues.map(describeIssue).join('; ')}`;
        impossible.set(reason, (impossible.get(reason) ?? 0) + 1);
      }
    }
  }
  return {
    programs,
    impossible: [...impossible].map(([reason, count]) => ({ reason, programs: count })),
  };
}
