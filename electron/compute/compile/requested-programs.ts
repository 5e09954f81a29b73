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
import { programKey } from '../../ipc/own-kernels/own-programs.ts';
import { type AskedPrograms, NOTHING_ASKED } from '../../ipc/programs/kept-program.ts';
import { restoreProgram } from '../../ipc/programs/restore-program.ts';
import type { UnsupportedPrograms } from '../../ipc/validation-types.ts';

interface RequestedPrograms {
  readonly programs: Representative[];
  /** Those that cannot be generated, by reason. */
  readonly impossible: UnsupportedPrograms[];
}

/**
 * The programs of a sweep's cells. Libraries have none.
 * @param adopted the sweep's defaults in place of ours
 * @param own the programs of own kernels
 */
export function requestedPrograms(
  device: TargetDevice,
  problems: readonly Problem[],
  contenders: readonly string[],
  { adopted = {}, own = NOTHING_ASKED }: { adopted?: AdoptedDefaults; own?: AskedPrograms } = {},
): RequestedPrograms {
  const programs: Representative[] = [];
  const impossible = new Map<string, number>();
  for (const contender of contenders) {
    if (libraryOf(contender)) continue;
    for (const [index, problem] of problems.entries()) {
      const hash = own.cells[programKey(index, contender)];
      const generated =
        hash === undefined
          ? generateWith(adopted, contender, problem, targetOf(device))
          : { program: restoreProgram(hash, own.kept, problem, contender) };
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
